import { barCount, settleAtOnce } from '../parts/parameters.ts'
import { Stepped, stepping } from '../parts/stepped.ts'
import type { IndicatorSource, IndicatorSpec } from '../spec.ts'

/** Standardised moment of the last values, each window summed afresh: cubes and fourth powers leave no digits to subtract. */
class ShapeStream extends Stepped {
  readonly #ring: Float64Array
  readonly #power: number
  readonly #normal: number
  #seen = 0

  constructor(period: number, power: number, normal: number) {
    super()
    this.#ring = new Float64Array(period)
    this.#power = power
    this.#normal = normal
  }

  protected override take({ input }: IndicatorSource, row: number, again: boolean): void {
    if (!again) this.#seen++
    const ring = this.#ring
    ring[(this.#seen - 1) % ring.length] = input[row]
    if (this.#seen >= ring.length) this.out[0] = this.#moment()
  }

  #moment(): number {
    const ring = this.#ring
    const n = ring.length
    // About one of the values first, so that equal values come out exactly equal.
    let shift = 0
    for (let k = 0; k < n; k++) shift += ring[k] - ring[0]
    const mean = ring[0] + shift / n
    let squares = 0
    for (let k = 0; k < n; k++) squares += (ring[k] - mean) ** 2
    if (squares === 0) return 0
    const deviation = Math.sqrt(squares / n)
    let sum = 0
    for (let k = 0; k < n; k++) sum += ((ring[k] - mean) / deviation) ** this.#power
    return sum / n - this.#normal
  }
}

const common = {
  group: 'statistics',
  params: [barCount(20, 'period', 2)],
  input: 'close',
  outputs: ['value'],
  overlay: false,
  warmUp: ([period]) => period,
  settle: settleAtOnce,
} satisfies Partial<IndicatorSpec>

/** Skewness of the last values (population, third standardised moment; R. A. Fisher's g1): 0 when symmetric, and where none deviates. */
export const skewnessSpec: IndicatorSpec = {
  name: 'skewness',
  summary: 'Skewness of the last values',
  ...common,
  ...stepping(([period]) => new ShapeStream(period, 3, 0)),
}

/** Excess kurtosis of the last values (population, fourth standardised moment less 3; g2): 0 for a normal law, and where none deviates. */
export const kurtosisSpec: IndicatorSpec = {
  name: 'kurtosis',
  summary: 'Excess kurtosis of the last values, 0 for a normal law',
  ...common,
  ...stepping(([period]) => new ShapeStream(period, 4, 3)),
}
