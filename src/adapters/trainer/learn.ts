import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { Random } from '../../analysis/random.ts'
import type { Learning, NetworkSpec, SeriesSet, Stage } from '../../ports/trainer.ts'
import { Adam } from './adam.ts'
import { explodes } from './faults.ts'
import { type Network, outputsOf, setWeights, weightsOf } from './networks/build.ts'
import type { TensorFlow } from './networks/types.ts'
import { WindowCutter, WindowSet } from './windows.ts'

/** Steps from one look at `validate` to the next, and looks without a better loss after which a stage ends. */
const LOOK = 25
const PATIENCE = 4

/** Windows of `validate` that are looked at: of more, every second, third, ... so that a look stays cheap beside the steps. */
const MOST_LOOKED_AT = 4096

/** Windows that pass through a network of ours at once where nothing is learnt. */
const PASS = 512

/** Windows that pass through a network at once: what a user's network keeps of each may be large, and its batch is known to fit. */
export function passOf({ kind }: NetworkSpec, { batch }: Learning): number {
  return kind === 'custom' ? Math.min(batch, PASS) : PASS
}

/** Errors up to this count squared in `huber`, beyond it by their size. */
const HUBER = 1

export interface LearnParts {
  tf: TensorFlow
  network: Network
  data: SeriesSet
  spec: NetworkSpec
  learning: Learning
  stage: Stage
  /** Of this stage's draws. */
  random: Random
  /** Called after each step: counts it, lets others in, and throws where the work was canceled. */
  stepped(): void | Promise<void>
}

export interface Learnt {
  steps: number
  best: number
  loss: number | null
}

/** Takes the steps of a stage and leaves the network with the weights it keeps. @throws OpenbellError unavailable when the loss explodes */
export async function learn(parts: LearnParts): Promise<Learnt> {
  const { stage, learning, tf, network } = parts
  const windows = new WindowSet(stage.train)
  const most = windows.length > 0 ? stage.steps : 0
  const looked = new WindowSet(stage.validate)
  const look = looked.length > 0 ? lookAt(parts, looked) : null
  let best = { step: 0, loss: look ? look() : Number.POSITIVE_INFINITY, weights: look && most > 0 ? weightsOf(network) : null }
  if (most === 0) return { steps: 0, best: 0, loss: look ? best.loss : null }
  const adam = new Adam(tf, network.learnt)
  const batch = new Batch(parts, windows)
  let step = 0
  let worse = 0
  try {
    while (step < most && worse < PATIENCE) {
      batch.step(adam, rateAt(step, most, learning.learningRate))
      step++
      await parts.stepped()
      if (step % LOOK !== 0 && step !== most) continue
      if (!look) {
        batch.check(step)
        continue
      }
      const loss = look()
      if (!Number.isFinite(loss)) throw explodes(step, loss)
      worse = loss < best.loss ? 0 : worse + 1
      if (worse === 0) best = { step, loss, weights: weightsOf(network) }
    }
  } finally {
    adam.dispose()
    batch.dispose()
  }
  if (!look) return { steps: step, best: step, loss: null }
  if (best.weights) setWeights(tf, network, best.weights)
  return { steps: step, best: best.step, loss: best.loss }
}

/** Learning rate of a step, from 0: falls by a half cosine from the whole to a tenth (Loshchilov and Hutter, "SGDR", 2017). */
function rateAt(step: number, steps: number, rate: number): number {
  return rate * (0.1 + 0.9 * halfCosine(step / steps))
}

/** (1 + cos(pi x)) / 2 for x in [0, 1] as a polynomial, within 0.001: engines may differ in the last digit of a cosine. */
function halfCosine(x: number): number {
  const t = (2 * x - 1) ** 2
  const sine = (2 * x - 1) * (1.570796 - t * (0.645921 - t * (0.079488 - t * 0.004362)))
  return (1 - sine) / 2
}

/** A batch that is drawn anew for each step, uniformly over all windows. */
class Batch {
  readonly #parts: LearnParts
  readonly #windows: WindowSet
  readonly #cutter: WindowCutter
  readonly #size: number
  #last: Scalar | null = null

  constructor(parts: LearnParts, windows: WindowSet) {
    const { data, spec, learning } = parts
    this.#parts = parts
    this.#windows = windows
    this.#size = learning.batch
    this.#cutter = new WindowCutter(data, spec.input, spec.horizon, learning.batch)
  }

  /** Draws windows, and takes one step down the gradient of their loss. */
  step(adam: Adam, rate: number): void {
    const { tf, network, spec, random, learning } = this.#parts
    for (let row = 0; row < this.#size; row++) {
      const { series, origin } = this.#windows.at(random.below(this.#windows.length))
      this.#cutter.cut(row, series, origin, true)
    }
    this.#last?.dispose()
    this.#last = tf.tidy(() => {
      const x = tf.tensor2d(this.#cutter.x, [this.#size, spec.input])
      const y = tf.tensor2d(this.#cutter.y, [this.#size, spec.horizon])
      const loss = () => lossOf(tf, outputsOf(network, x, spec.horizon, true), y, learning.loss)
      const { value, grads } = tf.variableGrads(loss, [...network.learnt])
      adam.step(gradientsOf(tf, network, grads), rate)
      return value
    })
  }

  /** @throws OpenbellError unavailable where the loss of the last step is no number */
  check(step: number): void {
    const loss = this.#last?.dataSync()[0] ?? 0
    if (!Number.isFinite(loss)) throw explodes(step, loss)
  }

  dispose(): void {
    this.#last?.dispose()
  }
}

/** Gradients in the order of what is learnt; a variable that has no part in the forecast has none, and stays. */
function gradientsOf(tf: TensorFlow, { learnt }: Network, named: Record<string, Tensor>): Tensor[] {
  return learnt.map((one) => named[one.name] ?? tf.zeros(one.shape))
}

/** The mean loss over all windows and steps. */
export function lossOf(tf: TensorFlow, told: Tensor2D, came: Tensor2D, loss: Learning['loss']): Scalar {
  const error = tf.sub(told, came)
  if (loss === 'mae') return tf.mean(tf.abs(error))
  if (loss === 'mse') return tf.mean(tf.mul(error, error))
  // Squared near zero, straight beyond: e c - c c / 2 with c = min(|e|, 1) (Huber, 1964).
  const size = tf.abs(error)
  const clipped = tf.minimum(size, HUBER)
  return tf.mean(tf.sub(tf.mul(size, clipped), tf.mul(tf.mul(clipped, clipped), 0.5)))
}

/** Answers the loss on these windows as the network stands. */
function lookAt({ tf, network, data, spec, learning }: LearnParts, windows: WindowSet): () => number {
  const every = Math.ceil(windows.length / MOST_LOOKED_AT)
  const count = Math.ceil(windows.length / every)
  const pass = passOf(spec, learning)
  const cutter = new WindowCutter(data, spec.input, spec.horizon, Math.min(pass, count))
  return () => {
    let sum = 0
    for (let from = 0; from < count; from += pass) {
      const rows = Math.min(pass, count - from)
      for (let row = 0; row < rows; row++) {
        const { series, origin } = windows.at((from + row) * every)
        cutter.cut(row, series, origin, true)
      }
      sum +=
        rows *
        tf.tidy(() => {
          const x = tf.tensor2d(cutter.x.subarray(0, rows * spec.input), [rows, spec.input])
          const y = tf.tensor2d(cutter.y.subarray(0, rows * spec.horizon), [rows, spec.horizon])
          return lossOf(tf, outputsOf(network, x, spec.horizon, false), y, learning.loss).dataSync()[0]
        })
    }
    return sum / count
  }
}
