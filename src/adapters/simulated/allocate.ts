import type { Stream } from './random.ts'

/**
 * Deals whole things over places by weight; the parts sum to `total` exactly and a place of weight 0 gets none.
 * Few things fall independently (so that quiet stretches look quiet), many follow the weights to the unit.
 */
export function deal(stream: Stream, total: number, weights: Float64Array, parts: Float64Array): void {
  const n = weights.length
  let sum = 0
  let last = -1
  for (let i = 0; i < n; i++) {
    sum += weights[i]
    if (weights[i] > 0) last = i
  }
  if (last < 0 || total <= 0) return
  if (total < 4 * n) scatter(stream, total, weights, sum, last, parts)
  else follow(total, weights, sum, last, parts)
}

function scatter(stream: Stream, total: number, weights: Float64Array, sum: number, last: number, parts: Float64Array): void {
  const edges = new Float64Array(last + 1)
  let edge = 0
  for (let i = 0; i <= last; i++) {
    edge += weights[i]
    edges[i] = edge
  }
  for (let thing = 0; thing < total; thing++) {
    const at = stream.uniform() * sum
    let low = 0
    let high = last
    while (low < high) {
      const middle = (low + high) >>> 1
      if (edges[middle] <= at) low = middle + 1
      else high = middle
    }
    // Rounding can leave `at` on the far edge of the last place with weight; never on one without.
    while (weights[low] === 0) low--
    parts[low]++
  }
}

/** Shares by running totals rounded down: whole, never negative, exact in sum. */
export function follow(total: number, weights: Float64Array, sum: number, last: number, parts: Float64Array): void {
  let edge = 0
  let dealt = 0
  for (let i = 0; i <= last; i++) {
    if (weights[i] === 0) continue
    edge += weights[i]
    const upTo = i === last ? total : Math.min(total, Math.floor((edge / sum) * total))
    parts[i] += upTo - dealt
    dealt = upTo
  }
}
