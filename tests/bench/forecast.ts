import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Tensor2D } from '@tensorflow/tfjs-core'
import { runJob } from '../../src/adapters/trainer/job.ts'
import { averagePooling, knotInterpolation } from '../../src/adapters/trainer/networks/matrices.ts'
import type { TensorFlow } from '../../src/adapters/trainer/networks/types.ts'
import { userFiles } from '../../src/adapters/trainer/networks/user-files.ts'
import { createWasmTrainer } from '../../src/adapters/trainer/threads.ts'
import { createThreads } from '../../src/adapters/workers/threads.ts'
import { Random } from '../../src/analysis/random.ts'
import type { SeriesSet, TrainingJob, WindowRange } from '../../src/ports/trainer.ts'
import { USER_MODULES } from '../../src/strategy/user-module.ts'
import { line, median } from './measure.ts'

const INPUT = 84
const HORIZON = 30
const BATCH = 256
const UNITS = 512
const POOLS = [8, 4, 1]
const ROUNDS = 5
const BARS = 1500

/**
 * A training step of N-HiTS (84 to 30, three stacks of two layers of 512, batch 256) with our gradients and Adam, against the same network as
 * TensorFlow.js is commonly used (its own layers' operations, gradients and Adam), on the same WebAssembly backend and on its CPU backend; then
 * the size that daily forecasts use, an ensemble of five over eight series, and forecasts of 100 series from kept weights. Rounds are
 * interleaved, medians.
 */
export async function benchForecast(): Promise<void> {
  const plain = await plainTensorFlow('wasm')
  const stock = plainStep(plain)
  stock()
  const stockTimes = await rounds(3, () => stock())
  // Ours is loaded into the same library last: its gradients and kernels replace those that were just measured.
  const { loadTensorFlow } = await import('../../src/adapters/trainer/tensorflow.ts')
  const tf = await loadTensorFlow()
  const data = walks(8)
  const steps = 8
  const ours = () => runJob({ tf, files: userFiles(USER_MODULES), data, stepped() {} }, job(1, { units: UNITS }, steps))
  await ours()
  const ourTimes = (await rounds(ROUNDS, ours)).map((time) => time / steps)
  const small = (
    await rounds(ROUNDS, () => runJob({ tf, files: userFiles(USER_MODULES), data, stepped() {} }, job(1, { units: 128 }, 40)))
  ).map((time) => time / 40)
  await tf.setBackend('cpu')
  const cpuTimes = await rounds(2, () => stock())
  await tf.setBackend('wasm')
  const [own, wasm, cpu] = [ourTimes, stockTimes, cpuTimes].map(median)
  line(`forecast: a step of N-HiTS, ${INPUT} to ${HORIZON}, three stacks of two layers of ${UNITS}, batch ${BATCH}, median`)
  line(
    `  openbell                ${own.toFixed(1).padStart(8)} ms  ${(own / wasm).toFixed(2)} of plain TensorFlow.js, goal 0.30 or less`,
  )
  line(`  plain, WebAssembly      ${wasm.toFixed(1).padStart(8)} ms`)
  line(`  plain, CPU backend      ${cpu.toFixed(1).padStart(8)} ms`)
  line(`  openbell, 128 units     ${median(small).toFixed(1).padStart(8)} ms`)
  await benchWhole()
}

async function benchWhole(): Promise<void> {
  const trainer = createWasmTrainer({ workers: createThreads(), userModules: USER_MODULES })
  const options = { signal: new AbortController().signal, progress() {} }
  const jobs = [1, 2, 3, 4, 5].map((seed) => job(seed, {}, 700))
  const [daily] = await rounds(1, () => trainer.run(walks(8), jobs, options))
  const [{ weights }] = await trainer.run(walks(8), [job(1, {}, 1)], options)
  const hundred = walks(100)
  const predict = hundred.columns.map((_, series): WindowRange => ({ series, from: BARS - 1, to: BARS, step: 1 }))
  const asked = jobs.map((one) => ({ ...one, start: weights, stages: [{ train: [], validate: [], steps: 0, predict }] }))
  const told = median(await rounds(ROUNDS, () => trainer.run(hundred, asked, options)))
  line(`  five networks of the daily size, 700 steps each, 8 series of ${BARS.toLocaleString('en')} bars`)
  line(`                          ${(daily / 1000).toFixed(1).padStart(8)} s   goal under 30 s`)
  line(`  100 series from five kept networks`)
  line(`                          ${told.toFixed(0).padStart(8)} ms  goal under 300 ms`)
}

function job(seed: number, settings: Record<string, number>, steps: number): TrainingJob {
  const train = Array.from({ length: 8 }, (_, series) => ({ series, from: INPUT - 1, to: BARS - HORIZON, step: 1 }))
  return {
    spec: { kind: 'nhits', input: INPUT, horizon: HORIZON, settings, file: null },
    seed,
    learning: { loss: 'mae', batch: BATCH, learningRate: 0.001 },
    start: null,
    stages: [{ train, validate: [], steps, predict: [] }],
  }
}

/** Seeded random walks. */
function walks(count: number): SeriesSet {
  const columns = Array.from({ length: count }, (_, series) => {
    const random = new Random(series, 'walk')
    const column = new Float64Array(new SharedArrayBuffer(8 * BARS))
    for (let row = 1; row < BARS; row++) column[row] = column[row - 1] + random.uniform() - 0.5
    return column
  })
  return { columns, scales: columns.map(() => null), anchor: 'last' }
}

/** TensorFlow.js as it comes, with the gradients that its layers bring. */
async function plainTensorFlow(backend: string): Promise<TensorFlow> {
  const require = createRequire(import.meta.url)
  const core = require('@tensorflow/tfjs-core') as TensorFlow
  require('@tensorflow/tfjs-backend-wasm')
  require('@tensorflow/tfjs-backend-cpu')
  require('@tensorflow/tfjs-layers')
  await core.setBackend(backend)
  await core.ready()
  return core
}

/** The same network written down plainly, and a function that takes one step of it. */
function plainStep(tf: TensorFlow): () => void {
  const random = new Random(1, 'plain')
  const drawn = (rows: number, columns: number) => {
    const values = Float32Array.from({ length: rows * columns }, () => (2 * random.uniform() - 1) * Math.sqrt(6 / rows))
    return tf.variable(tf.tensor2d(values, [rows, columns]))
  }
  const layer = (from: number, to: number) => ({ w: drawn(from, to), b: tf.variable(tf.zeros([to])) })
  const stacks = POOLS.map((pool, i) => {
    const seen = Math.ceil(INPUT / pool)
    const knots = Math.ceil(HORIZON / pool)
    return {
      pooled: averagePooling(tf, INPUT, pool),
      hidden: [layer(seen, UNITS), layer(UNITS, UNITS)],
      backcast: i < 2 ? layer(UNITS, INPUT) : null,
      forecast: layer(UNITS, knots),
      line: knotInterpolation(tf, knots, HORIZON),
    }
  })
  const apply = (x: Tensor2D, { w, b }: ReturnType<typeof layer>) => tf.add(tf.matMul(x, w as unknown as Tensor2D), b) as Tensor2D
  const forward = (x: Tensor2D) => {
    let rest = x
    let sum = tf.zeros([BATCH, HORIZON]) as Tensor2D
    for (const { pooled, hidden, backcast, forecast, line: knots } of stacks) {
      let y = tf.matMul(rest, pooled) as Tensor2D
      for (const one of hidden) y = tf.relu(apply(y, one))
      sum = tf.add(sum, tf.matMul(apply(y, forecast), knots))
      if (backcast) rest = tf.sub(rest, apply(y, backcast))
    }
    return sum
  }
  const batch = (columns: number) =>
    tf.tensor2d(
      Float32Array.from({ length: BATCH * columns }, () => random.uniform()),
      [BATCH, columns],
    )
  const [x, y] = [batch(INPUT), batch(HORIZON)]
  const adam = tf.train.adam(0.001)
  return () => {
    const loss = adam.minimize(() => tf.mean(tf.abs(tf.sub(forward(x), y))), true)
    loss?.dataSync()
    loss?.dispose()
  }
}

async function rounds(count: number, work: () => unknown): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < count; round++) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  return times
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchForecast()
