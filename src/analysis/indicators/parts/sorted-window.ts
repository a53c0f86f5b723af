/** The last `period` values in order of size, for percentiles. */
export class SortedWindow {
  readonly #period: number
  readonly #ring: Float64Array
  readonly #sorted: Float64Array
  /** Numbers in `#sorted`; values that are not numbers are counted, not sorted. */
  #count = 0
  #missing = 0
  #at = -1
  #seen = 0

  constructor(period: number) {
    this.#period = period
    this.#ring = new Float64Array(period)
    this.#sorted = new Float64Array(period)
  }

  next(value: number, again: boolean): void {
    if (!again) {
      this.#seen++
      this.#at = this.#at + 1 === this.#period ? 0 : this.#at + 1
    }
    if (again || this.#seen > this.#period) this.#remove(this.#ring[this.#at])
    this.#ring[this.#at] = value
    this.#insert(value)
  }

  /**
   * The value below which a share (0 to 1) of the window lies, interpolated between the two nearest (definition 7 of R. J. Hyndman and
   * Y. Fan, "Sample Quantiles in Statistical Packages", 1996); NaN until the window is full.
   */
  quantile(share: number): number {
    if (this.#seen < this.#period || this.#missing > 0) return Number.NaN
    const place = share * (this.#period - 1)
    const below = Math.floor(place)
    const low = this.#sorted[below]
    return place === below ? low : low + (place - below) * (this.#sorted[below + 1] - low)
  }

  #insert(value: number): void {
    if (Number.isNaN(value)) {
      this.#missing++
      return
    }
    const place = this.#placeOf(value)
    this.#sorted.copyWithin(place + 1, place, this.#count)
    this.#sorted[place] = value
    this.#count++
  }

  #remove(value: number): void {
    if (Number.isNaN(value)) {
      this.#missing--
      return
    }
    const place = this.#placeOf(value)
    this.#sorted.copyWithin(place, place + 1, this.#count)
    this.#count--
  }

  /** First place whose value is not below. */
  #placeOf(value: number): number {
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#sorted[middle] < value) low = middle + 1
      else high = middle
    }
    return low
  }
}
