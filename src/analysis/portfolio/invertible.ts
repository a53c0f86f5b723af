import { cholesky } from '../statistics/cholesky.ts'
import type { Matrix } from '../statistics/matrix.ts'

/** Of the mean variance: what is added to each when a matrix has no inverse (two symbols that move as one), so that it has one. */
const RIDGE = 1e-9

/** The matrix as it is, or where it is only semidefinite with a trace of more variance, alike for all: then twins share alike. */
export function invertible(matrix: Matrix, n: number): Matrix {
  const lower = cholesky(matrix, n)
  let mean = 0
  let singular = false
  for (let i = 0; i < n; i++) {
    mean += matrix[i * n + i] / n
    if (!(lower[i * n + i] ** 2 > RIDGE * matrix[i * n + i])) singular = true
  }
  if (!singular) return matrix
  return matrix.map((value, k) => (k % (n + 1) === 0 ? value + RIDGE * mean : value))
}
