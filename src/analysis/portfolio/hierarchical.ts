import { dot, type Matrix, times } from '../statistics/matrix.ts'

/**
 * Hierarchical risk parity: M. Lopez de Prado, "Building Diversified Portfolios that Outperform Out of Sample", The Journal of Portfolio Management
 * 42(4), 2016. Symbols are put in the order of a tree of correlations (single linkage), and the weight is halved along it, each half by the
 * inverse of its variance. Nothing is inverted, so it also works where symbols are nearly the same.
 */
export function hierarchicalRiskParity(covariance: Matrix, n: number): Float64Array {
  return bisect(covariance, linkageOrder(treeDistances(covariance, n), n), n)
}

/** Distance of two symbols: how far apart they lie from ALL symbols, by sqrt((1 - correlation) / 2) (the paper's d of d). */
function treeDistances(covariance: Matrix, n: number): Float64Array {
  const apart = covariance.map((value, k) => {
    const [i, j] = [Math.floor(k / n), k % n]
    if (i === j) return 0
    return Math.sqrt(Math.max(0, (1 - value / Math.sqrt(covariance[i * n + i] * covariance[j * n + j])) / 2))
  })
  const row = (i: number) => apart.subarray(i * n, i * n + n)
  return apart.map((_, k) => Math.sqrt(row(Math.floor(k / n)).reduce((sum, value, m) => sum + (value - row(k % n)[m]) ** 2, 0)))
}

/** Distances, all about 1, that differ by less are alike: then the older ones are joined first, whatever the last digits say. */
const ROUNDING = 1e-12

/** Leaves of the tree that joins the two nearest clusters (by their nearest members) again and again, from left to right: the older one left. */
export function linkageOrder(distances: Float64Array, n: number): number[] {
  let clusters = Array.from({ length: n }, (_, i) => ({ id: i, leaves: [i] }))
  for (let id = n; clusters.length > 1; id++) {
    let best = { a: 0, b: 1, distance: Number.POSITIVE_INFINITY }
    for (let a = 0; a < clusters.length; a++) {
      for (let b = a + 1; b < clusters.length; b++) {
        const distance = nearest(distances, n, clusters[a].leaves, clusters[b].leaves)
        if (distance < best.distance - ROUNDING) best = { a, b, distance }
      }
    }
    const joined = { id, leaves: [...clusters[best.a].leaves, ...clusters[best.b].leaves] }
    clusters = [...clusters.filter((_, k) => k !== best.a && k !== best.b), joined]
  }
  return clusters[0].leaves
}

function nearest(distances: Float64Array, n: number, a: number[], b: number[]): number {
  let least = Number.POSITIVE_INFINITY
  for (const i of a) for (const j of b) least = Math.min(least, distances[i * n + j])
  return least
}

function bisect(covariance: Matrix, order: number[], n: number): Float64Array {
  const weights = new Float64Array(n).fill(1)
  const halve = (items: number[]): void => {
    if (items.length < 2) return
    const middle = items.length >> 1
    const [left, right] = [items.slice(0, middle), items.slice(middle)]
    const [risk, other] = [clusterVariance(covariance, left, n), clusterVariance(covariance, right, n)]
    for (const i of left) weights[i] *= other / (risk + other)
    for (const i of right) weights[i] *= risk / (risk + other)
    halve(left)
    halve(right)
  }
  halve(order)
  return weights
}

/** Variance of the items held by the inverse of their variances. */
function clusterVariance(covariance: Matrix, items: number[], n: number): number {
  const part = Float64Array.from(items.flatMap((i) => items.map((j) => covariance[i * n + j])))
  const inverse = items.map((i) => 1 / covariance[i * n + i])
  const sum = inverse.reduce((total, value) => total + value, 0)
  const weights = inverse.map((value) => value / sum)
  return dot(weights, times(part, weights))
}
