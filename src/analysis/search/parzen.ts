import type { Random } from '../random.ts'
import { normalProbability } from '../statistics/normal.ts'
import { type Dimension, tidy, type Value } from './space.ts'

/** What one parameter's values were like among some trials: draws others like them, and says how likely a value is. */
export interface Estimator {
  draw(random: Random): Value
  /** Density, or probability of a value of a list; above zero inside the dimension. */
  likelihood(value: Value): number
}

/**
 * Parzen estimator of a parameter (J. Bergstra, R. Bardenet, Y. Bengio and B. Kegl, "Algorithms for Hyper-Parameter Optimization", NIPS 24,
 * 2011, section 4.2): an equal mixture of the prior and of one Gaussian a trial, cut off at the limits, as wide as the greater gap to its
 * neighbours but never narrower than a hundredth of the range. Ordered lists are estimated over their positions; of unordered ones the
 * counts are taken, with one more for each value.
 */
export function estimator(dimension: Dimension, seen: readonly Value[]): Estimator {
  if (dimension.kind === 'continuous') {
    const mixture = new Mixture(seen.map(Number), dimension.min, dimension.max)
    return { draw: (random) => tidy(mixture.draw(random)), likelihood: (value) => mixture.density(Number(value)) }
  }
  const { values, ordered } = dimension
  const places = new Map(values.map((value, i) => [value, i]))
  const positions = seen.flatMap((value) => places.get(value) ?? [])
  if (!ordered) return counted(values, positions, places)
  const mixture = new Mixture(positions, -0.5, values.length - 0.5)
  return {
    draw: (random) => values[Math.min(values.length - 1, Math.max(0, Math.round(mixture.draw(random))))],
    likelihood(value) {
      const place = places.get(value) ?? 0
      return mixture.mass(place - 0.5, place + 0.5)
    },
  }
}

function counted(values: readonly Value[], positions: number[], places: Map<Value, number>): Estimator {
  const weights = values.map(() => 1)
  for (const position of positions) weights[position]++
  const total = positions.length + values.length
  return {
    draw(random) {
      let left = random.uniform() * total
      const index = weights.findIndex((weight) => {
        left -= weight
        return left <= 0
      })
      return values[index < 0 ? values.length - 1 : index]
    },
    likelihood: (value) => weights[places.get(value) ?? 0] / total,
  }
}

const FLOOR = 1e-12

/** Gaussians between two limits, the prior among them: one over the middle, as wide as the range. */
class Mixture {
  readonly #low: number
  readonly #high: number
  readonly #centres: number[]
  readonly #widths: number[]
  /** Share of each Gaussian that lies between the limits. */
  readonly #inside: number[]

  constructor(seen: number[], low: number, high: number) {
    const range = high - low || 1
    this.#low = low
    this.#high = high
    const sorted = seen.toSorted((a, b) => a - b)
    const narrowest = range / Math.min(100, sorted.length + 1)
    const widths = sorted.map((centre, i) => {
      const left = centre - (sorted[i - 1] ?? low)
      const right = (sorted[i + 1] ?? high) - centre
      return Math.min(range, Math.max(narrowest, left, right))
    })
    this.#centres = [...sorted, (low + high) / 2]
    this.#widths = [...widths, range]
    this.#inside = this.#centres.map((_, i) => Math.max(FLOOR, this.#below(i, high) - this.#below(i, low)))
  }

  #below(i: number, value: number): number {
    return normalProbability((value - this.#centres[i]) / this.#widths[i])
  }

  draw(random: Random): number {
    const i = random.below(this.#centres.length)
    for (let attempt = 0; attempt < 100; attempt++) {
      const value = this.#centres[i] + this.#widths[i] * random.normal()
      if (value >= this.#low && value <= this.#high) return value
    }
    return this.#centres[i]
  }

  /** Probability of an interval. */
  mass(from: number, to: number): number {
    const sum = this.#centres.reduce((all, _, i) => all + (this.#below(i, to) - this.#below(i, from)) / this.#inside[i], 0)
    return Math.max(FLOOR, sum / this.#centres.length)
  }

  density(value: number): number {
    const sum = this.#centres.reduce((all, centre, i) => {
      const z = (value - centre) / this.#widths[i]
      return all + Math.exp(-0.5 * z * z) / (Math.sqrt(2 * Math.PI) * this.#widths[i] * this.#inside[i])
    }, 0)
    return Math.max(FLOOR, sum / this.#centres.length)
  }
}
