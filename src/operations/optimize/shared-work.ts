import type { PreparedSeries } from '../../engine/types.ts'
import { BAR_COLUMNS, type Bars, type Column, column, OPTIONAL_COLUMNS } from '../../market/bars.ts'
import type { RunData } from '../backtest/data.ts'
import type { CostFlags } from '../backtest/input.ts'
import type { Setup, StrategyForRun } from '../backtest/setup.ts'
import type { Objective } from './input.ts'
import type { SharedWork } from './worker.ts'

/** Indicator columns that this process and its threads together may keep between trials: those of fifty indicators over 640,000 bars. */
const CACHE_BYTES = 256 * 1024 * 1024

/** The same for one of so many threads, or for this process beside them. */
export function cacheBytesOf(threads: number): number {
  return Math.floor(CACHE_BYTES / (threads + 1))
}

/** The series with every column over shared memory: those that are not are copied, once, so that no thread copies any. */
export function sharedSeries(series: readonly PreparedSeries[]): PreparedSeries[] {
  return series.map((one) => ({ ...one, bars: sharedBars(one.bars), closeTime: shared(one.closeTime), day: sharedDays(one.day) }))
}

function sharedBars(bars: Bars): Bars {
  const made = { ...bars }
  for (const name of BAR_COLUMNS) made[name] = shared(bars[name])
  for (const name of OPTIONAL_COLUMNS) {
    const values = bars[name]
    made[name] = values === null ? null : shared(values)
  }
  return made
}

function shared(values: Column): Column {
  if (values.buffer instanceof SharedArrayBuffer) return values
  const copy = column(values.length)
  copy.set(values)
  return copy
}

function sharedDays(values: Int32Array): Int32Array {
  if (values.buffer instanceof SharedArrayBuffer) return values
  const copy = new Int32Array(new SharedArrayBuffer(values.length * 4))
  copy.set(values)
  return copy
}

interface WorkParts {
  data: RunData
  series: readonly PreparedSeries[]
  loaded: StrategyForRun
  setup: Setup
  flags: CostFlags
  objective: Objective
  threads: number
}

/** What the threads are given. */
export function sharedWork({ data, series, loaded, setup, flags, objective, threads }: WorkParts): SharedWork {
  const { cash, fee, slippage, margin, fractional, account } = flags
  const { name, source, file, sourceHash } = loaded
  return {
    strategy: { name, source, file },
    sourceHash,
    series: series.map(({ calendar, ...rest }) => rest),
    actions: data.actions,
    costs: { cash, fee, slippage, margin, fractional, account },
    limits: setup.limits,
    objective,
    cacheBytes: cacheBytesOf(threads),
  }
}
