import type { Instant } from '../../core/time.ts'
import type { Column } from '../../market/bars.ts'
import type { MatchedSeries } from '../exchange.ts'
import type { LastingExchange } from '../lasting.ts'
import type { Tape } from './market.ts'

/** One listing's rows of a piece of time, and how far they have been matched. */
export interface Lane {
  listing: number
  /** When each row counts: a print's own time, the last moment of a bar. */
  time: Column
  row: number
  length: number
  tape: Tape | null
  /** Where there is no tape. */
  series: MatchedSeries | null
}

/** Prints count at their own time. */
export function tapeLane(listing: number, tape: Tape): Lane {
  return { listing, time: tape.time, row: 0, length: tape.length, tape, series: null }
}

/** Bars count just before they close, so that what ends at the close ends after them. */
export function barLane(listing: number, series: MatchedSeries): Lane {
  const time = Float64Array.from(series.closeTime.subarray(0, series.bars.length), before)
  return { listing, time, row: 0, length: series.bars.length, tape: null, series }
}

/** Set while rows are matched: something happened after which the rest of the piece must be looked at anew. */
export interface Interrupt {
  raised: boolean
  /** Close of the bar being matched, which is when its events are known; null for prints. */
  barClose: Instant | null
}

const LISTING = new Int32Array(1)
const ROW = new Int32Array(1)

/**
 * Matches the rows of all lanes that count before an instant, in order of time; of equal times the lane that stands first. Answers where
 * it ended: at that instant, or after all rows of the time at which the interrupt was raised.
 */
export function matchLanes(exchange: LastingExchange, lanes: readonly Lane[], before: Instant, interrupt: Interrupt): Instant {
  const turn: Turn = { first: -1, next: before, through: false }
  let end = before
  for (;;) {
    findTurn(lanes, end, turn)
    if (turn.first < 0) return end
    const lane = lanes[turn.first]
    matchOne(exchange, lane, Math.min(end, turn.through ? after(turn.next) : turn.next), interrupt)
    if (interrupt.raised) end = Math.min(end, after(lane.time[lane.row - 1]))
  }
}

/** Whose turn it is, until when, and whether it may still go at that very instant. */
interface Turn {
  first: number
  next: Instant
  through: boolean
}

function findTurn(lanes: readonly Lane[], before: Instant, turn: Turn): void {
  let first = -1
  let time = before
  let next = before
  let nextAt = -1
  for (let i = 0; i < lanes.length; i++) {
    const lane = lanes[i]
    if (lane.row >= lane.length) continue
    const at = lane.time[lane.row]
    if (at < time) {
      if (first >= 0) {
        next = time
        nextAt = first
      }
      first = i
      time = at
    } else if (at < next) {
      next = at
      nextAt = i
    }
  }
  turn.first = first
  turn.next = next
  turn.through = first < nextAt
}

/** Matches rows of one lane that count before an instant, one at least; no further than where the interrupt is raised. */
function matchOne(exchange: LastingExchange, lane: Lane, before: Instant, interrupt: Interrupt): void {
  const { time, tape, listing, length } = lane
  const raised = interrupt.raised
  while (lane.row < length) {
    const at = time[lane.row]
    if (at >= before) return
    const row = lane.row++
    if (tape !== null) matchPrint(exchange, listing, tape, row, at)
    else matchBar(exchange, lane, row, interrupt)
    if (interrupt.raised && !raised) return
  }
}

function matchPrint(exchange: LastingExchange, listing: number, tape: Tape, row: number, at: Instant): void {
  const price = tape.price[row]
  exchange.matchPrint(listing, price, tape.size[row], at)
  exchange.mark(listing, price)
}

function matchBar(exchange: LastingExchange, { listing, series }: Lane, row: number, interrupt: Interrupt): void {
  const { bars, closeTime } = series!
  interrupt.barClose = closeTime[row]
  LISTING[0] = listing
  ROW[0] = row
  exchange.matchStep(LISTING, ROW, 1)
  exchange.saw(listing, bars.close[row], closeTime[row])
  interrupt.barClose = null
}

/** The next instant that a double can tell from this one. */
export function after(at: Instant): Instant {
  return at + step(at)
}

/** The last instant that a number can say before another: the end of what ends there. */
export function before(at: Instant): Instant {
  return at - step(at)
}

function step(at: Instant): number {
  return 2 ** (Math.floor(Math.log2(Math.max(1, Math.abs(at)))) - 52)
}
