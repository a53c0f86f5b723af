import type { DataType, Tensor, TensorLike } from '@tensorflow/tfjs-core'
import type { TensorFlow } from './networks/types.ts'

/** Operations that take the tensor first, and so read the same behind a dot: `tf.mul(x, 2)`, `x.mul(2)`. */
const FORWARDED =
  'abs acos acosh add all any argMax argMin asin asinh atan atan2 atanh avgPool batchNorm broadcastTo cast ceil clipByValue conv1d conv2d cos cosh cumprod cumsum depthToSpace div divNoNan dot elu equal erf euclideanNorm exp expandDims expm1 floor floorDiv gather greater greaterEqual isFinite isInf isNaN leakyRelu less lessEqual log log1p logSigmoid logSoftmax logSumExp logicalAnd logicalNot logicalOr logicalXor matMul max maxPool maximum mean min minimum mirrorPad mod mul neg norm notEqual oneHot onesLike pad pow prelu prod reciprocal relu relu6 reshape reverse round rsqrt selu sigmoid sign sin sinh slice softmax softplus split sqrt square squaredDifference squeeze step stridedSlice sub sum tan tanh tile topk transpose unsortedSegmentSum unstack zerosLike'.split(
    ' ',
  )

/**
 * Gives tensors the operations as methods, as the whole TensorFlow.js has them: the core alone does not, but some of the layers' first weights
 * and much of what people write use them. What a tensor already has stays.
 */
export function chainOperations(tf: TensorFlow): void {
  const prototype = tf.Tensor.prototype as unknown as Record<string, unknown>
  const operations = tf as unknown as Record<string, (...given: unknown[]) => unknown>
  const give = (name: string, method: (this: Tensor, ...given: never[]) => unknown) => {
    if (!(name in prototype)) prototype[name] = method
  }
  for (const name of FORWARDED) {
    give(name, function (this: Tensor, ...given: never[]) {
      return operations[name](this, ...given)
    })
  }
  give('flatten', function () {
    return tf.reshape(this, [this.size])
  })
  give('asScalar', function () {
    return tf.reshape(this, [])
  })
  for (const [name, rank] of [1, 2, 3, 4].map((one) => [`as${one}D`, one] as const)) {
    give(name, function (...shape: number[]) {
      return tf.reshape(this, rank === 1 ? [this.size] : shape)
    })
  }
  give('reshapeAs', function (other: Tensor) {
    return tf.reshape(this, other.shape)
  })
  give('asType', function (type: DataType) {
    return tf.cast(this, type)
  })
  for (const [name, type] of [
    ['toFloat', 'float32'],
    ['toInt', 'int32'],
    ['toBool', 'bool'],
  ] as const) {
    give(name, function () {
      return tf.cast(this, type)
    })
  }
  give('concat', function (others: Tensor | Tensor[], axis?: number) {
    return tf.concat([this, ...[others].flat()], axis)
  })
  give('stack', function (others: Tensor | Tensor[], axis?: number) {
    return tf.stack([this, ...[others].flat()], axis)
  })
  give('where', function (condition: TensorLike, other: Tensor) {
    return tf.where(condition, this, other)
  })
}
