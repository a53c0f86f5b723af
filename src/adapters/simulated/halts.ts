import type { Profile } from './listing.ts'
import { type Key, PURPOSE, Stream } from './random.ts'

/** Minutes `[from, to)` of the regular session without trading; empty when the symbol is not halted. */
export interface Halt {
  from: number
  to: number
}

const NONE: Halt = { from: 0, to: 0 }

/**
 * The trading halt of a symbol on a day, if any: about three of all stocks a day, small and wild ones more often,
 * for five to forty minutes in steps of five (the length of a volatility pause and its extensions), never in the first or last minutes.
 */
export function haltOf(key: Key, profile: Profile, index: number, minutes: number): Halt {
  if (profile.kind !== 'stock') return NONE
  const stream = new Stream().restart(key, index, PURPOSE.halt)
  if (stream.uniform() > 0.002 + 0.2 * profile.deviation) return NONE
  const from = 10 + stream.below(minutes - 80)
  const length = stream.uniform() < 0.6 ? 5 : 5 * (2 + stream.below(7))
  return { from, to: from + length }
}
