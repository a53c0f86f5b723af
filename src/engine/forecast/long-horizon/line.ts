import type { LagProducts } from './lag-products.ts'

/** A linear forecast: step h = last value + sum of weights x (row - last value). Rows of `weights` are context rows, oldest first. */
export interface Line {
  context: number
  horizon: number
  /** `context` x `horizon`; the last row (the origin itself) is zero. */
  weights: Float64Array
}

/**
 * Ridge regression (Hoerl and Kennard, Technometrics 12(1), 1970) of each step on the rows before it, both as differences from the last value:
 * the NLinear of Zeng, Chen, Zhang and Xu (arXiv 2205.13504), solved exactly from its normal equations instead of by gradient steps. The penalty
 * is a part of the mean square of the features. Uses the newest `context` rows of the products' windows.
 */
export function fitLine(sums: LagProducts, context: number, penalty: number): Line {
  const { horizon } = sums
  const features = context - 1
  const gram = differenceGram(sums, context)
  let trace = 0
  for (let i = 0; i < features; i++) trace += gram[i * features + i]
  const ridge = (penalty * trace) / Math.max(1, features) + 1e-12
  for (let i = 0; i < features; i++) gram[i * features + i] += ridge
  choleskyInPlace(gram, features)
  const weights = differenceTargets(sums, context)
  solveInPlace(gram, features, weights, horizon)
  return { context, horizon, weights }
}

/** Gram matrix of the rows less the last one, features = context - 1. */
function differenceGram({ context: whole, horizon, products }: LagProducts, context: number): Float64Array {
  const width = whole + horizon
  const [skip, last, features] = [whole - context, whole - 1, context - 1]
  const gram = new Float64Array(features * features)
  const lastLast = products[last * width + last]
  for (let i = 0; i < features; i++) {
    const row = (skip + i) * width
    const own = lastLast - products[row + last]
    for (let j = 0; j < features; j++) gram[i * features + j] = products[row + skip + j] - products[last * width + skip + j] + own
  }
  return gram
}

/** Products of the features with the steps, both less the last row, and a row of zeros for the origin itself. */
function differenceTargets({ context: whole, horizon, products }: LagProducts, context: number): Float64Array {
  const width = whole + horizon
  const [skip, last] = [whole - context, whole - 1]
  const targets = new Float64Array(context * horizon)
  const lastLast = products[last * width + last]
  for (let i = 0; i < context - 1; i++) {
    const row = (skip + i) * width
    const own = lastLast - products[row + last]
    for (let h = 0; h < horizon; h++)
      targets[i * horizon + h] = products[row + whole + h] - products[last * width + whole + h] + own
  }
  return targets
}

/** Lower Cholesky factor in place; rows of the upper triangle are left as they were. */
function choleskyInPlace(a: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    const row = j * n
    for (let i = j; i < n; i++) {
      const other = i * n
      let sum = a[other + j]
      for (let k = 0; k < j; k++) sum -= a[other + k] * a[row + k]
      a[other + j] = i === j ? Math.sqrt(Math.max(sum, 1e-300)) : sum / a[row + j]
    }
  }
}

/** Solves L L' X = B in place for many right sides, stored row after row. */
function solveInPlace(l: Float64Array, n: number, b: Float64Array, columns: number): void {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) subtract(b, i * columns, k * columns, l[i * n + k], columns)
    divide(b, i * columns, l[i * n + i], columns)
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtract(b, i * columns, k * columns, l[k * n + i], columns)
    divide(b, i * columns, l[i * n + i], columns)
  }
}

function subtract(b: Float64Array, to: number, from: number, factor: number, columns: number): void {
  for (let c = 0; c < columns; c++) b[to + c] -= factor * b[from + c]
}

function divide(b: Float64Array, at: number, by: number, columns: number): void {
  for (let c = 0; c < columns; c++) b[at + c] /= by
}

/**
 * What a line says at `count` origins `from, from + step, ...`, in the units of the series: `horizon` numbers an origin into `out`.
 */
export function tellLine(
  { context, horizon, weights }: Line,
  z: ArrayLike<number>,
  origins: ArrayLike<number>,
  out: Float32Array,
): void {
  const features = context - 1
  const sums = new Float64Array(horizon * 4)
  for (let at = 0; at < origins.length; at += 4) {
    const count = Math.min(4, origins.length - at)
    const base = [0, 1, 2, 3].map((k) => origins[at + Math.min(k, count - 1)] - context + 1)
    const [b0, b1, b2, b3] = base
    const [l0, l1, l2, l3] = base.map((row) => z[row + context - 1])
    sums.fill(0)
    for (let i = 0; i < features; i += 2) {
      const pair = i + 1 < features
      const [p0, p1, p2, p3] = [z[b0 + i] - l0, z[b1 + i] - l1, z[b2 + i] - l2, z[b3 + i] - l3]
      const [q0, q1, q2, q3] = pair
        ? [z[b0 + i + 1] - l0, z[b1 + i + 1] - l1, z[b2 + i + 1] - l2, z[b3 + i + 1] - l3]
        : [0, 0, 0, 0]
      const [u, v] = [i * horizon, (i + 1) * horizon]
      for (let h = 0; h < horizon; h++) {
        const [w, x] = [weights[u + h], weights[v + h]]
        const k = h * 4
        sums[k] += w * p0 + x * q0
        sums[k + 1] += w * p1 + x * q1
        sums[k + 2] += w * p2 + x * q2
        sums[k + 3] += w * p3 + x * q3
      }
    }
    const last = [l0, l1, l2, l3]
    for (let k = 0; k < count; k++) {
      for (let h = 0; h < horizon; h++) out[(at + k) * horizon + h] = last[k] + sums[h * 4 + k]
    }
  }
}
