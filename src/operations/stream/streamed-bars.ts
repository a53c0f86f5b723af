import type { Instant } from '../../core/time.ts'
import type { ManagedStream } from '../../engine/stream/types.ts'
import { barClose, closedCount } from '../../market/bar-times.ts'
import { type Bars, lowerBound, sliceBars } from '../../market/bars.ts'
import { resample } from '../../market/resample.ts'
import { TIMEFRAME_MS } from '../../market/timeframe.ts'
import { type ClosedBars, type FeedParts, isClose, isExpected, nothing } from '../trade/running/feed.ts'

/**
 * Closed bars as the stream makes them, in place of asking for them: whoever reads sees the values that asking would have brought.
 * @param minutes ends of minutes whose bars are as complete as they will be
 */
export async function* streamedBars(
  managed: Pick<ManagedStream, 'tapes' | 'held'>,
  minutes: AsyncIterable<Instant>,
  parts: FeedParts,
): AsyncGenerator<ClosedBars> {
  const newest = [...parts.newest]
  for await (const at of minutes) {
    if (at < parts.from) continue
    if (at > parts.until) return
    yield isClose(parts, at) ? momentOf(managed, parts, newest, at) : nothing(parts, at)
  }
}

function momentOf(managed: Pick<ManagedStream, 'tapes' | 'held'>, parts: FeedParts, newest: Instant[], at: Instant): ClosedBars {
  const moment = nothing(parts, at)
  for (const [i, symbol] of parts.symbols.entries()) {
    const minutes = managed.tapes.get(symbol)?.closed
    const bars = minutes ? newBars(minutes, parts, i, newest[i], at, managed.held(symbol)) : null
    if (bars && bars.length > 0) {
      moment.bars[i] = bars
      newest[i] = bars.time[bars.length - 1]
    }
    const isOpen = parts.calendars[i].at(at - 1).phase !== 'closed'
    const hasClosed = barClose(parts.timeframe, newest[i], parts.calendars[i]) >= at
    if (isOpen && isExpected(parts, i, newest[i], at) && !hasClosed) moment.late.push(symbol)
  }
  return moment
}

/**
 * Bars of the run's timeframe later than the newest known one and closed by now, made of minutes. They end before a minute of which data was missed: it is
 * told, with what follows, once history has filled it.
 */
function newBars(minutes: Bars, parts: FeedParts, i: number, newest: Instant, at: Instant, held: ReadonlySet<Instant>): Bars {
  const { timeframe, session, calendars } = parts
  const from = lowerBound(minutes.time, minutes.length, newest + 1)
  // The usual case is the hot one: what is wanted are the minutes themselves.
  if (timeframe === '1m' && session === 'all' && held.size === 0) {
    return sliceBars(minutes, from, closedCount(minutes, calendars[i], at))
  }
  // A coarser bar begins with minutes that may be older than the newest bar's open plus one: the grid of its phase says where.
  const rows = sliceBars(minutes, Math.max(0, from - TIMEFRAME_MS[timeframe] / TIMEFRAME_MS['1m']), minutes.length)
  const made = resample(rows, timeframe, calendars[i], { session })
  const first = lowerBound(made.time, made.length, newest + 1)
  const closed = closedCount(made, calendars[i], at)
  return sliceBars(made, first, held.size === 0 ? closed : Math.min(closed, wholeCount(made, newest, held)))
}

/** Bars that end before the first minute after the newest known bar that is not whole. */
function wholeCount(bars: Bars, newest: Instant, held: ReadonlySet<Instant>): number {
  const length = TIMEFRAME_MS[bars.timeframe]
  const missed = Math.min(...[...held].filter((minute) => minute >= newest + length))
  const begun = lowerBound(bars.time, bars.length, missed + 1)
  return begun > 0 && bars.time[begun - 1] + length > missed ? begun - 1 : begun
}
