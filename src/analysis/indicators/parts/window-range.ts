import { type Column, column } from '../../../market/bars.ts'

/** Highest high and lowest low of the last `period` bars, in steps: `WindowExtreme` for both at once, with half the bookkeeping. */
export class WindowRange {
  high = Number.NaN
  low = Number.NaN
  readonly #period: number
  /** Highs and lows of this block and, from `#at + 1` on, of the block before. */
  readonly #highs: Column
  readonly #lows: Column
  /** Extremes of the block before from each place on. */
  readonly #topEnds: Column
  readonly #bottomEnds: Column
  #at = -1
  #seen = 0
  #topBefore = Number.NEGATIVE_INFINITY
  #bottomBefore = Number.POSITIVE_INFINITY
  #top = Number.NEGATIVE_INFINITY
  #bottom = Number.POSITIVE_INFINITY

  constructor(period: number) {
    this.#period = period
    this.#highs = column(period)
    this.#lows = column(period)
    this.#topEnds = column(period + 1).fill(Number.NEGATIVE_INFINITY)
    this.#bottomEnds = column(period + 1).fill(Number.POSITIVE_INFINITY)
  }

  /** Takes a bar; `high` and `low` are those of the last `period`, NaN until there are so many. */
  next(high: number, low: number, again: boolean): void {
    if (!again) this.#turn()
    const at = this.#at
    this.#highs[at] = high
    this.#lows[at] = low
    const top = Math.max(this.#topBefore, high)
    const bottom = Math.min(this.#bottomBefore, low)
    this.#top = top
    this.#bottom = bottom
    if (this.#seen < this.#period) return
    this.high = Math.max(top, this.#topEnds[at + 1])
    this.low = Math.min(bottom, this.#bottomEnds[at + 1])
  }

  #turn(): void {
    this.#topBefore = this.#top
    this.#bottomBefore = this.#bottom
    if (this.#seen < this.#period) this.#seen++
    if (++this.#at === this.#period) this.#begin()
  }

  #begin(): void {
    this.#at = 0
    this.#topBefore = Number.NEGATIVE_INFINITY
    this.#bottomBefore = Number.POSITIVE_INFINITY
    let top = Number.NEGATIVE_INFINITY
    let bottom = Number.POSITIVE_INFINITY
    for (let k = this.#period - 1; k >= 0; k--) {
      top = Math.max(top, this.#highs[k])
      bottom = Math.min(bottom, this.#lows[k])
      this.#topEnds[k] = top
      this.#bottomEnds[k] = bottom
    }
  }
}
