import { createHash } from 'node:crypto'
import { createWasmTrainer } from '../../src/adapters/trainer/threads.ts'
import { createThreads } from '../../src/adapters/workers/threads.ts'
import { Random } from '../../src/analysis/random.ts'
import type { FitTools } from '../../src/engine/forecast/fit.ts'
import type { FitOptions, ForecastSeries } from '../../src/engine/forecast/types.ts'
import { USER_MODULES } from '../../src/strategy/user-module.ts'

const DAY = 86_400_000

/** A random walk in logarithms, as a price of daily rows. */
export function randomWalk(id: string, rows: number, seed: number): ForecastSeries {
  const random = new Random(seed, `walk ${id}`)
  let level = Math.log(100)
  return seriesOf(id, rows, () => {
    level += 0.015 * random.normal()
    return Math.exp(level)
  })
}

/** A season under noise: what is worth a forecast. */
export function season(id: string, rows: number, seed: number, period = 12): ForecastSeries {
  const random = new Random(seed, `season ${id}`)
  return seriesOf(id, rows, (row) => 100 + 4 * Math.sin((2 * Math.PI * row) / period) + random.normal())
}

export function seriesOf(id: string, rows: number, value: (row: number) => number): ForecastSeries {
  const values = new Float64Array(new SharedArrayBuffer(rows * 8))
  const times = new Float64Array(new SharedArrayBuffer(rows * 8))
  for (let row = 0; row < rows; row++) {
    values[row] = value(row)
    times[row] = Date.UTC(2015, 0, 1) + row * DAY
  }
  return { id, values, times, transform: null }
}

/** The first rows of a series, as a file that was cut there has them. */
export function cutAt({ values, times, ...rest }: ForecastSeries, rows: number): ForecastSeries {
  return { ...rest, values: values.slice(0, rows), times: times?.slice(0, rows) ?? null }
}

/** A small fit that is quick: two networks of a few steps. */
export function smallFit(change: Partial<FitOptions> = {}): FitOptions {
  return {
    model: 'auto',
    file: null,
    input: 24,
    horizon: 6,
    levels: [0.8, 0.95],
    seed: 1,
    steps: 20,
    members: 2,
    ...change,
  }
}

/** What a fit needs of the world: the real trainer. Close it after use. */
export function fitTools(change: Partial<FitTools> = {}): FitTools & { close(): Promise<void> } {
  const trainer = createWasmTrainer({ workers: createThreads(), userModules: USER_MODULES })
  return {
    trainer: async () => trainer,
    hash: (...parts) =>
      parts
        .reduce((hash, part) => hash.update(part), createHash('sha256'))
        .digest('hex')
        .slice(0, 16),
    signal: new AbortController().signal,
    progress() {},
    pause: async () => {},
    close: () => trainer.close(),
    ...change,
  }
}
