/**
 * Lower triangle L with L * L' = matrix, row by row (A.-L. Cholesky; Golub and Van Loan, "Matrix Computations", 4.2). A matrix of samples may
 * be only semidefinite (two series that move as one): a pivot that rounding alone makes of 0 gives a column of zeros.
 * @param matrix symmetric, n * n, row by row
 */
export function cholesky(matrix: Float64Array, n: number): Float64Array {
  const lower = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    let pivot = matrix[j * n + j]
    for (let k = 0; k < j; k++) pivot -= lower[j * n + k] ** 2
    if (pivot <= matrix[j * n + j] * 1e-12) continue
    const root = Math.sqrt(pivot)
    lower[j * n + j] = root
    for (let i = j + 1; i < n; i++) {
      let sum = matrix[i * n + j]
      for (let k = 0; k < j; k++) sum -= lower[i * n + k] * lower[j * n + k]
      lower[i * n + j] = sum / root
    }
  }
  return lower
}

/** Solves L L' x = values for the triangle of `cholesky`; the values give way to x. Where a pivot is zero, so is x. */
export function solveInPlace(lower: Float64Array, values: Float64Array): void {
  const n = values.length
  for (let i = 0; i < n; i++) {
    const row = i * n
    let sum = values[i]
    for (let k = 0; k < i; k++) sum -= lower[row + k] * values[k]
    values[i] = lower[row + i] > 0 ? sum / lower[row + i] : 0
  }
  for (let i = n - 1; i >= 0; i--) {
    const row = i * n
    const value = lower[row + i] > 0 ? values[i] / lower[row + i] : 0
    values[i] = value
    for (let k = 0; k < i; k++) values[k] -= lower[row + k] * value
  }
}

/** The same with values that stay as they are. */
export function solveWith(lower: Float64Array, values: ArrayLike<number>): Float64Array {
  const x = Float64Array.from(values)
  solveInPlace(lower, x)
  return x
}
