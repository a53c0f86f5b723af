import type { DayNumber, Instant } from '../../../core/time.ts'
import { exchangeDay } from '../../../engine/orders/recorder.ts'
import { newYorkMidnight } from '../../../market/calendar/new-york.ts'

export interface Mark {
  at: Instant
  /** Exchange date. */
  day: DayNumber
  /** Dollars. */
  equity: number
}

/** Money that came in (positive) or went out: neither won nor lost. */
export interface Transfer {
  /** When it was booked; where a broker says the date alone, midnight in New York. */
  at: Instant
  amount: number
}

/**
 * Dollars that came between each mark and the one before it (0 of the first): what was there before the first mark, or came behind the last one, is in none
 * of them. Of money whose date alone is known it is not known which marks of that day it came before: it is taken to have come where equity moved by it.
 */
export function movedBy(marks: readonly Mark[], transfers: readonly Transfer[]): Float64Array {
  const moved = new Float64Array(marks.length)
  for (const transfer of transfers) {
    const row = rowOf(marks, transfer)
    if (row > 0) moved[row] += transfer.amount
  }
  return moved
}

/** The first mark that holds it; 0 or less where none does, or all do. */
function rowOf(marks: readonly Mark[], { at, amount }: Transfer): number {
  const next = marks.findIndex((mark) => mark.at >= at)
  const day = exchangeDay(at)
  if (next < 0 || at !== newYorkMidnight(day)) return next
  const after = marks.findIndex((mark) => mark.day > day)
  const last = after < 0 ? marks.length - 1 : after
  // Before the first mark or behind the last one it moves no equity.
  let [best, least] = next === 0 || after < 0 ? [0, 0] : [next, Number.POSITIVE_INFINITY]
  for (let row = Math.max(1, next); row <= last; row++) {
    const gain = marks[row].equity - marks[row - 1].equity
    const left = Math.abs(gain - amount) - Math.abs(gain)
    if (left < least) [best, least] = [row, left]
  }
  return best
}
