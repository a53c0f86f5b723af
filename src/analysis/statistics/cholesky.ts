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
