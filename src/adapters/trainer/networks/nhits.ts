import type { Tensor2D } from '@tensorflow/tfjs-core'
import { dense, denseLayer } from './dense.ts'
import { averagePooling, knotInterpolation } from './matrices.ts'
import type { Forward, NetworkContext, TensorFlow } from './types.ts'

/** Sizes of the network: what a `NetworkSpec` of kind `nhits` may set. */
export const NHITS_DEFAULTS = {
  stacks: 3,
  blocks: 1,
  layers: 2,
  units: 128,
  /** Rows that a stack averages into one, by stack. */
  pools: [8, 4, 1] as readonly number[],
  /** Steps of the horizon from one knot to the next, by stack. */
  knots: [8, 4, 1] as readonly number[],
  dropout: 0,
}

interface Block {
  pooled: Tensor2D | null
  hidden: ReturnType<typeof denseLayer>[]
  backcast: ReturnType<typeof denseLayer> | null
  forecast: ReturnType<typeof denseLayer>
  interpolation: Tensor2D | null
}

/**
 * N-HiTS (Challu et al., "N-HiTS: Neural Hierarchical Interpolation for Time Series Forecasting", arXiv 2201.12886): stacks that each see the
 * input pooled at a rate of their own, take from it what they explain (`backcast`) and add a forecast that they tell at few knots, interpolated
 * linearly between them. Pooling is the mean instead of the paper's maximum, a product with a constant matrix: the WebAssembly backend has no
 * gradient of a pooled maximum. The last block tells no backcast, which nobody would read; the layers that tell start at zero, so that an
 * untrained network says the anchor (the last value).
 */
export function buildNhits(context: NetworkContext): Forward {
  const { tf, settings } = context
  const { stacks, blocks, dropout } = settings as Record<string, number>
  const built: Block[] = []
  for (let stack = 0; stack < stacks; stack++) {
    for (let block = 0; block < blocks; block++) {
      built.push(buildBlock(context, `stack${stack + 1}/block${block + 1}`, stack, stack + 1 === stacks && block + 1 === blocks))
    }
  }
  return (x) => {
    let rest = x
    let sum: Tensor2D | null = null
    for (const [i, block] of built.entries()) {
      const hidden = hiddenOf(tf, rest, block, i === 0, (y) => context.dropout(y, dropout))
      const knots = dense(tf, hidden, block.forecast)
      const forecast: Tensor2D = block.interpolation ? tf.matMul(knots, block.interpolation) : knots
      sum = sum === null ? forecast : tf.add(sum, forecast)
      if (block.backcast) rest = tf.sub(rest, dense(tf, hidden, block.backcast))
    }
    return sum as Tensor2D
  }
}

function buildBlock(context: NetworkContext, name: string, stack: number, last: boolean): Block {
  const { tf, input, horizon, settings } = context
  const { layers, units } = settings as Record<string, number>
  const pool = Math.min(at(settings.pools, stack), input)
  const frequency = Math.min(at(settings.knots, stack), horizon)
  const seen = Math.ceil(input / pool)
  const knots = Math.ceil(horizon / frequency)
  const hidden = Array.from({ length: layers }, (_, layer) =>
    denseLayer(context, `${name}/layer${layer + 1}`, layer === 0 ? seen : units, units, 'he', true),
  )
  return {
    pooled: pool > 1 ? averagePooling(tf, input, pool) : null,
    hidden,
    backcast: last ? null : denseLayer(context, `${name}/backcast`, units, input, 'zeros', false),
    forecast: denseLayer(context, `${name}/forecast`, units, knots, 'zeros', false),
    interpolation: knots === horizon ? null : knotInterpolation(tf, knots, horizon),
  }
}

function hiddenOf(
  tf: TensorFlow,
  rest: Tensor2D,
  { pooled, hidden }: Block,
  first: boolean,
  dropout: (y: Tensor2D) => Tensor2D,
): Tensor2D {
  let y = pooled ? (tf.matMul(rest, pooled) as Tensor2D) : rest
  for (const [i, layer] of hidden.entries()) y = dropout(dense(tf, y, layer, first && i === 0))
  return y
}

/** The setting of a stack: a number stands for all of them, and the last of a list for those after it. */
function at(setting: number | readonly number[], stack: number): number {
  return typeof setting === 'number' ? setting : setting[Math.min(stack, setting.length - 1)]
}
