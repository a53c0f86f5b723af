import { mockSeries } from '../../../src/analysis/generate/mock-series.ts'
import { OpenbellError } from '../../../src/core/errors.ts'
import { DAY, type Instant, MINUTE } from '../../../src/core/time.ts'
import { prepareSeries } from '../../../src/engine/prepare.ts'
import { runBacktest } from '../../../src/engine/run.ts'
import type { RunRequest, RunResult } from '../../../src/engine/types.ts'
import { defaultOptions } from '../../../src/exchange/defaults.ts'
import { parseFee } from '../../../src/exchange/fees/parse.ts'
import type { ExchangeOptions } from '../../../src/exchange/models.ts'
import { parseSlippage } from '../../../src/exchange/slippage/parse.ts'
import { dailyOpen } from '../../../src/market/bar-times.ts'
import { type Bars, createBars } from '../../../src/market/bars.ts'
import { calendarFor } from '../../../src/market/calendar/calendar.ts'
import type { Timeframe } from '../../../src/market/timeframe.ts'
import { defineStrategy } from '../../../src/strategy/define.ts'
import type { AnyStrategy, Declarations, ParamShape } from '../../../src/strategy/types.ts'

/** Rows of `[open, high, low, close, volume?]` (volume a million when left out), a bar each. */
export type Row = [number, number, number, number, number?]

/** Daily bars of consecutive New York sessions from 2024-01-02 on, or minutes from that session's open on. */
export function barsOf(rows: Row[], { symbol = 'TEST', timeframe = '1d' as Timeframe, skip = 0 } = {}): Bars {
  const times = sessionTimes(symbol, timeframe, rows.length + skip).slice(skip)
  const bars = createBars({ symbol, timeframe, source: 'import', feed: 'import' }, rows.length)
  rows.forEach(([open, high, low, close, volume = 1e6], i) => {
    bars.time[i] = times[i]
    bars.open[i] = open
    bars.high[i] = high
    bars.low[i] = low
    bars.close[i] = close
    bars.volume[i] = volume
  })
  bars.length = rows.length
  return bars
}

/** Bars whose open, high, low and close are one price. */
export function flatBars(prices: number[], options: Parameters<typeof barsOf>[1] = {}): Bars {
  return barsOf(
    prices.map((price) => [price, price, price, price]),
    options,
  )
}

export function sessionTimes(symbol: string, timeframe: Timeframe, count: number): Instant[] {
  const calendar = calendarFor(symbol)
  const times: Instant[] = []
  let day = Math.floor(Date.UTC(2024, 0, 1) / DAY)
  while (times.length < count) {
    day = calendar.next(day)
    if (timeframe === '1d') times.push(dailyOpen(calendar, day))
    else for (let at = calendar.day(day).regular!.open; at < calendar.day(day).regular!.close; at += MINUTE) times.push(at)
  }
  return times.slice(0, count)
}

/** A seeded walk on the sessions of `sessionTimes`. */
export function walk(
  count: number,
  seed: number,
  { symbol = 'TEST', timeframe = '1d' as Timeframe, volatility = 0.3 } = {},
): Bars {
  const head = { symbol, timeframe, source: 'import', feed: 'import' }
  const barsPerYear = timeframe === '1d' ? 252 : 252 * 390
  return mockSeries(head, sessionTimes(symbol, timeframe, count), { startPrice: 100, volatility, barsPerYear, seed })
}

export function optionsOf(changes: Partial<ExchangeOptions> & { feeText?: string; slippageText?: string } = {}): ExchangeOptions {
  const { feeText = 'none', slippageText = 'none', ...rest } = changes
  return { ...defaultOptions(), fee: parseFee(feeText), slippage: parseSlippage(slippageText), ...rest }
}

/** A run with nothing special asked for: no fees, no slippage, no limits, everything recorded. */
export function requestOf(strategy: AnyStrategy, bars: Bars[], changes: Partial<RunRequest> = {}): RunRequest {
  return {
    strategy,
    params: {},
    series: bars.map(prepareSeries),
    exchange: optionsOf(),
    limits: null,
    decideFrom: null,
    actions: [],
    finer: null,
    cache: null,
    record: 'all',
    ...changes,
  }
}

export function runOf(strategy: AnyStrategy, bars: Bars | Bars[], changes: Partial<RunRequest> = {}): RunResult {
  return runBacktest(requestOf(strategy, Array.isArray(bars) ? bars : [bars], changes))
}

/** What a test says of a strategy; its contexts are not typed: the tests of `defineStrategy` hold the types. */
interface Definition {
  name?: string
  params?: ParamShape
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  indicators?(params: any): Declarations
  symbols?: AnyStrategy['symbols']
  timeframes?: AnyStrategy['timeframes']
  memory?(): object
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  onBar?(context: any): void
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  onBars?(universe: any): void
}

/** A strategy without parameters of its own and with a name that errors show. */
export function strategyOf(definition: Definition): AnyStrategy {
  return defineStrategy({ name: 'under-test', summary: 'A strategy of a test.', params: {}, ...definition } as AnyStrategy)
}

/** A strategy that does what a script says on the bars counted from 1. */
// biome-ignore lint/suspicious/noExplicitAny: a script calls whatever action it likes, wrong ones too.
export function scripted(script: Record<number, (context: any) => void>): AnyStrategy {
  return strategyOf({
    onBar(context) {
      script[context.bar.count]?.(context)
    },
  })
}

export function errorOf(work: () => unknown): OpenbellError {
  try {
    work()
  } catch (thrown) {
    if (thrown instanceof OpenbellError) return thrown
    throw thrown
  }
  throw new Error('nothing was thrown')
}

/** The result as text, columns as arrays: what two equal runs have in common to the last bit. */
export function textOf(result: RunResult): string {
  return JSON.stringify(result, (_, value) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value))
}
