import { DAY, type Instant } from '../../core/time.ts'
import { closedCount } from '../../market/bar-times.ts'
import type { Bars } from '../../market/bars.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import { type Split, splitsBy, splitView } from '../../market/split-view.ts'
import type { Store } from '../../ports/store.ts'
import type { BarSeries } from './candidates.ts'

/** Rows further apart than this around a split prove nothing about it. */
const EVIDENCE = 10 * DAY
/** Opens after the split that are asked. */
const WITNESSES = 3

/**
 * The bars as they compare across the splits known at the as-of. Stored rows stay raw. A split that the stored prices do not show
 * (they run on without the jump) was applied by the vendor already and is not applied again.
 */
export function splitAdjusted(store: Store, series: BarSeries, bars: Bars, asOf: Instant, calendar: Calendar): Bars {
  const actions = store.actions.load(series.symbol, series.source, undefined, calendar.dateOf(asOf))
  const felt = splitsBy(actions, asOf, calendar).filter((split) => bars.length > 0 && bars.time[0] < split.at)
  const splits = felt.filter((split) => isRaw(store, series, split, asOf, calendar))
  return splits.length === 0 ? bars : splitView(bars, splits)
}

/**
 * False when rows on both sides of the split lie closer to each other than the split would put them. The price after it is the middle
 * one of the first opens, because a first minute can hold a stray print at the old price; only rows known by the as-of count.
 */
function isRaw(store: Store, series: BarSeries, split: Split, asOf: Instant, calendar: Calendar): boolean {
  const before = store.bars.load(series, { from: split.at - EVIDENCE, to: split.at, limit: 1 })!
  const after = store.bars.load(series, { from: split.at, to: Math.min(asOf, split.at + EVIDENCE) })!
  const known = closedCount(after, calendar, asOf)
  if (before.length === 0 || known === 0) return true
  const opens = after.open.slice(0, Math.min(WITNESSES, known)).sort()
  const jump = Math.log(opens[(opens.length - 1) >> 1] / before.close[0])
  return Math.abs(jump - Math.log(split.ratio)) < Math.abs(jump)
}
