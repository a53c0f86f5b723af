import { createWasmTrainer } from '../../../../src/adapters/trainer/threads.ts'
import { createThreads } from '../../../../src/adapters/workers/threads.ts'
import { Random } from '../../../../src/analysis/random.ts'
import type { Instant } from '../../../../src/core/time.ts'
import { type ColumnTools, forecastColumns } from '../../../../src/engine/forecast-columns/columns.ts'
import type { TrainedCache } from '../../../../src/engine/forecast-columns/trained.ts'
import { prepareSeries } from '../../../../src/engine/prepare.ts'
import type { PreparedSeries } from '../../../../src/engine/types.ts'
import { type Bars, createBars } from '../../../../src/market/bars.ts'
import { calendarFor } from '../../../../src/market/calendar/calendar.ts'
import { shortHash } from '../../../../src/operations/common/hash.ts'
import type { Weights } from '../../../../src/ports/trainer.ts'
import type { ForecastAsk } from '../../../../src/strategy/forecast.ts'
import { USER_MODULES } from '../../../../src/strategy/user-module.ts'

/** Daily bars of real sessions whose closes these are. */
export function dailyBars(symbol: string, closes: ArrayLike<number>, from = '2023-01-03'): Bars {
  const head = { symbol, timeframe: '1d' as const, source: 'test', feed: 'test' }
  const bars = createBars(head as Parameters<typeof createBars>[0], closes.length, { prints: false, vwap: false })
  const calendar = calendarFor(symbol)
  let day = Math.round(Date.parse(`${from}T00:00:00Z`) / 86_400_000) - 1
  for (let i = 0; i < closes.length; i++) {
    do day++
    while (calendar.day(day).regular === null)
    bars.time[i] = calendar.day(day).regular!.open
    bars.open[i] = closes[i]
    bars.high[i] = closes[i] * 1.01
    bars.low[i] = closes[i] * 0.99
    bars.close[i] = closes[i]
    bars.volume[i] = 1_000_000
  }
  bars.length = closes.length
  return bars
}

/** A price that swings back and forth every `period` bars around a level, with noise. */
export function swings(rows: number, { period = 20, size = 0.1, noise = 0.005, seed = 1 } = {}): Float64Array {
  const random = new Random(seed, 'swings')
  return Float64Array.from(
    { length: rows },
    (_, i) => 100 * Math.exp(size * Math.sin((2 * Math.PI * i) / period) + noise * random.normal()),
  )
}

export function walk(rows: number, seed: number): Float64Array {
  const random = new Random(seed, 'walk')
  let z = 4
  return Float64Array.from({ length: rows }, () => {
    z += 0.01 * random.normal()
    return Math.exp(z)
  })
}

export class MemoryCache implements TrainedCache {
  readonly kept = new Map<string, Weights[]>()
  written = 0
  async read(key: string) {
    return this.kept.get(key) ?? null
  }
  async write(key: string, weights: readonly Weights[]) {
    this.written++
    this.kept.set(key, [...weights])
  }
}

export function columnTools(cache: TrainedCache = new MemoryCache()): ColumnTools & { close(): Promise<void> } {
  const threads = createThreads()
  const trainer = createWasmTrainer({ workers: threads, userModules: USER_MODULES })
  return {
    trainer: async () => trainer,
    cache,
    hash: shortHash,
    signal: new AbortController().signal,
    progress: () => {},
    pause: async () => {},
    close: () => trainer.close(),
  }
}

export const SMALL: ForecastAsk = { horizon: 5, input: 16, model: 'auto', threshold: 0.02, steps: 12 }

export async function columnsOf(
  series: readonly Bars[] | readonly PreparedSeries[],
  ask: ForecastAsk,
  tools: ColumnTools,
  { members = 2, upTo }: { members?: number; upTo?: Instant } = {},
) {
  const prepared = series.map((one) => ('bars' in one ? one : prepareSeries(one)))
  return (await forecastColumns(prepared, { ask, seed: 1, members, ...(upTo !== undefined && { upTo }) }, tools)).columns
}
