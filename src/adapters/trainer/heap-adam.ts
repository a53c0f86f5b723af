import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { TensorFlow } from './networks/types.ts'
import { ADAM, type Optimizer } from './optimizer.ts'

/** What Adam keeps of a variable. */
interface Kept {
  variable: Variable
  values: Float32Array
  mean: Float32Array
  square: Float32Array
}

/**
 * Adam (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015) in one pass over each variable's numbers, for backends whose memory
 * is this process's: at the sizes of forecasts a dozen kernels a variable take longer than a plain loop. Sums and roots only, which are the
 * same on every machine.
 */
export function createHeapAdam(tf: TensorFlow, variables: readonly Variable[]): Optimizer {
  const kept = variables.map((variable): Kept => {
    const values = Float32Array.from(variable.dataSync())
    return { variable, values, mean: new Float32Array(values.length), square: new Float32Array(values.length) }
  })
  let firstPower = 1
  let secondPower = 1
  return {
    step(gradients: readonly Tensor[], rate: number) {
      firstPower *= ADAM.first
      secondPower *= ADAM.second
      const root = Math.sqrt(1 - secondPower)
      for (const [i, one] of kept.entries()) {
        descend(one, gradients[i].dataSync() as Float32Array, (rate * root) / (1 - firstPower), ADAM.epsilon * root)
        one.variable.assign(tf.tensor(one.values, one.variable.shape))
      }
    },
    dispose() {},
  }
}

function descend({ values, mean, square }: Kept, gradient: Float32Array, rate: number, epsilon: number): void {
  for (let i = 0; i < values.length; i++) {
    const slope = gradient[i]
    mean[i] = ADAM.first * mean[i] + (1 - ADAM.first) * slope
    square[i] = ADAM.second * square[i] + (1 - ADAM.second) * slope * slope
    values[i] -= (rate * mean[i]) / (Math.sqrt(square[i]) + epsilon)
  }
}
