import type { Tensor } from '@tensorflow/tfjs-core'
import type { Random } from '../../../analysis/random.ts'
import type { Initial, TensorFlow } from './types.ts'

/** First values of a variable of this shape: arithmetic and square roots only, which are the same on every machine. */
export function firstValues(shape: readonly number[], initial: Initial, random: Random): Float32Array {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1))
  if (initial === 'zeros') return values
  if (initial === 'ones') return values.fill(1)
  const bound = typeof initial === 'object' ? initial.uniform : boundOf(shape, initial)
  for (let i = 0; i < values.length; i++) values[i] = (2 * random.uniform() - 1) * bound
  return values
}

function boundOf(shape: readonly number[], initial: 'he' | 'glorot'): number {
  const fanOut = shape.at(-1) ?? 1
  const fanIn = shape.slice(0, -1).reduce((product, size) => product * size, 1)
  return Math.sqrt(6 / (initial === 'he' ? fanIn : fanIn + fanOut))
}

/** Dropout (Srivastava et al., 2014) with a mask from our own generator, so that a seed gives the same network everywhere. */
export function dropped<T extends Tensor>(tf: TensorFlow, x: T, rate: number, random: Random): T {
  if (rate <= 0) return x
  const mask = new Float32Array(x.size)
  const kept = 1 / (1 - rate)
  for (let i = 0; i < mask.length; i++) mask[i] = random.uniform() < rate ? 0 : kept
  return tf.mul(x, tf.tensor(mask, x.shape)) as T
}
