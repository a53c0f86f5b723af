import type { Tensor2D, Variable } from '@tensorflow/tfjs-core'
import { turned } from '../gradients.ts'
import type { Initial, NetworkContext, TensorFlow } from './types.ts'

/** A layer of a multilayer perceptron: x W + b, then relu where it is asked for. */
export interface Dense {
  weights: Variable
  bias: Variable
  relu: boolean
}

/** Weights `[from, to]` and a bias of zeros. */
export function denseLayer(
  context: NetworkContext,
  name: string,
  from: number,
  to: number,
  initial: Initial,
  relu: boolean,
): Dense {
  return {
    weights: context.variable(`${name}/weights`, [from, to], initial),
    bias: context.variable(`${name}/bias`, [to], 'zeros'),
    relu,
  }
}

/**
 * The layer on rows `[windows, from]`, as one kernel, with a gradient of its own: two products with explicit transposes and a sum, where the
 * library's takes a dozen kernels. `source`: the rows are data, whose gradient nobody asks for.
 */
export function dense(tf: TensorFlow, x: Tensor2D, { weights, bias, relu }: Dense, source = false): Tensor2D {
  const w = weights as unknown as Tensor2D
  const b = bias as unknown as Tensor2D
  const activation = relu ? 'relu' : 'linear'
  const apply = (save: unknown) => {
    const value = tf.fused.matMul({ a: x, b: w, bias: b, activation }) as Tensor2D
    // What is not saved is gone when the gradient is asked for.
    ;(save as (tensors: Tensor2D[]) => void)([x, w, value])
    return value
  }
  const before = (dy: Tensor2D, y: Tensor2D) => (relu ? (tf.mul(dy, tf.step(y)) as Tensor2D) : dy)
  const learnt = (rows: Tensor2D, dz: Tensor2D) => [tf.matMul(turned(tf, rows), dz), tf.sum(dz, 0)]
  if (source) {
    return tf.customGrad((_w, _b, save) => ({
      value: apply(save),
      gradFunc: (dy, saved) => {
        const [rows, , y] = saved as Tensor2D[]
        return learnt(rows, before(dy as Tensor2D, y))
      },
    }))(w, b) as Tensor2D
  }
  return tf.customGrad((_x, _w, _b, save) => ({
    value: apply(save),
    gradFunc: (dy, saved) => {
      const [rows, by, y] = saved as Tensor2D[]
      const dz = before(dy as Tensor2D, y)
      return [tf.matMul(dz, turned(tf, by) as Tensor2D), ...learnt(rows, dz)]
    },
  }))(x, w, b) as Tensor2D
}
