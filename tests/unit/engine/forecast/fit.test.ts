import { afterAll, describe, expect, it } from 'vitest'
import { pastFans } from '../../../../src/engine/forecast/fans.ts'
import { fitForecast } from '../../../../src/engine/forecast/fit.ts'
import { predictForecast } from '../../../../src/engine/forecast/predict.ts'
import type { FitOptions, ForecastSeries } from '../../../../src/engine/forecast/types.ts'
import { cutAt, fitTools, randomWalk, season, seriesOf, smallFit } from '../../../support/forecast.ts'

const tools = fitTools()
afterAll(() => tools.close())

async function forecastOf(series: ForecastSeries[], options: FitOptions = smallFit()) {
  const fit = await fitForecast(series, options, tools)
  const told = await predictForecast(fit.fitted, series, { threshold: 0.05 }, tools)
  return { fit, told }
}

/** All that is said, without the columns it was made of. */
const said = ({ fit, told }: Awaited<ReturnType<typeof forecastOf>>) => JSON.stringify([fit.fitted.series, told])

describe('fitForecast', () => {
  it('says that a season beats the last value, and forecasts it', async () => {
    const whole = season('WAVE', 606, 3)
    const { fit, told } = await forecastOf([cutAt(whole, 600)])
    expect(fit.fitted.series[0].beatsNaive).toBe(true)
    expect(fit.fitted.series[0].evaluation.skillLow).toBeGreaterThan(0.3)
    const error = told[0].median.reduce((sum, value, h) => sum + Math.abs(value - whole.values[600 + h]), 0) / 6
    expect(error).toBeLessThan(2)
  })

  it('lets the last value stand for a random walk, says the figures, and never more than HOLD', async () => {
    const { fit, told } = await forecastOf([randomWalk('WALK', 600, 5)])
    const [own] = fit.fitted.series
    expect(own).toMatchObject({ shown: 'naive', beatsNaive: false })
    expect(own.evaluation.skillLow).toBeLessThanOrEqual(0)
    expect(own.evaluation.windows).toBeGreaterThan(250)
    expect(told[0].median.every((value) => value === told[0].originValue)).toBe(true)
    expect(told[0].signal.action).toBe('HOLD')
    for (const { level, achieved } of own.evaluation.coverage) expect(Math.abs(achieved! - level)).toBeLessThan(0.12)
  })

  it('shows a model that was named as it is, with its figures', async () => {
    const { fit } = await forecastOf([randomWalk('WALK', 400, 6)], smallFit({ model: 'drift' }))
    expect(fit.fitted.series[0]).toMatchObject({ shown: 'drift', beatsNaive: false })
    // The first past forecasts have none complete before them that their bands could be calibrated on.
    const { windows, coverage } = fit.fitted.series[0].evaluation
    for (const one of coverage) {
      expect(one.windows).toBeGreaterThan(0)
      expect(one.windows).toBeLessThan(windows)
    }
    expect(fit.fitted.backend.name).toBe('none')
  })

  it('says at each past origin what it would have said there: the future of a stretch changes nothing in it', async () => {
    const rows = 420
    const series = season('WAVE', rows, 9)
    const { fit } = await forecastOf([series])
    const [walk] = fit.walks
    const known = walk.stretches[3].known
    const other = {
      ...series,
      values: Float64Array.from(series.values, (value, row) => (row >= known ? value + 10 * (row % 7) : value)),
    }
    const { fit: changed } = await forecastOf([other])
    let compared = 0
    for (const [i, origin] of walk.origins.entries()) {
      if (origin >= known) continue
      for (const expert of ['drift', 'linear', 'network'] as const) {
        const place = i * 6
        expect(changed.walks[0].told[expert]!.subarray(place, place + 6)).toEqual(walk.told[expert]!.subarray(place, place + 6))
      }
      compared++
    }
    expect(compared).toBeGreaterThan(100)
  })

  it('keeps a series of another pace out of the future of the others', async () => {
    const slow = season('SLOW', 400, 10)
    const fast = seriesOf('FAST', 400, (row) => 50 + Math.sin(row / 3) + 0.01 * ((row * 7919) % 13))
    // Every row of FAST is half a day: its last 200 rows lie beyond the middle of SLOW's second half.
    const times = Float64Array.from(slow.times!, (_, row) => slow.times![200] + row * 43_200_000)
    const one = { ...fast, times }
    const { fit } = await forecastOf([slow, one])
    const cut = fit.walks[0].series.times![fit.walks[0].stretches[2].known]
    const { known, from } = fit.walks[1].stretches[2]
    expect(times[known]).toBe(cut)
    expect(from).toBe(known - 1)
  })

  it('learns from no row of another calendar that is still open when the others forecast', async () => {
    const stock = season('STOCK', 400, 10)
    const crypto = seriesOf('TOKEN', 400, (row) => 50 + Math.sin(row / 3) + 0.01 * ((row * 7919) % 13))
    // Its days begin six hours before those of the other.
    const series = [stock, { ...crypto, times: stock.times!.map((time) => time - 21_600_000) }]
    const { fit } = await forecastOf(series)
    for (const [k, { known, from }] of fit.walks[1].stretches.entries()) {
      if (k === fit.walks[1].stretches.length - 1) continue
      const cut = stock.times![fit.walks[0].stretches[k].known]
      expect(series[1].times![known]).toBeLessThanOrEqual(cut)
      expect(from).toBeGreaterThanOrEqual(known - 1)
      expect(series[1].times![from + 1]).toBeGreaterThanOrEqual(cut)
    }
    // What the others learn from it ends there: what an open day brings changes nothing that is said of its past.
    const k = 3
    const open = fit.walks[1].stretches[k].known
    const changed = { ...series[1], values: series[1].values.map((value, row) => (row >= open ? value * 2 : value)) }
    const { fit: other } = await forecastOf([stock, changed])
    const end = fit.walks[0].stretch.indexOf(k + 1) * 6
    expect(other.walks[0].told.network!.subarray(0, end)).toEqual(fit.walks[0].told.network!.subarray(0, end))
    expect(other.walks[0].told.network).not.toEqual(fit.walks[0].told.network)
  })

  it('is the same with one worker or two, byte for byte', async () => {
    const series = [season('WAVE', 300, 11), randomWalk('WALK', 300, 12)]
    const one = await forecastOf(series, smallFit({ workers: 1 }))
    const two = await forecastOf(series, smallFit({ workers: 2 }))
    expect(said(two)).toBe(said(one))
  })

  it('tries a series that ended long before the others, and a young one, on a past of its own', async () => {
    const old = cutAt(season('OLD', 900, 21), 300)
    const now = season('NOW', 900, 22)
    const young = season('YOUNG', 900, 23)
    const last = { ...young, values: young.values.slice(805), times: young.times!.slice(805) }
    const { fit, told } = await forecastOf([old, now, last])
    for (const [i, own] of fit.fitted.series.entries()) {
      expect(own.evaluation.windows).toBeGreaterThan(20)
      expect(own.networks).toHaveLength(i === 1 ? 2 : 0)
      for (const { low, high } of told[i].bands) expect(high[5] - low[5]).toBeGreaterThan(1)
    }
    await expect(forecastOf([old, now], smallFit({ model: 'nhits' }))).rejects.toMatchObject({
      message: expect.stringContaining('OLD'),
    })
  })

  it('says the same of a series wherever it stands among the others', async () => {
    const series = [season('WAVE', 300, 11), randomWalk('WALK', 300, 12), randomWalk('OTHER', 280, 14)]
    const one = await forecastOf(series)
    const turned = await forecastOf([...series].reverse())
    expect(turned.told.map(({ id }) => id)).toEqual(['OTHER', 'WALK', 'WAVE'])
    expect(JSON.stringify([...turned.told].reverse())).toBe(JSON.stringify(one.told))
    expect(turned.fit.fitted.id).toBe(one.fit.fitted.id)
    expect(turned.fit.walks.map((walk) => walk.series.id)).toEqual(turned.fit.fitted.series.map(({ id }) => id))
  })

  it('refuses too little history with the number that is needed', async () => {
    await expect(forecastOf([season('WAVE', 89, 1)])).rejects.toMatchObject({
      kind: 'no-data',
      message: expect.stringContaining('90'),
    })
    expect((await forecastOf([season('WAVE', 90, 1)])).told[0].median).toHaveLength(6)
  })

  it('refuses to forecast a season where there is none', async () => {
    await expect(forecastOf([randomWalk('WALK', 400, 2)], smallFit({ model: 'seasonal' }))).rejects.toMatchObject({
      kind: 'no-data',
    })
  })

  it('takes a flat series as it is', async () => {
    const { told } = await forecastOf([seriesOf('FLAT', 200, () => 25)])
    expect(told[0].median).toEqual(new Array(6).fill(25))
    expect(told[0].signal.action).toBe('HOLD')
    expect(JSON.stringify(told)).not.toContain('null,null')
  })

  it('shows past forecasts at their origins, apart from each other, with what came', async () => {
    const series = season('WAVE', 400, 13)
    const { fit } = await forecastOf([series])
    const fans = pastFans(fit, 0, 4)
    expect(fans).toHaveLength(4)
    for (const [i, fan] of fans.entries()) {
      expect(fan.came).toEqual(Array.from(series.values.subarray(fan.origin + 1, fan.origin + 7)))
      if (i > 0) expect(fan.origin - fans[i - 1].origin).toBeGreaterThanOrEqual(6)
      for (const { low, high } of fan.bands) for (let h = 0; h < 6; h++) expect(low[h]).toBeLessThanOrEqual(high[h])
    }
  })
})
