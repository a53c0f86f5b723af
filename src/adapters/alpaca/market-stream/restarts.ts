import { SECOND } from '../../../core/time.ts'

/** A symbol that is mute again so soon after it was subscribed anew needs another connection. */
const AGAIN_MS = 30 * SECOND

/** Remembers which symbols were subscribed anew, and when. */
export class Restarts {
  readonly #at = new Map<string, number>()

  /** Whether one of them was restarted a short while ago; else it has been now. `elapsed` in milliseconds. */
  isAgain(symbols: readonly string[], elapsed: number): boolean {
    if (symbols.some((symbol) => elapsed - (this.#at.get(symbol) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS)) {
      this.#at.clear()
      return true
    }
    for (const symbol of symbols) this.#at.set(symbol, elapsed)
    return false
  }
}
