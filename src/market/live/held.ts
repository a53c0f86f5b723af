import { type Instant, MINUTE } from '../../core/time.ts'
import { addPrint, type Minute } from './minute.ts'
import type { PrintRows } from './ring.ts'

/** Adds the prints of a minute that a ring holds, in the order they came. */
export function addHeld(prints: PrintRows, minute: Minute): void {
  for (let i = 0; i < prints.length; i++) {
    const row = (prints.first + i) % prints.capacity
    const at = prints.time[row]
    if (at < minute.time || at >= minute.time + MINUTE) continue
    addPrint(minute, at, prints.price[row], prints.size[row], prints.flags[row])
  }
}

/** True when no print of the minute has left the ring, as long as they left about in the order of time. */
export function holdsMinute(prints: PrintRows, time: Instant): boolean {
  return prints.length === prints.total || prints.time[prints.first] < time
}

/** Row of the newest print that may set a price; -1 when none is held. */
export function newestHeld(prints: PrintRows): number {
  let newest = -1
  for (let i = 0; i < prints.length; i++) {
    const row = (prints.first + i) % prints.capacity
    if (prints.eligible[row] === 1 && (newest < 0 || prints.time[row] >= prints.time[newest])) newest = row
  }
  return newest
}
