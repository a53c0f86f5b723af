import { type Column, column } from '../../../market/bars.ts'

/**
 * Means of the last `period` values weighted 1, 2 ... `period` (the newest most) into `out` (another column than `values`), NaN before.
 * The same work a row whatever the period: with blocks of `period` rows as in `windowSums`, the weighted sum of a window is that of the old
 * block's end plus that of the new block's beginning, the latter lifted by the rows that stand before it. Only sums of what is in the
 * window, about the block's first value: nothing is subtracted again.
 */
export function windowRamps(values: Column, length: number, period: number, out: Column): void {
  const share = 2 / (period * (period + 1))
  const ends = column(period + 1)
  for (let start = 0; start < length; start += period) {
    const reference = values[start]
    const end = Math.min(start + period, length)
    if (start > 0) rampEnds(values, start - period, period, reference, ends)
    let sum = 0
    let ramp = 0
    for (let i = start, k = 1; i < end; i++, k++) {
      const apart = values[i] - reference
      sum += apart
      ramp += k * apart
      out[i] = reference + (ramp + (period - k) * sum + ends[k]) * share
    }
  }
  out.fill(Number.NaN, 0, Math.min(period - 1, length))
}

/** `ends[k]`: sum of the block's values from place k on, about the reference, weighted 1, 2 ... from there. */
function rampEnds(values: Column, start: number, period: number, reference: number, ends: Column): void {
  let sum = 0
  let ramp = 0
  for (let k = period - 1; k > 0; k--) {
    sum += values[start + k] - reference
    ramp += sum
    ends[k] = ramp
  }
}

/** The same in steps. */
export class WindowRamp {
  readonly #period: number
  readonly #share: number
  readonly #ring: Column
  readonly #ends: Column
  #reference = 0
  #at = -1
  #seen = 0
  #sumBefore = 0
  #rampBefore = 0
  #sum = 0
  #ramp = 0

  constructor(period: number) {
    this.#period = period
    this.#share = 2 / (period * (period + 1))
    this.#ring = column(period)
    this.#ends = column(period + 1)
  }

  next(value: number, again: boolean): number {
    if (!again) this.#turn()
    if (this.#at === 0) this.#begin(value)
    this.#ring[this.#at] = value
    const place = this.#at + 1
    const apart = value - this.#reference
    this.#sum = this.#sumBefore + apart
    this.#ramp = this.#rampBefore + place * apart
    if (this.#seen < this.#period) return Number.NaN
    return this.#reference + (this.#ramp + (this.#period - place) * this.#sum + this.#ends[place]) * this.#share
  }

  #turn(): void {
    this.#seen++
    this.#sumBefore = this.#sum
    this.#rampBefore = this.#ramp
    if (++this.#at === this.#period) this.#at = 0
  }

  #begin(reference: number): void {
    this.#reference = reference
    this.#sumBefore = 0
    this.#rampBefore = 0
    if (this.#seen > this.#period) rampEnds(this.#ring, 0, this.#period, reference, this.#ends)
  }
}
