import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { TensorFlow } from './networks/types.ts'

/** Takes variables down their gradients. */
export interface Optimizer {
  /** One step, gradients in the order of the variables. Called inside of a tidy. */
  step(gradients: readonly Tensor[], rate: number): void
  dispose(): void
}

/** How a backend makes one; a stage of learning begins with a new one. */
export type MakeOptimizer = (tf: TensorFlow, variables: readonly Variable[]) => Optimizer

/** Decay of the means, and what keeps the root from zero: the defaults of Adam (Kingma and Ba, 2015) in TensorFlow. */
export const ADAM = { first: 0.9, second: 0.999, epsilon: 1e-7 }
