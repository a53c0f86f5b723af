import type { DayNumber } from '../../core/time.ts'
import type { EquityHistory } from './types.ts'

/** The worst fall from a highest equity, and the longest wait for a new one. */
export interface Drawdown {
  /** Largest fall as a fraction of the equity it fell from; above 1 only when an account went below zero. */
  depth: number
  /** Longest stretch under water in calendar days: from the date of a highest equity to the date it is reached again, or to the end. */
  days: number
}

/** Drawdown over every step (not only day ends), the start cash being the first highest equity. */
export function drawdownOf({ steps, equity, day, startCash }: EquityHistory): Drawdown {
  let peak = startCash
  let peakDay: DayNumber = steps > 0 ? day[0] : 0
  let lowest = startCash
  let depth = 0
  let days = 0
  for (let i = 0; i < steps; i++) {
    const now = equity[i]
    if (now < peak) {
      if (now < lowest) lowest = now
      continue
    }
    if (lowest < peak) {
      depth = Math.max(depth, (peak - lowest) / peak)
      days = Math.max(days, day[i] - peakDay)
    }
    peak = now
    lowest = now
    peakDay = day[i]
  }
  if (lowest < peak) {
    depth = Math.max(depth, (peak - lowest) / peak)
    days = Math.max(days, day[steps - 1] - peakDay)
  }
  return { depth, days }
}
