import type { Instant } from '../core/time.ts'

/** Where the loop stands in one symbol: its views read columns at this row and know no other. Only the loop moves it. */
export interface Cursor {
  /** Newest completed row; -1 before the first. */
  row: number
  /** Step in which that row closed. */
  step: number
}

/** The step in progress: its number, and a listing that has a bar in it (the first asked for). */
export interface Moment {
  step: number
  listing: number
  /** When it closed. */
  at: Instant
}
