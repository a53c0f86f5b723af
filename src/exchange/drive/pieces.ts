import type { Instant } from '../../core/time.ts'
import { MINUTE, SECOND } from '../../core/time.ts'
import { barClose } from '../../market/bar-times.ts'
import { type Bars, createBars, sliceBars } from '../../market/bars.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import type { MatchedSeries } from '../exchange.ts'
import type { LastingExchange } from '../lasting.ts'
import { after, barLane, type Lane, tapeLane } from './lanes.ts'
import type { DriveMarket } from './market.ts'

/** Prints that one piece of time should hold: enough to load seldom, few enough to be held. */
const PIECE = 200_000
/** Prints a millisecond of one listing: what is taken before anything was seen (a very busy one), and the least. */
const BUSY = 0.02
const QUIET = 0.0002

/** How long the pieces are in which a market is loaded. */
export class PieceLength {
  #rate = BUSY

  /** Milliseconds that so many listings should be loaded for at once. */
  of(listings: number): number {
    return Math.max(SECOND, PIECE / (this.#rate * listings))
  }

  /** Takes in how many rows came in so many milliseconds of all listings together. */
  learn(lanes: readonly Lane[], time: number): void {
    const rows = lanes.reduce((sum, lane) => sum + lane.length - lane.row, 0)
    this.#rate = Math.max(rows / Math.max(time, SECOND), this.#rate / 2, QUIET)
  }
}

/** A listing without bars: its calendar says when orders may fill. */
export function emptySeries(symbol: string, calendar: Calendar): MatchedSeries {
  const bars = createBars({ symbol, timeframe: '1m', source: '', feed: '' }, 0)
  return { bars, calendar, closeTime: new Float64Array(0), day: new Int32Array(0) }
}

/** Loads what happened to listings in `[from, to)`: their tapes, else their one-minute bars. Lanes stand in the order of the listings. */
export async function loadLanes(
  exchange: LastingExchange,
  market: DriveMarket,
  listings: readonly number[],
  from: Instant,
  to: Instant,
): Promise<Lane[]> {
  const lanes = await Promise.all(listings.map((listing) => loadLane(exchange, market, listing, from, to)))
  return lanes.filter((lane) => lane !== null)
}

async function loadLane(
  exchange: LastingExchange,
  market: DriveMarket,
  listing: number,
  from: Instant,
  to: Instant,
): Promise<Lane | null> {
  const { symbol } = exchange.listings[listing]
  const tape = await market.prints(symbol, from, to)
  if (tape !== null) return tapeLane(listing, tape)
  // A bar is known at its close: those that close by the end of the piece, some of which opened before it.
  const bars = await market.bars(symbol, from - MINUTE, after(to - MINUTE))
  if (bars === null || bars.length === 0) return null
  const series = seriesOf(bars, market.calendar(symbol), exchange.lastSeen(listing))
  exchange.attach(listing, series)
  const lane = barLane(listing, series)
  lane.row = 1
  while (lane.row < lane.length && lane.time[lane.row] < from) lane.row++
  return lane
}

/** Bars behind a first row that stands for what was seen before them: only after it can a bar be the first of its session. */
function seriesOf(bars: Bars, calendar: Calendar, lastSeen: Instant): MatchedSeries {
  const all = createBars(bars, bars.length + 1)
  all.length = bars.length + 1
  for (const name of ['time', 'open', 'high', 'low', 'close', 'volume'] as const) {
    all[name].set(sliceBars(bars, 0, bars.length)[name], 1)
    all[name][0] = bars[name][0]
  }
  all.time[0] = Math.min(lastSeen, bars.time[0]) - 1
  const closeTime = Float64Array.from(all.time, (time, row) => (row === 0 ? time : barClose('1m', time, calendar)))
  const day = Int32Array.from(all.time, (time, row) => calendar.dateOf(row === 0 ? bars.time[0] : time))
  return { bars: all, calendar, closeTime, day }
}
