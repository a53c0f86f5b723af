import { firstWhere } from '../../../core/search.ts'
import type { Instant } from '../../../core/time.ts'

/** When entries were sent: what limits per minute and per day count. */
export class Entries {
  /** Ascending. */
  readonly #times: Instant[] = []

  add(at: Instant): void {
    const times = this.#times
    if (times.length === 0 || at >= times[times.length - 1]) times.push(at)
    else times.splice(this.#upTo(at), 0, at)
  }

  /** Inside `(from, to]`. */
  between(from: Instant, to: Instant): number {
    return Math.max(0, this.#upTo(to) - this.#upTo(from))
  }

  /** How many are not later than an instant. */
  #upTo(at: Instant): number {
    return firstWhere(this.#times.length, (i) => this.#times[i] > at)
  }
}
