import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { forecast } from '../../../../src/operations/forecast/forecast.ts'
import { modelsList } from '../../../../src/operations/models/list.ts'
import { modelsRetrain } from '../../../../src/operations/models/retrain.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'
import { barsOf } from '../../../support/store-rows.ts'
import { keep, marketHome, NOW } from './home.ts'

const DAY = 86_400_000

let home: TestContext
afterEach(() => home?.close())

/** A wide file of so many days of two series that swing. */
function wide(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const date = new Date(Date.UTC(2020, 0, 1) + i * DAY).toISOString().slice(0, 10)
    return `${date},${(10 + Math.sin(i / 3)).toFixed(6)},${(20 + Math.cos(i / 5)).toFixed(6)}`
  })
  return ['date,low,high', ...lines, ''].join('\n')
}

describe('a model of a file', () => {
  it('is forecast with and trained again from the file that it was made of', async () => {
    home = createTestContext({ now: NOW })
    const file = join(home.home, 'series.csv')
    writeFileSync(file, wide(100))
    const made = await keep(home, 'swing', { symbols: ['low'], file, model: 'linear', retrainEvery: '1w' })
    const saved = await home.run(forecast, { model: 'saved:swing' })
    expect(saved.results).toEqual(made.results)
    writeFileSync(file, wide(110))
    expect(await home.run(modelsRetrain, { due: true })).toMatchObject({ fresh: ['swing'] })
    home.setNow(NOW + 8 * DAY)
    const { retrained } = await home.run(modelsRetrain, { due: true })
    expect(retrained).toMatchObject([
      { name: 'swing', symbols: ['low'], trainedBefore: '2020-04-09T00:00:00Z', trainedTo: '2020-04-19T00:00:00Z' },
    ])
  })

  it('speaks of no symbol of a market', async () => {
    home = marketHome()
    const file = join(home.home, 'series.csv')
    writeFileSync(file, wide(100))
    await keep(home, 'swing', { symbols: [], file, model: 'naive' })
    await expect(home.run(forecast, { symbols: ['SIMALL'], model: 'saved:swing' })).rejects.toMatchObject({ kind: 'not-found' })
    await keep(home, 'daily', { symbols: ['SIMALL'], model: 'naive' })
    await expect(home.run(forecast, { symbols: ['SIMALL'], model: 'saved:daily', file })).rejects.toThrow()
  })
})

describe('a model of stored bars', () => {
  it('is as old as the newest bar that is stored for it says', async () => {
    const start = Date.UTC(2026, 0, 5, 14, 30)
    const days = (count: number) => {
      const all = Array.from({ length: 400 }, (_, i) => start + i * DAY).filter(
        (time) => ![0, 6].includes(new Date(time).getUTCDay()),
      )
      return all.slice(0, count).map((time, i) => ({ time, close: 100 + Math.sin(i) }))
    }
    home = createTestContext({ now: Date.UTC(2027, 5, 1), flags: { source: 'store' } })
    home.store.bars.append(barsOf(days(60), { symbol: 'KEPT', timeframe: '1d' }))
    await keep(home, 'stored', { symbols: ['KEPT'], model: 'naive' })
    const age = async () =>
      (await home.run(modelsList, {})).models.map((one: { stale: boolean; bars: number }) => [one.bars, one.stale])
    expect(await age()).toEqual([[0, false]])
    expect(await home.run(forecast, { model: 'saved:stored' })).toMatchObject({ warnings: [], results: [{ warnings: [] }] })
    // Where no source is typed it is the one that the model was made of.
    const plain = createTestContext({ home: home.home, store: home.store, now: Date.UTC(2027, 5, 1) })
    expect(await plain.run(forecast, { model: 'saved:stored' })).toMatchObject({ source: 'store', results: [{ symbol: 'KEPT' }] })
    // Another symbol's newer bars make it no older.
    home.store.bars.append(barsOf(days(200), { symbol: 'OTHER', timeframe: '1d' }))
    expect(await age()).toEqual([[0, false]])
    home.store.bars.append(barsOf(days(70).slice(60), { symbol: 'KEPT', timeframe: '1d' }))
    const [[bars, stale]] = await age()
    expect(stale).toBe(true)
    expect(bars).toBeGreaterThanOrEqual(9)
    expect(await home.run(forecast, { model: 'saved:stored' })).toMatchObject({
      results: [{ model: { stale: true }, warnings: expect.arrayContaining([expect.stringContaining('is stale')]) }],
    })
    await expect(home.run(forecast, { model: 'saved:stored', horizon: 5 })).rejects.toMatchObject({
      kind: 'usage',
      hint: 'openbell models show stored',
    })
  })
})

describe('a model of bars within the day', () => {
  it('is refused where other hours are asked for', async () => {
    home = marketHome()
    await keep(home, 'minutes', { symbols: ['SIMALL'], timeframe: '5m', model: 'naive' })
    const other = marketHome({ home: home.home, store: home.store, flags: { session: 'regular' } })
    const asked = other.run(forecast, { symbols: ['SIMALL'], model: 'saved:minutes' })
    await expect(asked).rejects.toMatchObject({ kind: 'usage', hint: '--session all' })
    const same = await home.run(forecast, { symbols: ['SIMALL'], model: 'saved:minutes' })
    expect(same.results[0]).toMatchObject({ timeframe: '5m', beatsNaive: false })
  })
})
