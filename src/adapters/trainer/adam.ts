import type { Scalar, Tensor, Tensor1D, Variable } from '@tensorflow/tfjs-core'
import type { TensorFlow } from './networks/types.ts'

/** Decay of the means, and what keeps the root from zero: the defaults of TensorFlow. */
const ADAM = { first: 0.9, second: 0.999, epsilon: 1e-7 }

/**
 * Adam (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015) over all variables as one row of numbers: a dozen kernels a step
 * instead of a dozen for each variable, and nothing that waits for the device.
 */
export class Adam {
  readonly #tf: TensorFlow
  readonly #variables: readonly Variable[]
  readonly #sizes: number[]
  readonly #constants: Record<'first' | 'restFirst' | 'second' | 'restSecond', Scalar>
  #mean: Tensor1D
  #square: Tensor1D
  #values: Tensor1D
  #firstPower = 1
  #secondPower = 1

  constructor(tf: TensorFlow, variables: readonly Variable[]) {
    this.#tf = tf
    this.#variables = variables
    this.#sizes = variables.map((one) => one.size)
    const size = this.#sizes.reduce((sum, one) => sum + one, 0)
    this.#mean = tf.zeros([size])
    this.#square = tf.zeros([size])
    this.#values = tf.tidy(() => this.#joined(variables))
    this.#constants = {
      first: tf.scalar(ADAM.first),
      restFirst: tf.scalar(1 - ADAM.first),
      second: tf.scalar(ADAM.second),
      restSecond: tf.scalar(1 - ADAM.second),
    }
  }

  /** One step down these gradients, in the order of the variables. Call inside of a tidy. */
  step(gradients: readonly Tensor[], rate: number): void {
    const tf = this.#tf
    const { first, restFirst, second, restSecond } = this.#constants
    this.#firstPower *= ADAM.first
    this.#secondPower *= ADAM.second
    // rate * mean / (1 - first^t) / (sqrt(square / (1 - second^t)) + epsilon), with the corrections drawn into two numbers.
    const root = Math.sqrt(1 - this.#secondPower)
    const gradient = this.#joined(gradients)
    const mean = tf.add(tf.mul(this.#mean, first), tf.mul(gradient, restFirst)) as Tensor1D
    const square = tf.add(tf.mul(this.#square, second), tf.mul(tf.mul(gradient, gradient), restSecond)) as Tensor1D
    const down = tf.div(mean, tf.add(tf.sqrt(square), tf.scalar(ADAM.epsilon * root)))
    const values = tf.sub(this.#values, tf.mul(down, tf.scalar((rate * root) / (1 - this.#firstPower)))) as Tensor1D
    tf.dispose([this.#mean, this.#square, this.#values])
    this.#mean = tf.keep(mean)
    this.#square = tf.keep(square)
    this.#values = tf.keep(values)
    this.#assign()
  }

  dispose(): void {
    this.#tf.dispose([this.#mean, this.#square, this.#values, ...Object.values(this.#constants)])
  }

  #assign(): void {
    const tf = this.#tf
    const parts = this.#sizes.length > 1 ? tf.split(this.#values, this.#sizes) : [tf.clone(this.#values)]
    for (const [i, variable] of this.#variables.entries()) variable.assign(tf.reshape(parts[i], variable.shape))
  }

  #joined(tensors: readonly Tensor[]): Tensor1D {
    const tf = this.#tf
    const rows = tensors.map((one) => tf.reshape(one, [one.size]) as Tensor1D)
    return rows.length > 1 ? tf.concat1d(rows) : tf.clone(rows[0])
  }
}
