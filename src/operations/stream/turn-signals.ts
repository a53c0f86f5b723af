import { settlingBars, turnSettings } from '../../analysis/peaks/settings.ts'
import { TurnTracker } from '../../analysis/peaks/tracker.ts'
import { iso } from '../../core/time.ts'
import type { SymbolTape } from '../../market/live/types.ts'
import type { TellerFields } from './tape-events.ts'

const SETTINGS = turnSettings({})

/** Peaks and troughs of the minutes of one symbol, told once they are settled and cannot vanish any more. */
export class TurnSignals {
  #tracker: TurnTracker | null = null

  /** Takes the minutes up to the newest. @returns what has become settled with it */
  onBar({ symbol, closed }: SymbolTape): TellerFields[] {
    // Bars that came before those that are known (a later seed) begin the count anew.
    if (!this.#tracker || this.#tracker.length > closed.length) this.#tracker = new TurnTracker(SETTINGS)
    const tracker = this.#tracker
    const isFirst = tracker.length < closed.length - 1
    tracker.advance(closed.close as Float64Array, closed.length)
    if (isFirst) return []
    const settledNow = closed.length - 1 - settlingBars(SETTINGS)
    const codes = tracker.reported().filter((code) => code >> 1 === settledNow)
    return codes.map((code) => {
      const name = (code & 1) === 0 ? 'peak' : 'trough'
      const price = closed.close[settledNow]
      const message = `${symbol}: ${name} of ${iso(closed.time[settledNow])} at ${price} is settled`
      return { type: 'signal', symbol, name, price, message }
    })
  }
}
