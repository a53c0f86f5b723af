import { Lag } from '../parts/lag.ts'
import { barCount } from '../parts/parameters.ts'
import { through } from '../parts/smoothing.ts'
import { ofInput, type Part } from '../parts/through-input.ts'
import { WindowSum } from '../parts/window-sum.ts'
import type { IndicatorSpec } from '../spec.ts'
import { composed } from './average.ts'

class Adaptive implements Part {
  readonly #last = new Lag(1)
  readonly #old: Lag
  readonly #path: WindowSum
  readonly #fastest: number
  readonly #slowest: number
  #before = Number.NaN
  #now = Number.NaN

  constructor([period, fast, slow]: number[]) {
    this.#old = new Lag(period)
    this.#path = new WindowSum(period)
    this.#fastest = 2 / (fast + 1)
    this.#slowest = 2 / (slow + 1)
  }

  next(value: number, again: boolean): number {
    if (!again) this.#before = this.#now
    const last = this.#last.next(value, again)
    const way = Math.abs(value - this.#old.next(value, again))
    const path = through(this.#path, Math.abs(value - last), again)
    if (Number.isNaN(path)) return Number.NaN
    // Before the first value the average stands at the close before it, as in TA-Lib.
    const from = Number.isNaN(this.#before) ? last : this.#before
    const efficiency = path > way ? way / path : 1
    const weight = (efficiency * (this.#fastest - this.#slowest) + this.#slowest) ** 2
    this.#now = from + weight * (value - from)
    return this.#now
  }
}

/**
 * Kaufman's adaptive moving average (Perry Kaufman, Smarter Trading, 1995): exponential, its weight between that of a `fast` and that of a
 * `slow` average, squared, by how straight the way of the last `period` closes was (net move over the sum of moves). First value on row
 * `period`, from the close before it (TA-Lib's start). Closes that do not move at all count as a straight way, as in TA-Lib.
 */
export const kamaSpec: IndicatorSpec = composed(
  {
    name: 'kama',
    summary: "Kaufman's adaptive moving average",
    params: [barCount(10), barCount(2, 'fast'), barCount(30, 'slow')],
    warmUp: ([period]) => period + 1,
    settle: ([, fast, slow]) => Math.ceil(26 * ((Math.max(fast, slow) + 1) / 2) ** 2),
  },
  (params) => ofInput(new Adaptive(params)),
)
