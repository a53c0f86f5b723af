import { type Column, column } from '../../../market/bars.ts'

/**
 * Weighted means of the last `weights.length` values into `out` (another column than `values`), oldest weight first, NaN before. Weights
 * need not add up to 1. Taken about the newest value, so values that do not move come out as they went in.
 */
export function windowWeighted(values: Column, length: number, weights: Column, out: Column): void {
  const period = weights.length
  const share = 1 / total(weights)
  out.fill(Number.NaN, 0, Math.min(period - 1, length))
  for (let i = period - 1; i < length; i++) {
    const newest = values[i]
    const first = i - period + 1
    let sum = 0
    for (let k = 0; k < period; k++) sum += weights[k] * (values[first + k] - newest)
    out[i] = newest + sum * share
  }
}

function total(weights: Column): number {
  let sum = 0
  for (let k = 0; k < weights.length; k++) sum += weights[k]
  return sum
}

/** The same in steps. */
export class WindowWeighted {
  readonly #weights: Column
  readonly #share: number
  readonly #ring: Column
  #at = -1
  #seen = 0

  constructor(weights: Column) {
    this.#weights = weights
    this.#share = 1 / total(weights)
    this.#ring = column(weights.length)
  }

  next(value: number, again: boolean): number {
    const period = this.#weights.length
    if (!again) {
      this.#seen++
      if (++this.#at === period) this.#at = 0
    }
    this.#ring[this.#at] = value
    if (this.#seen < period) return Number.NaN
    let sum = 0
    let place = this.#at
    for (let k = 0; k < period; k++) {
      if (++place === period) place = 0
      sum += this.#weights[k] * (this.#ring[place] - value)
    }
    return value + sum * this.#share
  }
}
