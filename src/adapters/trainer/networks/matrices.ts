import type { Tensor2D } from '@tensorflow/tfjs-core'
import type { TensorFlow } from './types.ts'

/** `[rows, ceil(rows / size)]`: a row vector times it is the mean of each `size` values, the first group holding what does not divide. */
export function averagePooling(tf: TensorFlow, rows: number, size: number): Tensor2D {
  const groups = Math.ceil(rows / size)
  const surplus = groups * size - rows
  const values = new Float32Array(rows * groups)
  for (let row = 0; row < rows; row++) {
    const group = Math.floor((row + surplus) / size)
    values[row * groups + group] = 1 / (group === 0 ? size - surplus : size)
  }
  return tf.tensor2d(values, [rows, groups])
}

/** `[knots, steps]`: a row vector times it is the straight line through the knots, which stand at even distances from the first step to the last. */
export function knotInterpolation(tf: TensorFlow, knots: number, steps: number): Tensor2D {
  const values = new Float32Array(knots * steps)
  for (let step = 0; step < steps; step++) {
    const place = knots === 1 ? 0 : (step * (knots - 1)) / (steps - 1)
    const left = Math.min(Math.floor(place), Math.max(knots - 2, 0))
    const share = place - left
    values[left * steps + step] += 1 - share
    if (share > 0) values[(left + 1) * steps + step] += share
  }
  return tf.tensor2d(values, [knots, steps])
}

/** `[rows, rows]`: a row vector times it is its centred moving mean over `size` values, the ends repeated outward. */
export function movingMean(tf: TensorFlow, rows: number, size: number): Tensor2D {
  const values = new Float32Array(rows * rows)
  const before = Math.floor((size - 1) / 2)
  for (let row = 0; row < rows; row++) {
    for (let offset = 0; offset < size; offset++) {
      const from = Math.min(Math.max(row + offset - before, 0), rows - 1)
      values[from * rows + row] += 1 / size
    }
  }
  return tf.tensor2d(values, [rows, rows])
}
