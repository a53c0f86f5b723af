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
  managed: Pick<ManagedStream, 'tapes'>,
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

function momentOf(managed: Pick<ManagedStream, 'tapes'>, parts: FeedParts, newest: Instant[], at: Instant): ClosedBars {
  const moment = nothing(parts, at)
  for (const [i, symbol] of parts.symbols.entries()) {
    const minutes = managed.tapes.get(symbol)?.closed
    const bars = minutes ? newBars(minutes, parts, i, newest[i], at) : null
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

/** Bars of the run's timeframe later than the newest known one and closed by now, made of minutes. */
function newBars(minutes: Bars, parts: FeedParts, i: number, newest: Instant, at: Instant): Bars {
  const { timeframe, session, calendars } = parts
  const from = lowerBound(minutes.time, minutes.length, newest + 1)
  // A coarser bar begins with minutes that may be older than the newest bar's open plus one: the grid of its phase says where.
  const rows = sliceBars(minutes, Math.max(0, from - TIMEFRAME_MS[timeframe] / TIMEFRAME_MS['1m']), minutes.length)
  const made = resample(rows, timeframe, calendars[i], { session })
  const first = lowerBound(made.time, made.length, newest + 1)
  return sliceBars(made, first, closedCount(made, calendars[i], at))
}
