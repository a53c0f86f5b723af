import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SeriesSet, Stage, Trainer, TrainingJob, WindowRange } from '../../src/ports/trainer.ts'

/** A trainer under the contract. */
export interface TrainerSubject {
  trainer: Trainer
  /** Threads that every run is asked to use. */
  workers?: number
  close(): Promise<void>
}

const INPUT = 24
const HORIZON = 8
const ROWS = 600
const LEARN: WindowRange[] = [0, 1].map((series) => ({ series, from: INPUT - 1, to: 400 - HORIZON, step: 1 }))
const ASK: WindowRange[] = [{ series: 0, from: 420, to: 560, step: 7 }]

/** Two waves of different lengths, over shared memory as engines keep their columns. */
export function waves(): SeriesSet {
  const columns = [9, 6].map((length, series) => {
    const column = new Float64Array(new SharedArrayBuffer(8 * ROWS))
    for (let row = 0; row < ROWS; row++) column[row] = 50 + series + Math.sin(row / length) + 0.3 * Math.sin(row / 3)
    return column
  })
  return { columns, scales: [null, null], anchor: 'last' }
}

/** A small network and what it is to learn of the waves. */
export function job(seed: number, change: Partial<TrainingJob> = {}, stage: Partial<Stage> = {}): TrainingJob {
  return {
    spec: {
      kind: 'nhits',
      input: INPUT,
      horizon: HORIZON,
      settings: { units: 16, pools: [4, 2, 1], knots: [4, 2, 1] },
      file: null,
    },
    seed,
    learning: { loss: 'mae', batch: 32, learningRate: 0.005 },
    start: null,
    stages: [{ train: LEARN, validate: [], steps: 60, predict: ASK, ...stage }],
    ...change,
  }
}

/**
 * What every Trainer promises, whatever stands behind it. `make` builds it once. Bytes are only compared where the backend says that it is
 * reproducible.
 */
export function trainerContract(name: string, make: () => Promise<TrainerSubject>): void {
  describe(`trainer contract: ${name}`, () => {
    let subject: TrainerSubject
    beforeAll(async () => {
      subject = await make()
    })
    afterAll(() => subject?.close())

    const quiet = new AbortController().signal
    const run = (data: SeriesSet, jobs: TrainingJob[], workers = subject.workers) =>
      subject.trainer.run(data, jobs, { signal: quiet, progress() {}, workers })
    const same = (a: Float32Array, b: Float32Array) => {
      if (subject.trainer.backend.reproducible) expect([...a]).toEqual([...b])
      else for (const [i, value] of a.entries()) expect(Math.abs(value - b[i])).toBeLessThan(0.02)
    }

    it.each(['nhits', 'nlinear', 'dlinear'] as const)('%s learns waves far below the last value', async (kind) => {
      const data = waves()
      const spec = { ...job(1).spec, kind, settings: kind === 'nhits' ? job(1).spec.settings : {} }
      // A linear layer over rows that look alike learns slowly, but its steps cost next to nothing.
      const learning = kind === 'nhits' ? job(1).learning : { ...job(1).learning, learningRate: 0.03 }
      const [result] = await run(data, [job(1, { spec, learning }, { steps: kind === 'nhits' ? 150 : 600 })])
      const { predictions } = result.stages[0]
      expect(predictions).toHaveLength(20 * HORIZON)
      const { told, naive } = errorsOf(data, ASK[0], predictions)
      expect(told).toBeLessThan(0.5 * naive)
    })

    it('learns under each loss, and takes scales and anchors into account', async () => {
      const data = waves()
      const scaled = { ...data, scales: data.columns.map((column) => column.map((_, row) => 0.5 + (row % 7) / 10)) }
      for (const [loss, anchor] of [
        ['mse', 'mean'],
        ['huber', 'last'],
      ] as const) {
        const made = job(2, { learning: { ...job(2).learning, loss } }, { steps: 120 })
        const [{ stages }] = await run({ ...scaled, anchor }, [made])
        const { told, naive } = errorsOf({ ...scaled, anchor }, ASK[0], stages[0].predictions)
        expect(told).toBeLessThan(0.5 * naive)
      }
    })

    it('says the same from the weights it left, and goes on from them', async () => {
      const data = waves()
      const [first] = await run(data, [job(3)])
      const [asked, further] = await run(data, [
        job(99, { start: first.weights }, { train: [], steps: 0 }),
        job(4, { start: first.weights }, { steps: 20, predict: [] }),
      ])
      same(asked.stages[0].predictions, first.stages[0].predictions)
      same(asked.weights.values, first.weights.values)
      expect(asked.stages[0].steps).toBe(0)
      expect(further.weights.values).not.toEqual(first.weights.values)
      expect(Math.max(...further.weights.values.map((value, i) => Math.abs(value - first.weights.values[i])))).toBeLessThan(0.2)
    })

    it('goes through its stages without forgetting', async () => {
      const data = waves()
      const stage = job(5).stages[0]
      const [both] = await run(data, [job(5, { stages: [stage, { ...stage, train: [], steps: 0 }] })])
      expect(both.stages.map(({ steps }) => steps)).toEqual([60, 0])
      same(both.stages[1].predictions, both.stages[0].predictions)
      const [longer] = await run(data, [job(5, { stages: [stage, stage] })])
      same(longer.stages[0].predictions, both.stages[0].predictions)
      const [once, twice] = longer.stages.map(({ predictions }) => errorsOf(data, ASK[0], predictions).told)
      expect(twice).toBeLessThan(once)
    })

    it('stops where validation no longer falls and keeps the best weights', async () => {
      const data = waves()
      // What follows the learnt rows is another world: learning more of the first makes it worse there.
      for (let row = 300; row < 400; row++) data.columns[0][row] = 50 + ((row * 7919) % 13) / 6
      const learn = [{ series: 0, from: INPUT - 1, to: 280, step: 1 }]
      const validate = [{ series: 0, from: 330, to: 390, step: 1 }]
      const made = job(6, {}, { train: learn, validate, steps: 2000 })
      const [{ stages, weights }] = await run(data, [made])
      const [{ steps, best, loss }] = stages
      expect(steps).toBeLessThan(1000)
      expect(best).toBeLessThan(steps)
      const [again] = await run(data, [job(6, { start: weights }, { train: [], validate, steps: 0 })])
      expect(again.stages[0].loss).toBeCloseTo(loss as number, 5)
    })

    it('a stage knows nothing of rows behind its ranges', async () => {
      const data = waves()
      const changed = waves()
      for (const column of changed.columns) for (let row = 421; row < ROWS; row++) column[row] = 1000 + row
      const ask = [{ series: 0, from: 400, to: 421, step: 5 }]
      const [before, after] = await Promise.all([data, changed].map((one) => run(one, [job(7, {}, { predict: ask })])))
      same(after[0].stages[0].predictions, before[0].stages[0].predictions)
      same(after[0].weights.values, before[0].weights.values)
    })

    it('is the same again, job by job, and another with another seed', async () => {
      const data = waves()
      const jobs = [8, 9, 10].map((seed) => job(seed))
      const first = await run(data, jobs)
      const alone = await run(data, [jobs[1]], 1)
      same(alone[0].weights.values, first[1].weights.values)
      same(alone[0].stages[0].predictions, first[1].stages[0].predictions)
      expect(first[0].weights.values).not.toEqual(first[1].weights.values)
    })

    it('counts the steps of all jobs', async () => {
      const told: number[] = []
      const options = { signal: quiet, progress: (steps: number) => told.push(steps), workers: subject.workers }
      await subject.trainer.run(waves(), [job(11), job(12)], options)
      expect(told.at(-1)).toBe(120)
      expect(told).toEqual([...told].sort((a, b) => a - b))
    })

    it('refuses weights of another network', async () => {
      const data = waves()
      const [{ weights }] = await run(data, [job(13, {}, { steps: 1 })])
      const spec = { ...job(13).spec, settings: { units: 8 } }
      await expect(run(data, [job(13, { spec, start: weights })])).rejects.toMatchObject({ kind: 'config' })
    })

    it('refuses windows that reach out of their series', async () => {
      const far = [{ series: 0, from: 590, to: 600, step: 1 }]
      await expect(run(waves(), [job(14, {}, { train: far })])).rejects.toMatchObject({ kind: 'internal' })
    })

    it('fails where the loss explodes, and tells no forecast that is no number', async () => {
      const wild = job(15, { learning: { ...job(15).learning, loss: 'mse', learningRate: 1e18 } })
      await expect(run(waves(), [wild])).rejects.toMatchObject({ kind: 'unavailable' })
    })

    it('ends when it is canceled, in the middle of its steps', async () => {
      const abort = new AbortController()
      const progress = (steps: number) => steps > 0 && abort.abort()
      const jobs = [16, 17].map((seed) => job(seed, {}, { steps: 100_000 }))
      const running = subject.trainer.run(waves(), jobs, { signal: abort.signal, progress, workers: subject.workers })
      await expect(running).rejects.toMatchObject({ kind: 'canceled' })
      expect(await run(waves(), [job(18, {}, { steps: 2 })])).toHaveLength(1)
    })
  })
}

/** Mean absolute errors of forecasts and of the last value over windows of a range. */
function errorsOf({ columns, scales, anchor }: SeriesSet, { series, from, to, step }: WindowRange, predictions: Float32Array) {
  const column = columns[series]
  let told = 0
  let naive = 0
  for (let origin = from, window = 0; origin < to; origin += step, window++) {
    const seen = column.slice(origin - INPUT + 1, origin + 1)
    const start = anchor === 'mean' ? seen.reduce((sum, value) => sum + value, 0) / INPUT : anchor === 'last' ? column[origin] : 0
    const scale = scales[series]?.[origin] ?? 1
    for (let ahead = 1; ahead <= HORIZON; ahead++) {
      const came = column[origin + ahead]
      told += Math.abs(start + scale * predictions[window * HORIZON + ahead - 1] - came)
      naive += Math.abs(column[origin] - came)
    }
  }
  return { told: told / predictions.length, naive: naive / predictions.length }
}
