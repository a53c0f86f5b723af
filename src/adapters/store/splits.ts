import { DAY, type Instant } from '../../core/time.ts'
import type { CorporateAction } from '../../market/actions.ts'
import { dailyOpen } from '../../market/bar-times.ts'
import { type Bars, type Column, lowerBound } from '../../market/bars.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import type { Store } from '../../ports/store.ts'
import type { BarSeries } from './candidates.ts'

/** Rows further apart than this around a split prove nothing about it. */
const EVIDENCE = 10 * DAY

interface Split {
  /** First instant that trades without it: the ex-date's first session. */
  at: Instant
  ratio: number
}

/**
 * The bars as they compare across the splits known at the as-of: before each split prices times its ratio, volume divided by it.
 * Stored rows stay raw. A split that the stored prices do not show (they run on without the jump) was applied by the vendor
 * already and is not applied again. Dividends are left alone.
 */
export function splitAdjusted(store: Store, series: BarSeries, bars: Bars, asOf: Instant, calendar: Calendar): Bars {
  const splits = store.actions
    .load(series.symbol, series.source, undefined, calendar.dateOf(asOf))
    .filter((action) => action.kind === 'split' && action.ratio !== null && action.ratio > 0)
    .map((action) => splitOf(action, calendar))
    .filter((split) => split.at <= asOf && bars.length > 0 && bars.time[0] < split.at && isRaw(store, series, split))
  if (splits.length === 0) return bars
  return scaled(bars, factors(bars, splits))
}

function splitOf(action: CorporateAction, calendar: Calendar): Split {
  const { pre } = calendar.day(action.exDay)
  return { at: pre?.open ?? dailyOpen(calendar, action.exDay), ratio: action.ratio! }
}

/** False when rows on both sides of the split lie closer to each other than the split would put them. */
function isRaw(store: Store, series: BarSeries, split: Split): boolean {
  const before = store.bars.load(series, { from: split.at - EVIDENCE, to: split.at, limit: 1 })!
  const after = store.bars.load(series, { from: split.at, to: split.at + EVIDENCE })!
  if (before.length === 0 || after.length === 0) return true
  const jump = Math.log(after.open[0] / before.close[0])
  return Math.abs(jump - Math.log(split.ratio)) < Math.abs(jump)
}

/** Product of the ratios of all splits after each row. */
function factors(bars: Bars, splits: Split[]): Column {
  const factor = new Float64Array(bars.length).fill(1)
  for (const { at, ratio } of splits) {
    const end = lowerBound(bars.time, bars.length, at)
    for (let i = 0; i < end; i++) factor[i] *= ratio
  }
  return factor
}

function scaled(bars: Bars, factor: Column): Bars {
  const times = (column: Column) => combine(column, factor, (value, by) => value * by)
  return {
    ...bars,
    open: times(bars.open),
    high: times(bars.high),
    low: times(bars.low),
    close: times(bars.close),
    volume: combine(bars.volume, factor, (value, by) => value / by),
    vwap: bars.vwap && times(bars.vwap),
    adjustment: 'splits',
  }
}

function combine(values: Column, factor: Column, by: (value: number, factor: number) => number): Column {
  const out = new Float64Array(new SharedArrayBuffer(factor.length * 8))
  for (let i = 0; i < out.length; i++) out[i] = by(values[i], factor[i])
  return out
}
