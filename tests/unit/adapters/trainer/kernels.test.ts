import type { Tensor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { TensorFlow } from '../../../../src/adapters/trainer/networks/types.ts'
import { loadTensorFlow } from '../../../../src/adapters/trainer/tensorflow.ts'

let tf: TensorFlow
beforeAll(async () => {
  tf = await loadTensorFlow()
})

type Grid = number[][][]

const shape = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 7 }))

function grid([a, b, c]: [number, number, number]): Grid {
  const cell = (i: number, j: number, k: number) => 100 * i + 10 * j + k
  return Array.from({ length: a }, (_, i) =>
    Array.from({ length: b }, (_, j) => Array.from({ length: c }, (_, k) => cell(i, j, k))),
  )
}

/** The part of a grid from `begin`, `size` along each axis. */
function part(of: Grid, begin: number[], size: number[]): Grid {
  const cut = <T>(list: T[], axis: number) => list.slice(begin[axis], begin[axis] + size[axis])
  return cut(of, 0).map((rows) => cut(rows, 1).map((row) => cut(row, 2)))
}

const read = (tensor: Tensor) => tensor.arraySync()

describe('kernels of our own', () => {
  it.each(['float32', 'int32'] as const)('slice as an array is sliced (%s)', (type) => {
    const picks = fc.array(fc.tuple(fc.double({ min: 0, max: 0.99, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), {
      minLength: 3,
      maxLength: 3,
    })
    fc.assert(
      fc.property(shape, picks, (sizes, given) => {
        const begin = sizes.map((size, axis) => Math.floor(given[axis][0] * size))
        const size = sizes.map((own, axis) => Math.max(1, Math.round(given[axis][1] * (own - begin[axis]))))
        const all = grid(sizes)
        expect(tf.tidy(() => read(tf.slice(tf.tensor3d(all, sizes, type), begin, size)))).toEqual(part(all, begin, size))
      }),
    )
  })

  it('split along any axis, evenly and not', () => {
    fc.assert(
      fc.property(shape, fc.nat(2), fc.nat(4), (sizes, axis, first) => {
        const length = sizes[axis]
        const cuts = first > 0 && first < length ? [first, length - first] : [length]
        const parts = tf.tidy(() => tf.split(tf.tensor3d(grid(sizes), sizes), cuts, axis).map(read))
        let from = 0
        const expected = cuts.map((cut) => {
          const begin = [0, 0, 0].map((_, i) => (i === axis ? from : 0))
          from += cut
          return part(
            grid(sizes),
            begin,
            sizes.map((own, i) => (i === axis ? cut : own)),
          )
        })
        expect(parts).toEqual(expected)
      }),
    )
  })

  it.each([
    [3, 5],
    [64, 7],
    [67, 33],
    [256, 84],
  ])('turn a matrix of %i rows and %i columns over', (rows, columns) => {
    const values = Float32Array.from({ length: rows * columns }, (_, i) => i)
    const turned = tf.tidy(() => tf.transpose(tf.tensor2d(values, [rows, columns])).dataSync())
    const expected = Array.from({ length: columns * rows }, (_, i) => (i % rows) * columns + Math.floor(i / rows))
    expect([...turned]).toEqual(expected)
  })
})
