import { afterAll, describe, expect, it } from 'vitest'
import { movedBy } from '../../../../src/analysis/forecast/transform.ts'
import type { PastForecasts } from '../../../../src/analysis/forecast/types.ts'
import { ewmaVolatility } from '../../../../src/analysis/forecast/volatility.ts'
import { Random } from '../../../../src/analysis/random.ts'
import { type Fit, fitForecast } from '../../../../src/engine/forecast/fit.ts'
import { judge } from '../../../../src/engine/forecast/judge.ts'
import { predictForecast } from '../../../../src/engine/forecast/predict.ts'
import type { ForecastSeries } from '../../../../src/engine/forecast/types.ts'
import type { TrainingJob } from '../../../../src/ports/trainer.ts'
import { fitTools, randomWalk, season, smallFit } from '../../../support/forecast.ts'

const HORIZON = 6
const tools = fitTools()
afterAll(() => tools.close())

/** The same with other values from a row on. */
function changedFrom(series: ForecastSeries, row: number): ForecastSeries {
  return { ...series, values: series.values.map((value, i) => (i >= row ? 5 * value : value)) }
}

describe('the past of a forecast', () => {
  const series = [randomWalk('ONE', 300, 1), randomWalk('TWO', 300, 2)]
  const bandsOf = (all: ForecastSeries[]) => fitForecast(all, smallFit({ model: 'naive' }), tools)

  it('has bands that know of no row after their origin, neither of the series nor of those it calibrates with', async () => {
    const whole = await bandsOf(series)
    const first = whole.walks[0].origins[0]
    for (let row = 240; row < 253; row++) {
      const other = await bandsOf(series.map((one) => changedFrom(one, row)))
      const end = (row - first) * HORIZON
      for (const [i, { pastBands }] of other.judged.entries()) {
        for (const [k, band] of pastBands.entries()) {
          const { low, high } = whole.judged[i].pastBands[k]
          expect(band.low.subarray(0, end)).toEqual(low.subarray(0, end))
          expect(band.high.subarray(0, end)).toEqual(high.subarray(0, end))
        }
      }
      expect(other.judged[0].pastBands[1].high).not.toEqual(whole.judged[0].pastBands[1].high)
    }
  })

  it('is measured in steps of the rows before its first forecast', async () => {
    const { fitted, walks } = await fitForecast([series[0]], smallFit({ model: 'naive', horizon: 1, input: 60 }), tools)
    const [{ z, origins }] = walks
    const step = (row: number) => Math.abs(z[row] - z[row - 1])
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const unit = mean(Array.from({ length: origins[0] }, (_, i) => step(i + 1)))
    const errors = Array.from(origins.subarray(0, -1), (origin) => step(origin + 1))
    expect(fitted.series[0].evaluation.mase).toBeCloseTo(mean(errors) / unit, 12)
  })

  it('trains on no window that reaches beyond what was known, and stops by windows whose futures it did not learn', async () => {
    const jobs: TrainingJob[] = []
    const trainer = await tools.trainer()
    const seen = async () => ({ ...trainer, run: watched(trainer.run, jobs) })
    const { walks }: Fit = await fitForecast([season('WAVE', 400, 3)], smallFit({ steps: 6 }), { ...tools, trainer: seen })
    const [{ stretches }] = walks
    expect(jobs).toHaveLength(2)
    for (const { stages } of jobs) {
      for (const [k, { train, validate, predict }] of stages.entries()) {
        const { known } = stretches[k]
        expect(validate[0].to - 1 + HORIZON).toBeLessThan(known)
        expect(train[0].to - 1 + HORIZON).toBeLessThanOrEqual(validate[0].from)
        expect(predict[0].from).toBeGreaterThanOrEqual(known - 1)
      }
    }
  })
})

function watched<Run extends (data: never, jobs: TrainingJob[], options: never) => unknown>(run: Run, jobs: TrainingJob[]): Run {
  return ((data: never, asked: TrainingJob[], options: never) => {
    jobs.push(...asked)
    return run(data, asked, options)
  }) as Run
}

describe('the gate', () => {
  /** Forecasts of one step that take a part off the last value's error, another part at each of them. */
  function pastOf(count: number, part: (random: Random) => number): PastForecasts {
    const random = new Random(4, 'gate')
    const came = Float64Array.from({ length: count }, () => random.normal())
    const origins = Int32Array.from(came, (_, i) => 10 + i)
    const linear = came.map((value) => value * part(random))
    const scale = new Float64Array(count).fill(1)
    return { horizon: 1, origins, stretch: new Int32Array(count), scale, came, told: { naive: new Float64Array(count), linear } }
  }
  const options = { horizon: 1, levels: [0.8], seed: 1, forced: 'linear' as const }

  it('stays shut for skill that may be luck, and opens for skill that is not', () => {
    const unsure = Array.from({ length: 40 }, (_, i) =>
      judge(
        pastOf(40 + i, (random) => 0.2 + 0.9 * random.normal()),
        options,
      ),
    ).filter(({ skill }) => skill!.skill > 0 && skill!.low <= 0)
    expect(unsure.length).toBeGreaterThan(5)
    for (const { beatsNaive } of unsure) expect(beatsNaive).toBe(false)
    const sure = judge(
      pastOf(60, (random) => 0.3 + 0.1 * random.normal()),
      options,
    )
    expect(sure).toMatchObject({ beatsNaive: true, shown: 'linear' })
  })

  it('stays shut where fewer than six forecasts lie apart, whatever they show', () => {
    const judged = (count: number) =>
      judge(
        pastOf(count, () => 0.9),
        options,
      )
    expect(judged(5)).toMatchObject({ beatsNaive: false, shown: 'linear' })
    expect(judged(6).beatsNaive).toBe(true)
  })
})

describe('bands now', () => {
  it('stand around the median by the volatility of the origin', async () => {
    const series = randomWalk('WALK', 300, 6)
    const { fitted } = await fitForecast([series], smallFit({ model: 'naive' }), tools)
    const [{ bands, originValue }] = await predictForecast(fitted, [series], { threshold: 0.05 }, tools)
    const root = Math.sqrt(ewmaVolatility(series.values.map(Math.log))[299])
    for (const [k, { low, high }] of bands.entries()) {
      const shape = fitted.series[0].bands[k]
      for (let h = 0; h < HORIZON; h++) {
        expect(low[h]).toBeCloseTo(movedBy(originValue, -shape.low[h] * root, 'log'), 9)
        expect(high[h]).toBeCloseTo(movedBy(originValue, shape.high[h] * root, 'log'), 9)
      }
    }
  })
})

describe('an ensemble', () => {
  it('says the mean of what its networks say alone, of the past and now, and is named by its seed', async () => {
    const series = { ...season('WAVE', 200, 5), transform: 'level' as const }
    const of = async (seed: number, members: number) => {
      const fit = await fitForecast([series], smallFit({ model: 'nhits', steps: 30, seed, members }), tools)
      const [{ median, originValue }] = await predictForecast(fit.fitted, [series], { threshold: 0.05 }, tools)
      return { id: fit.fitted.id, past: fit.walks[0].told.network!, now: median.map((value) => value - originValue) }
    }
    const [both, one, other] = [await of(1, 2), await of(1, 1), await of(7_920, 1)]
    const mean = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a, (value, i) => (value + b[i]) / 2)
    expect(one.now).not.toEqual(other.now)
    for (const [i, value] of mean(one.now, other.now).entries()) expect(both.now[i]).toBeCloseTo(value, 9)
    for (const [i, value] of mean(one.past, other.past).entries()) expect(both.past[i]).toBeCloseTo(value, 9)
    expect(new Set([both.id, one.id, other.id]).size).toBe(3)
    expect((await of(1, 1)).id).toBe(one.id)
  })
})
