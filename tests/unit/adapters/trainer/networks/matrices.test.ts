import { beforeAll, describe, expect, it } from 'vitest'
import { averagePooling, knotInterpolation, movingMean } from '../../../../../src/adapters/trainer/networks/matrices.ts'
import type { TensorFlow } from '../../../../../src/adapters/trainer/networks/types.ts'
import { loadTensorFlow } from '../../../../../src/adapters/trainer/tensorflow.ts'

let tf: TensorFlow
beforeAll(async () => {
  tf = await loadTensorFlow()
})

/** A row vector times a matrix. */
function times(row: number[], matrix: ReturnType<typeof averagePooling>): number[] {
  return [...tf.tidy(() => tf.matMul(tf.tensor2d([row]), matrix).dataSync())].map((value) => Number(value.toFixed(5)))
}

describe('constant matrices', () => {
  it('pool by means, what does not divide in the oldest group', () => {
    expect(times([1, 2, 3, 4, 5, 6], averagePooling(tf, 6, 2))).toEqual([1.5, 3.5, 5.5])
    expect(times([1, 2, 3, 4, 5, 6, 7], averagePooling(tf, 7, 3))).toEqual([1, 3, 6])
    expect(times([4, 6], averagePooling(tf, 2, 2))).toEqual([5])
  })

  it('draw straight lines through knots from the first step to the last', () => {
    expect(times([0, 10], knotInterpolation(tf, 2, 5))).toEqual([0, 2.5, 5, 7.5, 10])
    expect(times([0, 6, 0], knotInterpolation(tf, 3, 7))).toEqual([0, 2, 4, 6, 4, 2, 0])
    expect(times([3], knotInterpolation(tf, 1, 4))).toEqual([3, 3, 3, 3])
  })

  it('smooth by a centred mean, the ends repeated', () => {
    expect(times([3, 6, 9, 3], movingMean(tf, 4, 3))).toEqual([4, 6, 6, 5])
    expect(times([2, 2, 2], movingMean(tf, 3, 3))).toEqual([2, 2, 2])
  })
})
