import type { Tensor, Tensor2D, Variable } from '@tensorflow/tfjs-core'
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
  const apply = (save: unknown) => {
    const value = fused(tf, x, w, b, relu)
    // What is not saved is gone when the gradient is asked for.
    ;(save as (tensors: Tensor2D[]) => void)([x, w, value])
    return value
  }
  const before = (dy: Tensor2D, y: Tensor2D) => (relu ? (tf.mul(dy, tf.step(y)) as Tensor2D) : dy)
  const learnt = (rows: Tensor2D, dz: Tensor2D) => [tf.matMul(turned(tf, rows), dz), columnSums(tf, dz)]
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

/** One kernel also while a gradient is recorded, where the library's own function takes three. The kernel wants batches of matrices. */
function fused(tf: TensorFlow, x: Tensor2D, weights: Tensor2D, bias: Tensor2D, relu: boolean): Tensor2D {
  const a = tf.reshape(x, [1, ...x.shape])
  const b = tf.reshape(weights, [1, ...weights.shape])
  const attributes = { transposeA: false, transposeB: false, activation: relu ? 'relu' : 'linear', leakyreluAlpha: 0 }
  const y = tf.engine().runKernel('_FusedMatMul', { a, b, bias }, attributes) as Tensor2D
  return tf.reshape(y, [x.shape[0], weights.shape[1]])
}

/** Sums down the columns, as a product: the WebAssembly kernel of a sum turns the whole matrix over first. */
function columnSums(tf: TensorFlow, rows: Tensor2D): Tensor {
  return tf.reshape(tf.matMul(tf.ones([1, rows.shape[0]]), rows), [rows.shape[1]])
}
