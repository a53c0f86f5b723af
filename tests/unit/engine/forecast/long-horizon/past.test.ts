import { afterAll, describe, expect, it } from 'vitest'
import { Random } from '../../../../../src/analysis/random.ts'
import { blendPast, type ToldOfPast } from '../../../../../src/engine/forecast/long-horizon/choose.ts'
import { gate } from '../../../../../src/engine/forecast/long-horizon/gate.ts'
import { logSeries } from '../../../../../src/engine/forecast/long-horizon/logs.ts'
import { trainNetworks } from '../../../../../src/engine/forecast/long-horizon/networks.ts'
import { cameAt, type Past, planPast } from '../../../../../src/engine/forecast/long-horizon/past.ts'
import { scaleSeries } from '../../../../../src/engine/forecast/long-horizon/scale.ts'
import type { TrainingJob } from '../../../../../src/ports/trainer.ts'
import { fitTools } from '../../../../support/forecast.ts'

const HORIZON = 8
const SPLIT = { train: 280, validation: 40, test: 80 }
const ROWS = 400

function wave(seed: number): Float64Array {
  const random = new Random(seed, 'past')
  return Float64Array.from({ length: ROWS }, (_, row) => 20 + 5 * Math.sin(row / 4) + random.normal())
}

const columns = [wave(1), wave(2)]
const data = scaleSeries(['ONE', 'TWO'], columns, { train: SPLIT.train, rows: ROWS })
const past = planPast(data, SPLIT, HORIZON)

describe('the past of a long horizon', () => {
  it('has fits that know no row of the windows they tell, and no window that reaches into the test part', () => {
    expect(past.stretches.length).toBeGreaterThan(1)
    for (const { known, from, to } of past.stretches) {
      for (const origin of past.origins.subarray(from, to)) expect(origin).toBeGreaterThanOrEqual(known - 1)
    }
    expect(past.origins[past.origins.length - 1] + HORIZON).toBeLessThan(past.end)
    expect(past.end).toBe(SPLIT.train + SPLIT.validation)
  })

  it('is blended by what had come when a stretch began', () => {
    const random = new Random(3, 'told')
    const rowOf = (i: number) => past.origins[Math.floor(i / HORIZON)] + 1 + (i % HORIZON)
    const series = data.columns.map((z): ToldOfPast => {
      const came = cameAt(z, past)
      const told = [0.3, 0.5].map((size) => came.map((value) => value + size * random.normal()))
      return { told, came, naive: came.map((_, i) => z[past.origins[Math.floor(i / HORIZON)]]) }
    })
    const whole = blendPast(series, past)
    for (const { known, to } of past.stretches) {
      // From then on all comes as the worse model says.
      const changed = series.map((one) => ({
        ...one,
        came: one.came.map((value, i) => (rowOf(i) >= known ? one.told[1][i] : value)),
      }))
      for (const [s, told] of blendPast(changed, past).entries()) {
        expect(told.subarray(0, to * HORIZON)).toEqual(whole[s].subarray(0, to * HORIZON))
      }
    }
    const other = series.map((one) => ({ ...one, came: one.told[1] }))
    expect(blendPast(other, past)[0]).not.toEqual(whole[0])
  })

  it('has networks that learn from rows before it first, and never from the test part', async () => {
    const tools = fitTools()
    afterAll(() => tools.close())
    const trainer = await tools.trainer()
    const jobs: TrainingJob[] = []
    const run: typeof trainer.run = (set, asked, options) => {
      jobs.push(...asked)
      return trainer.run(set, asked, options)
    }
    const spec = { kind: 'nlinear' as const, input: 16, horizon: HORIZON, settings: {}, file: null }
    const wish = { spec, seed: 1, steps: 4, batch: null, learningRate: null, perSeries: false, stride: 1 }
    await trainNetworks(data, [null, null], past, wish, {
      trainer: { ...trainer, run },
      signal: new AbortController().signal,
      progress() {},
    })
    expect(jobs.map(({ learning }) => learning.loss)).toEqual(['mae', 'mse'])
    for (const { stages } of jobs) {
      for (const [k, known] of [past.begin, past.begin, past.end].entries()) {
        const { train, validate, predict } = stages[k]
        for (const { to } of [...train, ...validate]) expect(to - 1 + HORIZON).toBeLessThan(known)
        for (const { from } of predict) expect(from).toBeGreaterThanOrEqual(known - 1)
        for (const [i, { to }] of train.entries()) if (validate[i]) expect(to - 1 + HORIZON).toBeLessThanOrEqual(validate[i].from)
      }
    }
  })
})

describe('the gate of a long horizon', () => {
  const sized = (effective: number): Past => ({ ...past, effective })
  const random = new Random(5, 'gate')
  const naiveLoss = new Float64Array(past.origins.length).fill(1)
  const lossOf = (mean: number, size: number) => naiveLoss.map(() => mean + size * random.normal())

  it('opens for skill that is no luck, series by series', () => {
    const better = { loss: lossOf(0.7, 0.1), naiveLoss }
    const worse = { loss: lossOf(1.2, 0.1), naiveLoss }
    expect(gate([better, worse], sized(20), 1).open).toEqual([true, false])
    expect(gate([better, worse], sized(5), 1).open).toEqual([false, false])
  })

  it('stays shut for skill that may be luck', () => {
    const unsure = Array.from({ length: 30 }, () => gate([{ loss: lossOf(0.97, 0.8), naiveLoss }], sized(20), 1)).filter(
      ({ skills: [skill] }) => skill!.skill > 0 && skill!.low <= 0,
    )
    expect(unsure.length).toBeGreaterThan(5)
    for (const { open } of unsure) expect(open).toEqual([false])
  })
})

describe('a series in logarithms', () => {
  it('is what the rows that were known make of it', () => {
    const known = 200
    const changed = scaleSeries(['ONE'], [columns[0].map((value, row) => (row >= known ? 40 * value : value))], {
      train: known,
      rows: ROWS,
    })
    const same = scaleSeries(['ONE'], [columns[0]], { train: known, rows: ROWS })
    const [one, other] = [logSeries(same, 0, known)!, logSeries(changed, 0, known)!]
    expect([other.lowest, other.highest]).toEqual([one.lowest, one.highest])
    expect(other.column.subarray(0, known)).toEqual(one.column.subarray(0, known))
  })

  it('needs values above zero, and takes a later zero for half of the smallest', () => {
    const values = columns[0].map((value, row) => (row === 300 ? 0 : value))
    const zero = scaleSeries(['ONE'], [values], { train: 200, rows: ROWS })
    const logs = logSeries(zero, 0, 250)!
    const smallest = Math.min(...values.subarray(0, 250))
    expect(logs.back(logs.column[300]) * zero.deviations[0] + zero.means[0]).toBeCloseTo(smallest / 2, 9)
    expect(logSeries(zero, 0, 301)).toBeNull()
  })
})
