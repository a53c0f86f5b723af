import * as debut from '@debut/indicators'
import { IndicatorsSync } from '@ixjb94/indicators'
import * as it from 'indicatorts'
import * as ti from 'technicalindicators'
import * as ts from 'trading-signals'

/** The bars as the packages want them: plain arrays, and a row object each. */
export interface PeerBars {
  high: number[]
  low: number[]
  close: number[]
  rows: { high: number; low: number; close: number }[]
}

/** What is measured, with the usual numbers. */
export const SEVEN = {
  sma: [20],
  ema: [20],
  rsi: [14],
  macd: [12, 26, 9],
  bollinger: [20, 2],
  atr: [14],
  stochastic: [14, 3, 1],
}
export type Seven = keyof typeof SEVEN

type Runs = Record<string, () => unknown>

const ix = new IndicatorsSync()
const MACD = { fastPeriod: 12, slowPeriod: 26, signalPeriod: 9, SimpleMAOscillator: false, SimpleMASignal: false }

/** Whole columns, a function a package. */
export function columnPeers({ high, low, close }: PeerBars): Record<Seven, Runs> {
  return {
    sma: {
      technicalindicators: () => ti.SMA.calculate({ values: close, period: 20 }),
      indicatorts: () => it.sma(close, { period: 20 }),
      '@ixjb94/indicators': () => ix.sma(close, 20),
    },
    ema: {
      technicalindicators: () => ti.EMA.calculate({ values: close, period: 20 }),
      indicatorts: () => it.ema(close, { period: 20 }),
      '@ixjb94/indicators': () => ix.ema(close, 20),
    },
    rsi: {
      technicalindicators: () => ti.RSI.calculate({ values: close, period: 14 }),
      indicatorts: () => it.rsi(close, { period: 14 }),
      '@ixjb94/indicators': () => ix.rsi(close, 14),
    },
    macd: {
      technicalindicators: () => ti.MACD.calculate({ values: close, ...MACD }),
      indicatorts: () => it.macd(close, { fast: 12, slow: 26, signal: 9 }),
      '@ixjb94/indicators': () => ix.macd(close, 12, 26, 9),
    },
    bollinger: {
      technicalindicators: () => ti.BollingerBands.calculate({ values: close, period: 20, stdDev: 2 }),
      indicatorts: () => it.bb(close, { period: 20 }),
      '@ixjb94/indicators': () => ix.bbands(close, 20, 2),
    },
    atr: {
      technicalindicators: () => ti.ATR.calculate({ high, low, close, period: 14 }),
      indicatorts: () => it.atr(high, low, close, { period: 14 }),
      '@ixjb94/indicators': () => ix.atr(high, low, close, 14),
    },
    stochastic: {
      technicalindicators: () => ti.Stochastic.calculate({ high, low, close, period: 14, signalPeriod: 3 }),
      indicatorts: () => it.stoch(high, low, close, { kPeriod: 14, dPeriod: 3 }),
      '@ixjb94/indicators': () => ix.stoch(high, low, close, 14, 1, 3),
    },
  }
}

/** Bar by bar, a function a package that makes its indicator anew and feeds it every bar. */
export function streamPeers({ high, low, close, rows }: PeerBars): Record<Seven, Runs> {
  const fed = (make: () => object) => looped('indicator.nextValue(values[i])', make, close)
  const updated = (make: () => object) => looped('indicator.update(values[i], false)', make, close)
  const fedRows = (make: () => object) => looped('indicator.nextValue(values[i])', make, rows)
  const updatedRows = (make: () => object) => looped('indicator.update(values[i], false)', make, rows)
  const fedBars = (make: () => object) => looped('indicator.nextValue(high[i], low[i], values[i])', make, close, high, low)
  const none = { high: [], low: [], close: [] }
  return {
    sma: {
      technicalindicators: fed(() => new ti.SMA({ values: [], period: 20 })),
      'trading-signals': updated(() => new ts.SMA(20)),
      '@debut/indicators': fed(() => new debut.SMA(20)),
    },
    ema: {
      technicalindicators: fed(() => new ti.EMA({ values: [], period: 20 })),
      'trading-signals': updated(() => new ts.EMA(20)),
      '@debut/indicators': fed(() => new debut.EMA(20)),
    },
    rsi: {
      technicalindicators: fed(() => new ti.RSI({ values: [], period: 14 })),
      'trading-signals': updated(() => new ts.RSI(14)),
      '@debut/indicators': fed(() => new debut.RSI(14)),
    },
    macd: {
      technicalindicators: fed(() => new ti.MACD({ values: [], ...MACD })),
      'trading-signals': updated(() => new ts.MACD(new ts.EMA(12), new ts.EMA(26), new ts.EMA(9))),
      '@debut/indicators': fed(() => new debut.MACD(12, 26, 9)),
    },
    bollinger: {
      technicalindicators: fed(() => new ti.BollingerBands({ values: [], period: 20, stdDev: 2 })),
      'trading-signals': updated(() => new ts.BollingerBands(20, 2)),
      '@debut/indicators': fed(() => new debut.BollingerBands(20, 2)),
    },
    atr: {
      technicalindicators: fedRows(() => new ti.ATR({ ...none, period: 14 })),
      'trading-signals': updatedRows(() => new ts.ATR(14)),
      '@debut/indicators': fedBars(() => new debut.ATR(14)),
    },
    stochastic: {
      technicalindicators: fedRows(() => new ti.Stochastic({ ...none, period: 14, signalPeriod: 3 })),
      'trading-signals': updatedRows(() => new ts.StochasticOscillator({ kPeriod: 14, dPeriod: 3, kSlowingPeriod: 1 })),
      '@debut/indicators': fedBars(() => new debut.Stochastic(14, 3)),
    },
  }
}

let loops = 0

/**
 * A loop over every bar with a text of its own, so that the engine learns each indicator's calls apart; in one shared loop whoever came late
 * would be slower. `step` reads `indicator`, `values`, `high`, `low` and `i`.
 */
export function looped(step: string, make: () => object, ...columns: unknown[][]): () => unknown {
  const body = `// ${++loops}\nlet last\nfor (let i = 0; i < values.length; i++) last = ${step}\nreturn last`
  const loop = new Function('indicator', 'values', 'high', 'low', body)
  return () => loop(make(), ...columns)
}
