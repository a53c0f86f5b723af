import type { IndicatorSource, IndicatorSpec } from '../../../../src/analysis/indicators/spec.ts'
import { type Bars, type Column, column, sliceBars } from '../../../../src/market/bars.ts'
import { TIMEFRAME_MS, type Timeframe } from '../../../../src/market/timeframe.ts'
import { barsOf, type Candle, seededCandles, usCalendar } from '../../../support/indicator-bars.ts'

/** Bars of the regular sessions from 2024 on, intraday; of US trading days, daily. */
export function sessionBars(candles: Candle[], timeframe: Timeframe): Bars {
  if (timeframe === '1d') return barsOf(candles)
  const times: number[] = []
  for (let day = usCalendar.next(19_722); times.length < candles.length; day = usCalendar.next(day)) {
    const { open, close } = usCalendar.day(day).regular!
    for (let at = open; at < close; at += TIMEFRAME_MS[timeframe]) times.push(at)
  }
  return barsOf(candles, times, timeframe)
}

/** Candles of every kind that an indicator must stand. */
export const KINDS: Record<string, (count: number, seed: number) => Candle[]> = {
  walk: seededCandles,
  flat: (count) => Array.from({ length: count }, () => ({ open: 10.1, high: 10.1, low: 10.1, close: 10.1, volume: 100 })),
  'flat in stretches': (count, seed) => {
    const candles = seededCandles(count, seed)
    return candles.map((_, i) => candles[i - (i % 40 < 25 ? i % 40 : 0)])
  },
  'without volume': (count, seed) => seededCandles(count, seed).map((one) => ({ ...one, volume: 0 })),
  'volume now and then': (count, seed) =>
    seededCandles(count, seed).map((one, i) => ({ ...one, volume: i % 30 < 22 ? 0 : one.volume })),
  'huge prices': (count, seed) => seededCandles(count, seed).map((one) => scaled(one, 1e9)),
  'tiny prices': (count, seed) => seededCandles(count, seed).map((one) => scaled(one, 1e-8)),
  rising: (count) => Array.from({ length: count }, (_, i) => candleAt(50 + i / 4)),
  falling: (count) => Array.from({ length: count }, (_, i) => candleAt(5000 - i / 4)),
}

export const KIND_NAMES = Object.keys(KINDS)

function scaled({ open, high, low, close, volume }: Candle, by: number): Candle {
  return { open: open * by, high: high * by, low: low * by, close: close * by, volume }
}

function candleAt(close: number): Candle {
  return { open: close - 0.25, high: close + 0.5, low: close - 0.5, close, volume: 1000 }
}

/** The closes of a second symbol that moves with the first and on its own. */
export function otherCloses(bars: Bars): Column {
  const closes = column(bars.length)
  const own = seededCandles(bars.length, 99)
  for (let i = 0; i < bars.length; i++) closes[i] = 0.3 * bars.close[i] + own[i].close
  return closes
}

export function sourceFor(spec: IndicatorSpec, bars: Bars): IndicatorSource {
  const other = spec.comparesTwo ? otherCloses(bars) : null
  return { bars, input: bars[spec.input ?? 'close'], calendar: usCalendar, other }
}

/** The first rows of a source, as a series cut there would be. */
export function cutSource(source: IndicatorSource, length: number): IndicatorSource {
  return {
    ...source,
    bars: sliceBars(source.bars, 0, length),
    input: source.input.subarray(0, length),
    other: source.other?.subarray(0, length) ?? null,
  }
}

export function columnsOf(spec: IndicatorSpec, source: IndicatorSource, params: number[]): number[][] {
  const out = spec.outputs.map(() => column(source.bars.length))
  spec.kernel(source, params, out)
  return out.map((one) => [...one])
}

/** Rows until the first value of each output. */
export function firstRows(spec: IndicatorSpec, params: number[]): number[] {
  const all = spec.warmUp(params)
  return spec.outputWarmUps?.(params) ?? spec.outputs.map(() => all)
}

/** Small numbers within the limits of each parameter, from a list of fractions. */
export function smallParams(spec: IndicatorSpec, picks: number[]): number[] {
  return spec.params.map(({ min, max, fraction }, i) => {
    const most = Math.min(max, min + (fraction ? max - min : 15))
    const value = min + picks[i % picks.length] * (most - min)
    return fraction ? value : Math.round(value)
  })
}
