import type { DayNumber, Instant } from '../core/time.ts'
import type { CorporateAction } from './actions.ts'
import { dailyOpen } from './bar-times.ts'
import { type Bars, type Column, column, lowerBound } from './bars.ts'
import type { Calendar } from './calendar/calendar.ts'

/** A split as bars see it. */
export interface Split {
  /** First instant that trades without it: the ex-date's first session. */
  at: Instant
  /** Factor of every price before. */
  ratio: number
}

/** The splits among corporate actions that had happened by the as-of. */
export function splitsBy(actions: CorporateAction[], asOf: Instant, calendar: Calendar): Split[] {
  return actions
    .filter((action) => action.kind === 'split' && action.ratio !== null && action.ratio > 0)
    .map((action) => ({ at: firstOpen(action.exDay, calendar), ratio: action.ratio as number }))
    .filter((split) => split.at <= asOf)
}

function firstOpen(exDay: DayNumber, calendar: Calendar): Instant {
  return calendar.day(exDay).pre?.open ?? dailyOpen(calendar, exDay)
}

/**
 * Raw bars as they compare across the splits: before each, prices times its ratio and volume divided by it, so that a split is never
 * taken for a move. A derived view: what was given stays as it is. Dividends are left alone.
 */
export function splitView(bars: Bars, splits: Split[]): Bars {
  const felt = splits.filter((split) => bars.length > 0 && bars.time[0] < split.at)
  if (felt.length === 0) return { ...bars, adjustment: bars.adjustment ?? 'none' }
  return scaled(bars, factors(bars, felt))
}

/** Product of the ratios of all splits after each row. */
function factors(bars: Bars, splits: Split[]): Column {
  const factor = column(bars.length).fill(1)
  for (const { at, ratio } of splits) {
    const end = lowerBound(bars.time, bars.length, at)
    for (let i = 0; i < end; i++) factor[i] *= ratio
  }
  return factor
}

function scaled(bars: Bars, factor: Column): Bars {
  const times = (values: Column) => combine(values, factor, (value, by) => value * by)
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
  const out = column(factor.length)
  for (let i = 0; i < out.length; i++) out[i] = by(values[i], factor[i])
  return out
}
