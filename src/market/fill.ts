import { type Bars, createBars } from './bars.ts'
import type { Calendar } from './calendar/calendar.ts'
import { expectedOpens } from './quality/missing.ts'

/** Bars with the missing ones filled in; `filled[i]` is 1 where row i was made here, 0 where the source gave it. */
export interface FilledBars {
  bars: Bars
  filled: Uint8Array
}

/**
 * Every bar that the calendar expects between the first row and the last: one without a row gets a bar at the close before it, with
 * volume 0 and prints and vwap unknown. Pre-market and after-hours minutes are never expected; nothing is made before the first row or
 * after the last. Made for reading: filled rows are no data and are not stored.
 */
export function fillMissing(bars: Bars, calendar: Calendar): FilledBars {
  const missing = missingOpens(bars, calendar)
  const rows = bars.length + missing.length
  const columns = createBars(bars, rows, { prints: bars.prints !== null, vwap: bars.vwap !== null })
  const made: Bars = { ...bars, ...columns, length: rows }
  const filled = new Uint8Array(rows)
  let next = 0
  for (let at = 0, row = 0; at < rows; at++) {
    const gap = row === bars.length || (next < missing.length && missing[next] < bars.time[row])
    if (!gap) copyRow(bars, row++, made, at)
    else {
      fillRow(made, at, missing[next++], bars.close[row - 1])
      filled[at] = 1
    }
  }
  return { bars: made, filled }
}

function missingOpens(bars: Bars, calendar: Calendar): number[] {
  const missing: number[] = []
  let row = 0
  for (const open of expectedOpens(bars, calendar)) {
    while (bars.time[row] < open) row++
    if (bars.time[row] !== open) missing.push(open)
  }
  return missing
}

const NUMBERS = ['time', 'open', 'high', 'low', 'close', 'volume', 'prints', 'vwap'] as const

function copyRow(from: Bars, row: number, to: Bars, at: number): void {
  for (const name of NUMBERS) {
    const column = to[name]
    if (column) column[at] = from[name]![row]
  }
}

function fillRow(to: Bars, at: number, time: number, price: number): void {
  to.time[at] = time
  for (const name of ['open', 'high', 'low', 'close'] as const) to[name][at] = price
  to.volume[at] = 0
  if (to.prints) to.prints[at] = Number.NaN
  if (to.vwap) to.vwap[at] = Number.NaN
}
