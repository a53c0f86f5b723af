import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { forecast } from '../../../../src/operations/forecast/forecast.ts'
import { forecastInput } from '../../../../src/operations/forecast/input.ts'
import { ChartForecast, KeptForecasts } from '../../../../src/operations/stream/chart-forecast.ts'
import { openTestSession } from '../../../support/key-screen.ts'
import { keep, marketHome, NOW } from '../models/home.ts'

const DAY = 86_400_000

let home: ReturnType<typeof marketHome>
afterEach(() => home?.close())

const bandOf = async (kept: KeptForecasts, symbol: string, timeframe: '1d' | '1m', asOf = NOW) => {
  const chart = new ChartForecast()
  await kept.load(symbol, timeframe, asOf, chart)
  return chart.band
}

describe('the band of a chart', () => {
  it('is what a forecast by the newest kept model of the symbol and timeframe says, under its name', async () => {
    home = marketHome()
    await keep(home, 'older', { model: 'linear' })
    home.setNow(NOW + 1000)
    await keep(home, 'newer')
    const { results } = await home.run(forecast, { symbols: ['SIMTEC'], model: 'saved:newer' })
    const [{ points, origin, beatsNaive }] = results
    const band = await bandOf(new KeptForecasts(home.context), 'SIMTEC', '1d', NOW + 1000)
    expect(band).toMatchObject({
      from: Date.parse(origin),
      level: 0.8,
      median: points.map((one: { value: number }) => one.value),
    })
    expect(band?.low).toEqual(points.map((one: { bands: { low: number }[] }) => one.bands[0].low))
    expect(band?.label).toBe(beatsNaive ? 'model newer' : 'model newer (no skill shown)')
  })

  it('is none without a model of that symbol and timeframe', async () => {
    home = marketHome()
    const kept = new KeptForecasts(home.context)
    expect(await bandOf(kept, 'SIMTEC', '1d')).toBeNull()
    await keep(home, 'daily', { model: 'naive' })
    expect(await bandOf(kept, 'SIMTEC', '1d')).not.toBeNull()
    expect(await bandOf(kept, 'SIMTEC', '1m')).toBeNull()
    expect(await bandOf(kept, 'SIMFIN', '1d')).toBeNull()
  })

  it('never comes from a model that was trained on what came later', async () => {
    home = marketHome()
    await keep(home, 'daily', { model: 'naive' })
    expect(await bandOf(new KeptForecasts(home.context), 'SIMTEC', '1d', NOW - 3 * DAY)).toBeNull()
  })

  it('is none, without a fault, where the model is of another market', async () => {
    home = marketHome()
    await keep(home, 'daily', { model: 'naive' })
    home.close()
    home = marketHome({ home: home.home, flags: { seed: '2' } })
    expect(await bandOf(new KeptForecasts(home.context), 'SIMTEC', '1d')).toBeNull()
  })

  it('says when the model is stale', async () => {
    home = marketHome()
    await keep(home, 'daily', { model: 'naive' })
    home.setNow(NOW + 10 * DAY)
    const band = await bandOf(new KeptForecasts(home.context), 'SIMTEC', '1d', NOW + 10 * DAY)
    expect(band?.label).toBe('model daily (no skill shown, stale)')
  })

  it('tells once of a model that is damaged, then goes by the next one', async () => {
    home = marketHome()
    await keep(home, 'sound', { model: 'naive' })
    home.setNow(NOW + 1000)
    await keep(home, 'torn')
    const path = join(home.home, 'models', 'torn.obm')
    const bytes = readFileSync(path)
    bytes[bytes.length - 100] ^= 1
    writeFileSync(path, bytes)
    const kept = new KeptForecasts(home.context)
    await expect(bandOf(kept, 'SIMTEC', '1d', NOW + 1000)).rejects.toThrow(/torn/)
    expect((await bandOf(kept, 'SIMTEC', '1d', NOW + 1000))?.label).toContain('model sound')
  })

  it('is asked for once for each closed bar', () => {
    const chart = new ChartForecast()
    expect([1, 1, 2, 2].map((closed) => chart.isDue(closed))).toEqual([true, false, true, false])
  })

  it('comes into the picture of a session once somebody looks', async () => {
    const { session, context, close } = await openTestSession(['SIMALL'])
    const before = { ...context, asOf: () => Date.parse('2026-03-20T13:00:00Z') }
    const wish = { symbols: ['SIMALL'], horizon: 5, input: 8, bars: 120, model: 'naive', timeframe: '1m', save: 'minute' }
    await forecast.run(before, forecastInput.parse(wish))
    await expect
      .poll(() => session.view.overlays('SIMALL', '1m').band?.label, { timeout: 15_000 })
      .toBe('model minute (no skill shown)')
    const { bars, forming } = session.view.bars('SIMALL', '1m')!
    const { from, median } = session.view.overlays('SIMALL', '1m').band!
    expect(median).toHaveLength(5)
    expect(from).toBeLessThanOrEqual(bars.time[bars.length - 1 - (forming ? 1 : 0)])
    await close()
  }, 30_000)
})
