import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeNetwork, RECIPES, type Recipe } from '../../../../src/adapters/trainer/networks/build.ts'
import { customRecipe } from '../../../../src/adapters/trainer/networks/custom.ts'
import type { TensorFlow } from '../../../../src/adapters/trainer/networks/types.ts'
import { loadTensorFlow } from '../../../../src/adapters/trainer/tensorflow.ts'
import { Random } from '../../../../src/analysis/random.ts'
import type { NetworkSpec } from '../../../../src/ports/trainer.ts'
import lstmAttention from '../../../../strategies/networks/lstm-attention.ts'

let tf: TensorFlow
beforeAll(async () => {
  tf = await loadTensorFlow()
})

function drawn(name: string, shape: readonly number[], size = 1): Tensor {
  const random = new Random(11, name)
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => size * (2 * random.uniform() - 1))
  return tf.tensor(values, [...shape])
}

/** Slopes of a function along a direction: by its gradient, and by a small step both ways. */
function slopes(f: (x: Tensor) => Tensor, at: Tensor, way: Tensor, step: number): [number, number] {
  const gradient = tf.grad((x) => tf.sum(f(x)))(at)
  const value = (factor: number) => tf.sum(f(tf.add(at, tf.mul(way, factor * step)))).dataSync()[0]
  return [tf.sum(tf.mul(gradient, way)).dataSync()[0], (value(1) - value(-1)) / (2 * step)]
}

describe('the gradient of the matrix product', () => {
  const cases = [false, true].flatMap((a) => [false, true].flatMap((b) => [[], [3]].map((batch) => ({ a, b, batch }))))

  it.each(cases)('is that of finite differences, transposed $a and $b, batch $batch', ({ a, b, batch }) => {
    tf.tidy(() => {
      const left = drawn('left', [...batch, ...(a ? [5, 4] : [4, 5])])
      const right = drawn('right', [...batch, ...(b ? [6, 5] : [5, 6])])
      const weight = drawn('weight', [...batch, 4, 6])
      const product = (x: Tensor, y: Tensor) => tf.mul(tf.matMul(x, y, a, b), weight)
      for (const [f, at] of [
        [(x: Tensor) => product(x, right), left],
        [(x: Tensor) => product(left, x), right],
      ] as const) {
        const [own, seen] = slopes(f, at, drawn('way', at.shape), 0.1)
        expect(own).toBeCloseTo(seen, 3)
      }
    })
  })
})

describe('the gradient of every variable is that of finite differences', () => {
  const spec = (settings: NetworkSpec['settings']): NetworkSpec => ({
    kind: 'nhits',
    input: 12,
    horizon: 6,
    settings,
    file: null,
  })
  const layers: Recipe = customRecipe({
    kind: 'openbell-network',
    name: 'layers',
    summary: 'A model of layers.',
    build: ({ tf: { layers, sequential }, input, horizon }) =>
      sequential({
        layers: [
          layers.reshape({ targetShape: [input, 1], inputShape: [input] }),
          layers.gru({ units: 5 }),
          layers.dense({ units: horizon }),
        ],
      }),
  })
  const networks: [string, () => Recipe, NetworkSpec['settings']][] = [
    ['nhits', () => RECIPES.nhits, { units: 9, pools: [5, 2, 1], knots: [4, 2, 1], blocks: 2 }],
    ['nlinear', () => RECIPES.nlinear, {}],
    ['dlinear', () => RECIPES.dlinear, { kernel: 5 }],
    ['lstm-attention', () => customRecipe(lstmAttention), { hidden: 8, heads: 4, layers: 2, dropout: 0 }],
    ['a model of layers', () => layers, {}],
  ]

  it.each(networks)('%s', (_, recipe, settings) => {
    const network = makeNetwork(tf, spec(settings), 3, recipe())
    tf.tidy(() => {
      // Away from the zeros that they start at: nothing would flow back through those.
      for (const [i, one] of network.variables.entries()) one.assign(drawn(`start/${i}`, one.shape, 0.4))
      const x = drawn('x', [7, 12]) as Tensor2D
      const weight = drawn('weight', [7, 6])
      const loss = () => tf.sum(tf.mul(network.forward(x, true), weight)) as Scalar
      const { grads } = tf.variableGrads(loss)
      for (const [i, one] of network.learnt.entries()) {
        const way = drawn(`way/${i}`, one.shape)
        const own = tf.sum(tf.mul(grads[one.name], way)).dataSync()[0]
        const before = one.clone()
        const value = (step: number) => {
          one.assign(tf.add(before, tf.mul(way, step)))
          return loss().dataSync()[0]
        }
        const seen = (value(0.002) - value(-0.002)) / 0.004
        one.assign(before)
        expect(Math.abs(own - seen), network.names[i]).toBeLessThan(0.01 + 0.02 * Math.abs(seen))
      }
    })
    network.dispose()
  })
})
