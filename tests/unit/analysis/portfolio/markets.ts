import { Random } from '../../../../src/analysis/random.ts'

/** Daily returns of `n` symbols that share `factors` movements, with variances apart by up to a hundred times. */
export function marketOf(n: number, days: number, seed: number, factors = 2): Float64Array[] {
  const random = new Random(seed, 'market')
  const shared = Array.from({ length: factors }, () => Array.from({ length: days }, () => 0.01 * random.normal()))
  return Array.from({ length: n }, () => {
    const loads = shared.map(() => random.normal())
    const own = 0.002 * 10 ** random.uniform()
    const mean = 0.0006 * random.normal()
    return Float64Array.from({ length: days }, (_, day) =>
      Math.max(-0.9, mean + own * random.normal() + shared.reduce((sum, one, k) => sum + loads[k] * one[day], 0)),
    )
  })
}

/** Weights from 0 to `most` with sum 1, at random. */
export function randomWeights(n: number, most: number, random: Random): Float64Array {
  const weights = new Float64Array(n)
  let left = 1
  const order = Array.from({ length: n }, (_, i) => i).sort(() => random.uniform() - 0.5)
  for (let round = 0; left > 1e-15 && round < 1000; round++) {
    for (const i of order) {
      const more = Math.min(most - weights[i], left * random.uniform())
      weights[i] += more
      left -= more
    }
  }
  return weights
}
