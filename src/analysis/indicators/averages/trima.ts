import { through } from '../parts/smoothing.ts'
import { ofInput, type Part } from '../parts/through-input.ts'
import { WindowMean } from '../parts/window-mean.ts'
import type { IndicatorSpec } from '../spec.ts'
import { composed } from './average.ts'

class Triangular implements Part {
  readonly #first
  readonly #second

  constructor(period: number) {
    this.#first = new WindowMean(Math.floor((period + 1) / 2))
    this.#second = new WindowMean(Math.floor(period / 2) + 1)
  }

  next(value: number, again: boolean): number {
    return through(this.#second, this.#first.next(value, again), again)
  }
}

/**
 * Triangular moving average: a simple average of a simple average, so that the middle of the last `period` values weighs most (weights
 * 1 2 3 2 1 for 5, 1 2 2 1 for 4, as TA-Lib's TRIMA).
 */
export const trimaSpec: IndicatorSpec = composed({ name: 'trima', summary: 'Triangular moving average' }, ([period]) =>
  ofInput(new Triangular(period)),
)
