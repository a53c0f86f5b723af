import type { Tensor } from '@tensorflow/tfjs-core'
import type { TensorFlow } from './networks/types.ts'

const KERNEL = 'BatchMatMul'

/**
 * The gradient of the matrix product with transposes of their own: dA = dC B', dB = A' dC (and the three other cases of transposed operands).
 * The WebAssembly kernel multiplies plain operands with SIMD and transposed ones in a plain loop, which made up four fifths of a step.
 * Kernels and gradients are registered for the whole thread. Broadcast batches keep the library's gradient.
 */
export function registerMatMulGradient(tf: TensorFlow): void {
  const stock = tf.getGradient(KERNEL)
  if (!stock) return
  tf.unregisterGradient(KERNEL)
  tf.registerGradient({
    ...stock,
    gradFunc(dy, saved, attributes) {
      const [a, b] = saved as Tensor[]
      const c = dy as Tensor
      if (!sameBatch(a, b)) return stock.gradFunc(dy, saved, attributes)
      const { transposeA, transposeB } = attributes as unknown as { transposeA: boolean; transposeB: boolean }
      return gradients(tf, a, b, c, transposeA, transposeB)
    },
  })
}

function gradients(tf: TensorFlow, a: Tensor, b: Tensor, c: Tensor, transposeA: boolean, transposeB: boolean) {
  const flip = (x: Tensor) => turned(tf, x)
  return {
    // C = op(A) op(B): dC op(B)' and op(A)' dC, turned where the operand was given turned.
    a: () => (transposeA ? tf.matMul(transposeB ? flip(b) : b, flip(c)) : tf.matMul(c, transposeB ? b : flip(b))),
    b: () => (transposeB ? tf.matMul(flip(c), transposeA ? flip(a) : a) : tf.matMul(transposeA ? a : flip(a), c)),
  }
}

/** The last two dimensions swapped. */
export function turned(tf: TensorFlow, x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis)
  const last = axes.length - 1
  return tf.transpose(x, [...axes.slice(0, last - 1), last, last - 1])
}

function sameBatch(a: Tensor, b: Tensor): boolean {
  return a.rank === b.rank && a.shape.slice(0, -2).every((size, axis) => size === b.shape[axis])
}
