import type { Tensor2D } from '@tensorflow/tfjs-core'
import { dense, denseLayer } from './dense.ts'
import { movingMean } from './matrices.ts'
import type { Forward, NetworkContext } from './types.ts'

/**
 * NLinear (Zeng et al., "Are Transformers Effective for Time Series Forecasting?", arXiv 2205.13504): the last value is taken off, one linear
 * layer forecasts, the last value is put on again. Starts at zero, so that untrained it says the last value.
 */
export function buildNlinear(context: NetworkContext): Forward {
  const { tf, input, horizon } = context
  const layer = denseLayer(context, 'linear', input, horizon, 'zeros', false)
  return (x) => {
    const last = tf.slice(x, [0, input - 1], [-1, 1]) as Tensor2D
    return tf.add(dense(tf, tf.sub(x, last), layer, true), last)
  }
}

export const DLINEAR_DEFAULTS = {
  /** Rows of the moving mean that is the trend. */
  kernel: 25,
}

/** DLinear (the same paper): a linear layer for the trend, which is a centred moving mean of the input, and one for the rest. */
export function buildDlinear(context: NetworkContext): Forward {
  const { tf, input, horizon, settings } = context
  const mean = movingMean(tf, input, Math.min(settings.kernel as number, input))
  const slow = denseLayer(context, 'trend', input, horizon, 'zeros', false)
  const fast = denseLayer(context, 'rest', input, horizon, 'zeros', false)
  return (x) => {
    const trend = tf.matMul(x, mean) as Tensor2D
    return tf.add(dense(tf, trend, slow, true), dense(tf, tf.sub(x, trend), fast, true))
  }
}
