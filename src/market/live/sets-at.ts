import type { Instant } from '../../core/time.ts'
import { calendarFor } from '../calendar/calendar.ts'
import type { Calendar, PhaseAt } from '../calendar/session.ts'
import { EXTENDED, printSets, setsWithin } from './print-rules.ts'

/** What prints of one symbol set (the bits of print-rules.ts), by their conditions and the phase of the session they were made in. */
export class SetsAt {
  readonly #calendar: Calendar
  #phase: PhaseAt | null = null

  constructor(symbol: string) {
    this.#calendar = calendarFor(symbol)
  }

  of(time: Instant, conditions: string): number {
    const sets = printSets(conditions)
    if ((sets & EXTENDED) === 0) return sets
    if (!this.#phase || time < this.#phase.from || time >= this.#phase.to) this.#phase = this.#calendar.at(time)
    return setsWithin(sets, this.#phase.phase === 'regular')
  }
}
