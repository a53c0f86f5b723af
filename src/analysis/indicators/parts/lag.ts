/** The value `distance` steps ago, NaN while there is none. */
export class Lag {
  readonly #ring: Float64Array
  #at = 0
  #old = Number.NaN

  constructor(distance = 1) {
    this.#ring = new Float64Array(distance).fill(Number.NaN)
  }

  next(value: number, again: boolean): number {
    if (!again) {
      this.#at = this.#at + 1 === this.#ring.length ? 0 : this.#at + 1
      this.#old = this.#ring[this.#at]
    }
    this.#ring[this.#at] = value
    return this.#old
  }
}
