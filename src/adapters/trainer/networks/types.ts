import type * as core from '@tensorflow/tfjs-core'
import type { Tensor, Tensor2D, Variable } from '@tensorflow/tfjs-core'
import type * as layers from '@tensorflow/tfjs-layers'

/** What networks are built with, whatever backend it stands on: core and layers of TensorFlow.js in one. */
export type TensorFlow = typeof core & typeof layers

/**
 * First values of a variable. `he` and `glorot`: uniform within sqrt(6 / fan in) and sqrt(6 / (fan in + fan out)) (He et al., 2015; Glorot and
 * Bengio, 2010), where the last dimension is the fan out; or uniform within a bound of one's own.
 */
export type Initial = 'he' | 'glorot' | 'zeros' | 'ones' | { uniform: number }

/** From inputs `[windows, input]` to forecasts `[windows, horizon]`, in a window's own scale. `training` is false where it only forecasts. */
export type Forward = (x: Tensor2D, training: boolean) => Tensor2D

/** What a network is built from. Numbers of it that are drawn come from the job's seed. */
export interface NetworkContext {
  tf: TensorFlow
  input: number
  horizon: number
  /** The network's settings with its own defaults. */
  settings: Readonly<Record<string, number | readonly number[]>>
  /** A tensor that is learnt; names are a network's own and unique in it. */
  variable(name: string, shape: readonly number[], initial: Initial): Variable
  /** While training: each number is zero with the probability `rate`, the others are that much larger. Else the tensor as it is. */
  dropout<T extends Tensor>(x: T, rate: number): T
}

/** What the networks of openbell see beyond that. */
export interface BuildContext extends NetworkContext {
  seed: number
  /** A variable that somebody else made is the network's too. */
  adopt(name: string, variable: Variable): void
}

export type Build = (context: BuildContext) => Forward
