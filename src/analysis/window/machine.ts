import type { Instant } from '../../core/time.ts'
import type { PrintRing } from '../../market/live/types.ts'
import { createPrints, type Prints } from '../../market/prints.ts'
import { algorithmicActivity } from '../algorithmic/estimate.ts'

/** How much the prints after an instant look like a machine's (analysis/algorithmic); null with too few. */
export function machineActivity(ring: PrintRing, from: Instant): { probability: number; pattern: string } | null {
  const estimate = algorithmicActivity(printsAfter(ring, from))
  return estimate && { probability: estimate.probability, pattern: estimate.pattern }
}

/** Prints of a ring after an instant, ascending in time; those that were taken back left out. */
function printsAfter(ring: PrintRing, from: Instant): Prints {
  const prints = createPrints({ symbol: '', source: '', feed: '' }, ring.length)
  for (let i = 0; i < ring.length; i++) {
    const row = ring.first + i < ring.capacity ? ring.first + i : ring.first + i - ring.capacity
    if (ring.time[row] > from && ring.size[row] > 0) insert(prints, ring, row)
  }
  return prints
}

/** Late prints are few and little late: the place is near the end. */
function insert(prints: Prints, ring: PrintRing, row: number): void {
  let at = prints.length++
  for (; at > 0 && prints.time[at - 1] > ring.time[row]; at--) {
    for (const values of [prints.time, prints.price, prints.size]) values[at] = values[at - 1]
  }
  prints.time[at] = ring.time[row]
  prints.price[at] = ring.price[row]
  prints.size[at] = ring.size[row]
}
