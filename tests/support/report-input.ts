import { type Bars, createBars } from '../../src/market/bars.ts'
import { calendarFor } from '../../src/market/calendar/calendar.ts'
import type { BacktestOutput } from '../../src/operations/backtest/output.ts'
import { reportColumns } from '../../src/operations/report/data/columns.ts'
import type { ReportInput } from '../../src/operations/report/input.ts'
import { seeded } from './kill.ts'

type Trip = BacktestOutput['roundTrips'][number]

export interface ReportOptions {
  symbols?: string[]
  /** Daily bars of each symbol. */
  bars?: number
  /** One-minute bars instead, so many a symbol. */
  minutes?: number
  reason?: string
  source?: string
  /** A round trip every so many bars. */
  every?: number
}

const DAY_MS = 86_400_000
const START = Date.UTC(2022, 0, 3, 14, 30)

/** The input of a report with every part in it, of a made-up random walk; the same options make the same input. */
export function reportInput(options: ReportOptions = {}): ReportInput {
  const { symbols = ['TEST', 'OTHER'], source = 'import', every = 12 } = options
  const bars = symbols.map((symbol, i) => walk(symbol, source, options, i + 1))
  const trips = bars.flatMap((one) => tripsOf(one, every, options.reason ?? 'fast average crossed above slow'))
  trips.sort((a, b) => (a.entryTime < b.entryTime ? -1 : 1))
  const result = resultOf(bars, trips)
  const answer = answerOf(bars, trips, source)
  const steps = result.steps
  const days = new Set(result.day).size
  const flat = (factor: number) => Float64Array.from({ length: days }, (_, i) => 100_000 * (1 + factor * Math.sqrt(i / days)))
  const columns = reportColumns(result as never, {
    benchmarkReturns: Float64Array.from({ length: days }, (_, i) => Math.sin(i) / 100),
    bands: { low: flat(-0.2), middle: flat(0.05), high: flat(0.4) },
  })
  return { answer: { ...answer, bars: steps * bars.length }, columns, bars, keptAt: null, notes: [] }
}

/** Bars whose times lie in regular New York sessions. */
function walk(symbol: string, source: string, { bars: days = 260, minutes }: ReportOptions, seed: number): Bars {
  const random = seeded(seed)
  const length = minutes ?? days
  const made = createBars({ symbol, timeframe: minutes ? '1m' : '1d', source, feed: source }, length)
  const calendar = calendarFor(symbol)
  let day = calendar.dateOf(START)
  let minute = 0
  let price = 100
  for (let i = 0; i < length; i++) {
    const session = calendar.day(day).regular!
    made.time[i] = session.open + minute * 60_000
    made.open[i] = price
    price *= Math.exp((random() - 0.496) * (minutes ? 0.002 : 0.03))
    made.close[i] = price
    made.high[i] = Math.max(made.open[i], price) * (1 + random() * 0.004)
    made.low[i] = Math.min(made.open[i], price) * (1 - random() * 0.004)
    made.volume[i] = 1000
    minute++
    if (!minutes || session.open + minute * 60_000 >= session.close) {
      day = calendar.next(day)
      minute = 0
    }
  }
  made.length = length
  return made
}

function tripsOf(bars: Bars, every: number, reason: string): Trip[] {
  const stamp = (row: number) => new Date(bars.time[row]).toISOString().replace('.000Z', 'Z')
  return Array.from({ length: Math.floor((bars.length - 1) / every) }, (_, i) => {
    const [entry, exit] = [i * every, i * every + Math.max(1, every >> 1)]
    const last = (i + 2) * every >= bars.length
    const change = bars.open[exit] / bars.open[entry] - 1
    return {
      symbol: bars.symbol,
      side: i % 3 === 2 ? ('short' as const) : ('long' as const),
      shares: 100 + i,
      entryTime: stamp(entry),
      entryPrice: bars.open[entry],
      exitTime: last ? null : stamp(exit),
      exitPrice: last ? null : bars.open[exit],
      fees: 1.25,
      profit: (i % 3 === 2 ? -1 : 1) * change * 10_000,
      return: (i % 3 === 2 ? -1 : 1) * change,
      entryReason: reason,
      exitReason: last ? null : 'fast average crossed below slow',
    }
  })
}

function resultOf([first]: Bars[], trips: Trip[]) {
  const steps = first.length
  const calendar = calendarFor(first.symbol)
  const equity = Float64Array.from(first.close.subarray(0, steps), (close) => (100_000 * (close / first.open[0] + 1)) / 2)
  return {
    symbols: [...new Set(trips.map((one) => one.symbol))],
    steps,
    times: first.time.subarray(0, steps).map((time) => time + 60_000),
    equity,
    exposure: Float64Array.from({ length: steps }, (_, i) => (i % 9 < 5 ? 0.95 : 0)),
    day: Int32Array.from(first.time.subarray(0, steps), (time) => calendar.dateOf(time)),
    startCash: 100_000,
    decisions: trips.map((one) => ({
      at: Date.parse(one.entryTime) - DAY_MS / 24,
      symbol: one.symbol,
      action: one.side === 'long' ? 'buy' : 'short',
      stop: one.entryPrice * (one.side === 'long' ? 0.96 : 1.04),
      outcome: 'sent',
    })),
    roundTrips: trips.map((one) => ({
      ...one,
      entryTime: Date.parse(one.entryTime),
      exitTime: one.exitTime === null ? null : Date.parse(one.exitTime),
    })),
  }
}

function answerOf(bars: Bars[], roundTrips: Trip[], source: string): BacktestOutput {
  const [first] = bars
  const iso = (at: number) => new Date(at).toISOString().replace('.000Z', 'Z')
  const [from, to] = [iso(first.time[0]), iso(first.time[first.length - 1] + 60_000)]
  return {
    run: 'a1b2c3d4e5f60718',
    strategy: 'sma-cross',
    params: { fast: 10, slow: 30, stopAtr: 2.5 },
    symbols: bars.map((one) => one.symbol),
    timeframe: first.timeframe,
    source,
    feed: source,
    asOf: to,
    adjustment: 'none',
    from,
    to,
    bars: 0,
    dataHash: '0123456789abcdef',
    costs: {
      cash: 100_000,
      fee: 'us',
      slippage: 'spread',
      margin: 1,
      fractional: false,
      account: 'none',
      text: ['Fees: SEC and TAF by date', 'Slippage: half the spread, 0.01% of the price'],
    },
    limits: { set: 'none', file: null, values: null, text: ['No limits in force (--risk none)'] },
    metrics: METRICS,
    roundTrips,
    why: {
      barsSeen: first.length,
      signals: 40,
      intents: 42,
      denied: [{ rule: 'positionShare', count: 2 }],
      ignored: [{ rule: 'no cash', count: 1 }],
      warmUpBars: 30,
    },
    grade: {
      letter: 'C',
      reasons: ['25 round trips: too few to tell skill from luck', 'deflated Sharpe ratio 0.41 after 12 trials on this data'],
    },
    significance: {
      roundTrips: 20,
      draws: 1000,
      seed: 1,
      meanReturn: 0.004,
      randomMedian: 0.001,
      random95: 0.009,
      pValue: 0.212,
      tStatistic: 0.9,
      tPValue: 0.18,
      winners: 12,
      losers: 8,
      signPValue: 0.25,
    },
    monteCarlo: {
      paths: 1000,
      seed: 1,
      days: 250,
      blockLength: 5.2,
      finalReturn: { p5: -0.2, p50: 0.05, p95: 0.4 },
      maxDrawdown: { p5: 0.05, p50: 0.12, p95: 0.31 },
      ruinLoss: 0.5,
      chanceOfRuin: 0.001,
      lossLimit: 0.2,
      chanceOfLossLimit: 0.17,
      chanceOfLoss: 0.41,
      bands: [],
    },
    check: { passed: true, cuts: 5, shuffles: 5, starts: 3, findings: [] },
    curve: [100_000, 101_000, 99_000],
    failed: [],
    warnings: ['3 bars held stop and target both; the stop was taken'],
  } as unknown as BacktestOutput
}

const METRICS: BacktestOutput['metrics'] = {
  finalEquity: 112_345.67,
  totalReturn: 0.1234567,
  cagr: 0.118,
  volatility: 0.21,
  sharpe: 0.63,
  sortino: 0.9,
  calmar: 0.8,
  maxDrawdown: 0.147,
  maxDrawdownDays: 81,
  exposure: 0.55,
  roundTrips: 41,
  winRate: 0.53,
  profitFactor: 1.3,
  expectancy: 301.12,
  sqn: 1.1,
  averageHold: 6,
  turnover: 812_345,
  fees: 52.5,
  slippageCost: 81.2,
  ambiguousBars: 3,
  shrunkFills: 1,
  buyAndHoldReturn: -0.031,
  alpha: 0.07,
  beta: 0.4,
  var95: 0.018,
  cvar95: 0.026,
}
