/** A square matrix, row by row. */
export type Matrix = Float64Array

/** Sum of the products. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

/** Matrix times vector. */
export function times(matrix: Matrix, vector: ArrayLike<number>): Float64Array {
  const n = vector.length
  return Float64Array.from({ length: n }, (_, i) => dot(matrix.subarray(i * n, i * n + n), vector))
}
