import { afterAll, describe, expect, it } from 'vitest'
import { Random } from '../../../../src/analysis/random.ts'
import { fitForecast } from '../../../../src/engine/forecast/fit.ts'
import { predictForecast } from '../../../../src/engine/forecast/predict.ts'
import type { FitOptions, ForecastSeries } from '../../../../src/engine/forecast/types.ts'
import { fitTools, randomWalk, seriesOf, smallFit } from '../../../support/forecast.ts'

const tools = fitTools()
afterAll(() => tools.close())

async function forecastOf(series: ForecastSeries[], options: FitOptions = smallFit({ model: 'linear' })) {
  const { fitted } = await fitForecast(series, options, tools)
  return { fitted, told: await predictForecast(fitted, series, { threshold: 0.05 }, tools) }
}

const walkThen = (rows: number, value: (row: number, walk: number) => number) => {
  const walk = randomWalk('ODD', rows, 3).values
  return seriesOf('ODD', rows, (row) => value(row, walk[row]))
}

const numbersOf = ({ told }: Awaited<ReturnType<typeof forecastOf>>) =>
  told.flatMap(({ median, bands }) => [...median, ...bands.flatMap(({ low, high }) => [...low, ...high])])

describe('a forecast of an odd series', () => {
  it.each([
    ['a zero at its end', (row: number, walk: number) => (row === 199 ? 0 : walk)],
    ['a value below zero in its middle', (row: number, walk: number) => (row === 150 ? -3 : walk)],
    ['a spike beyond all others', (row: number, walk: number) => (row === 120 ? 1e150 : walk)],
    ['a spike at its end', (row: number, walk: number) => (row === 199 ? 1e150 : walk)],
    ['nothing but zeros', () => 0],
    ['one move in its whole life', (row: number) => (row < 150 ? 5 : 6)],
  ])('with %s has numbers only, its bands around the median', async (_, value) => {
    const forecast = await forecastOf([walkThen(200, value)])
    expect(numbersOf(forecast).filter((number) => !Number.isFinite(number))).toEqual([])
    const [{ median, bands }] = forecast.told
    for (const { low, high } of bands)
      for (const [h, middle] of median.entries()) {
        expect(low[h]).toBeLessThanOrEqual(middle)
        expect(high[h]).toBeGreaterThanOrEqual(middle)
      }
  })

  it('has bands at the levels nobody asks for', async () => {
    const forecast = await forecastOf([randomWalk('WALK', 300, 4)], smallFit({ model: 'naive', levels: [0.01, 0.3, 0.999] }))
    expect(numbersOf(forecast).every(Number.isFinite)).toBe(true)
    const [narrow, , wide] = forecast.told[0].bands
    expect(wide.high[5] - wide.low[5]).toBeGreaterThan(narrow.high[5] - narrow.low[5])
  })

  it('is refused by a model of prices once one is at or below zero', async () => {
    const series = randomWalk('WALK', 200, 5)
    const { fitted } = await fitForecast([series], smallFit({ model: 'linear' }), tools)
    const later = { ...series, values: Float64Array.from([...series.values, 0]), times: null }
    await expect(predictForecast(fitted, [later], { threshold: 0.05 }, tools)).rejects.toMatchObject({ kind: 'no-data' })
  })
})

describe('the claim to beat the last value', () => {
  it('is not made of a history that holds a few forecasts apart, however well they did', async () => {
    const random = new Random(1, 'walks')
    // 18 rows are forecast: three horizons apart at most.
    const walks = Array.from({ length: 60 }, (_, i) => {
      let z = 4
      return seriesOf(`WALK${i}`, 64, () => {
        z += 0.01 * random.normal()
        return Math.exp(z)
      })
    })
    const { fitted } = await forecastOf(walks, smallFit({ model: 'auto', input: 12, horizon: 9, steps: 2, members: 1 }))
    expect(fitted.series.filter(({ beatsNaive }) => beatsNaive)).toEqual([])
    for (const { evaluation } of fitted.series) {
      expect(evaluation.effectiveWindows).toBeLessThan(6)
      expect(evaluation).toMatchObject({ skillLow: null, skillHigh: null, wisSkillLow: null })
    }
  })
})
