import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prepareSeries } from '../../../../src/engine/prepare.ts'
import { type Bars, sliceBars } from '../../../../src/market/bars.ts'
import { FORECAST_COLUMN } from '../../../../src/strategy/forecast.ts'
import { columnsOf, columnTools, dailyBars, MemoryCache, SMALL, swings, walk } from './support.ts'

const ROWS = 320
const NEEDED = 3 * (SMALL.horizon + SMALL.input)

const cache = new MemoryCache()
const tools = columnTools(cache)
afterAll(() => tools.close())

const { move, signal, up, low, high, skill } = FORECAST_COLUMN
const series = () => [dailyBars('AAA', swings(ROWS)), dailyBars('BBB', walk(ROWS, 3))]
const cut = (bars: readonly Bars[], rows: number) => bars.map((one) => sliceBars(one, 0, rows))

describe('columns of a forecast', () => {
  let whole: Awaited<ReturnType<typeof columnsOf>>
  beforeAll(async () => {
    whole = await columnsOf(series(), SMALL, tools)
  })

  it('begin when three windows are known, and then speak of every bar', () => {
    for (const columns of whole) {
      for (const k of [move, signal, up, low, high]) {
        expect(columns[k].slice(0, NEEDED).every(Number.isNaN)).toBe(true)
        expect(columns[k].slice(NEEDED).every(Number.isFinite)).toBe(true)
      }
      // Of skill nothing is known before the first forecast is complete.
      expect(columns[skill].slice(0, NEEDED + SMALL.horizon).every(Number.isNaN)).toBe(true)
      expect(columns[skill][ROWS - 1]).not.toBeNaN()
    }
  })

  it('are hold with the last value in the middle until skill is shown', () => {
    for (const columns of whole) {
      for (let row = NEEDED; row < ROWS; row++) {
        if (columns[skill][row] > 0) continue
        expect(columns[signal][row]).toBe(0)
        expect(columns[move][row]).toBe(0)
      }
    }
  })

  it('find a swing that comes again and again, and nothing in a random walk', () => {
    const [swinging, walking] = whole
    const late = swinging[signal].slice(200)
    expect(late.filter((one) => one !== 0).length).toBeGreaterThan(60)
    expect(walking[signal].slice(NEEDED).every((one) => one === 0)).toBe(true)
  })

  it('lie inside their band, which holds the last value of what is hold', () => {
    const [, walking] = whole
    const closes = walk(ROWS, 3)
    for (let row = NEEDED; row < ROWS; row++) {
      expect(walking[low][row]).toBeLessThan(closes[row])
      expect(walking[high][row]).toBeGreaterThan(closes[row])
    }
  })

  it('are the same up to a cut of the data, wherever it falls', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: NEEDED - 2, max: ROWS - 1 }), async (rows) => {
        const early = await columnsOf(cut(series(), rows), SMALL, tools)
        for (const [i, columns] of early.entries())
          for (const [k, column] of columns.entries()) expect(column).toEqual(whole[i][k].slice(0, rows))
      }),
      { numRuns: 8, seed: 5 },
    )
  })

  it('do not change when what comes after is other, networks trained anew', async () => {
    const altered = series()
    for (const bars of altered) for (let row = 200; row < ROWS; row++) bars.close[row] *= row % 2 === 0 ? 1.5 : 0.6
    const other = columnTools()
    const made = await columnsOf(altered, SMALL, other)
    await other.close()
    for (const [i, columns] of made.entries())
      for (const [k, column] of columns.entries()) {
        expect(column.slice(0, 200)).toEqual(whole[i][k].slice(0, 200))
      }
    expect(made[0][move].slice(200)).not.toEqual(whole[0][move].slice(200))
  })

  it('are as they were where only bars up to a moment are asked about', async () => {
    const bars = series()
    const { closeTime } = prepareSeries(bars[0])
    const made = await columnsOf(bars, SMALL, tools, { upTo: closeTime[220] })
    expect(made[0][move].slice(0, 221)).toEqual(whole[0][move].slice(0, 221))
    expect(made[0][move].slice(221).every(Number.isNaN)).toBe(true)
  })

  it('train nothing a second time, and only the new dates of a longer history', async () => {
    const own = new MemoryCache()
    const counted = columnTools(own)
    await columnsOf(cut(series(), 200), SMALL, counted)
    const before = own.written
    expect(before).toBeGreaterThan(1)
    await columnsOf(cut(series(), 200), SMALL, counted)
    expect(own.written).toBe(before)
    const made = await columnsOf(series(), SMALL, counted)
    await counted.close()
    expect(own.written).toBeGreaterThan(before)
    expect(own.written).toBeLessThan(2 * before + 3)
    expect(made).toEqual(whole)
  })

  it('depend on the seed’s networks, not on which threads trained them', async () => {
    const other = columnTools()
    const alone = { ...other, trainer: async () => ({ ...(await other.trainer()), run: alonely(await other.trainer()) }) }
    const made = await columnsOf(series(), SMALL, alone)
    await other.close()
    expect(made).toEqual(whole)
  })

  it('say nothing from a price at or below zero on, and the same before it', async () => {
    const bars = series()
    bars[0].close[250] = -1
    const made = await columnsOf(bars, SMALL, tools)
    expect(made[0][move].slice(0, 250)).toEqual(whole[0][move].slice(0, 250))
    expect(made[0][move].slice(250).every(Number.isNaN)).toBe(true)
    expect(made[1][move].slice(250).every(Number.isFinite)).toBe(true)
  })

  it('are empty for histories that are too short', async () => {
    const made = await columnsOf(cut(series(), NEEDED - 1), SMALL, tools)
    for (const columns of made) for (const column of columns) expect(column.every(Number.isNaN)).toBe(true)
  })

  it('of a young series begin when it has as many bars as a forecast needs itself', async () => {
    const [old, other] = series()
    const made = await columnsOf([old, sliceBars(other, 150, ROWS)], { ...SMALL, model: 'linear' }, tools)
    const begin = made.map((columns) => columns[move].findIndex(Number.isFinite))
    expect(begin[0]).toBe(NEEDED)
    expect(begin[1]).toBeGreaterThanOrEqual(NEEDED)
  })

  it('of the last value need no network', async () => {
    const none = { ...tools, trainer: () => Promise.reject(new Error('asked for')) }
    const [made] = await columnsOf(series(), { ...SMALL, model: 'naive' }, none)
    expect(made[signal].slice(NEEDED).every((one) => one === 0)).toBe(true)
  })
})

/** The same trainer on one thread. */
function alonely(trainer: Awaited<ReturnType<typeof tools.trainer>>): typeof trainer.run {
  return (data, jobs, options) => trainer.run(data, jobs, { ...options, workers: 1 })
}
