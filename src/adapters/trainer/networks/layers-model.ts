import type { Tensor2D, Variable } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { Random } from '../../../analysis/random.ts'
import { firstValues } from './draws.ts'
import type { BuildContext, Forward } from './types.ts'

/** What a layers model keeps its numbers in: the tensor that is learnt is inside. */
interface LayerWeight {
  originalName: string
  val: Variable
}

/** True for a model of TensorFlow.js layers, of whatever copy of it. */
export function isLayersModel(value: unknown): value is LayersModel {
  const model = value as Partial<LayersModel> | null
  return typeof value === 'object' && typeof model?.apply === 'function' && Array.isArray(model.weights)
}

/**
 * A layers model as a network. Its first weights are drawn anew from the seed (what a layer sets to whole numbers, as biases and scales are,
 * stays), and where its layers draw numbers of their own while training, they get ours: a seed gives the same network everywhere.
 */
export function ofLayersModel(context: BuildContext, model: LayersModel): Forward {
  const { tf, seed } = context
  for (const [i, weight] of (model.weights as unknown as LayerWeight[]).entries()) {
    // Layers are numbered over the whole process: only the end of a name is the same in the next model.
    const name = `${i}/${weight.originalName.split('/').at(-1)}`
    const { val } = weight
    if (!isWhole(val.dataSync() as Float32Array)) {
      const values = firstValues(val.shape, val.rank > 1 ? 'glorot' : { uniform: 0.1 }, new Random(seed, `weights/${name}`))
      val.assign(tf.tensor(values, val.shape))
    }
    context.adopt(name, val)
  }
  const random = new Random(seed, 'layers')
  return (x, training) => withRandom(random, () => model.apply(x, { training }) as Tensor2D)
}

function isWhole(values: Float32Array): boolean {
  return values.every((value) => Number.isInteger(value))
}

/** Runs work that draws from the air with numbers from a seed instead. */
function withRandom<T>(random: Random, work: () => T): T {
  const air = Math.random
  Math.random = () => random.uniform()
  try {
    return work()
  } finally {
    Math.random = air
  }
}
