import { afterEach, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/adapters/memory/store.ts'
import { iso } from '../../../../src/core/time.ts'
import { barClose } from '../../../../src/market/bar-times.ts'
import { type Bars, sliceBars } from '../../../../src/market/bars.ts'
import { usCalendar } from '../../../../src/market/calendar/us.ts'
import { forecast } from '../../../../src/operations/forecast/forecast.ts'
import { futureBarTimes, futureRowTimes } from '../../../../src/operations/forecast/future-times.ts'
import type { ForecastOutput } from '../../../../src/operations/forecast/output.ts'
import { createTestContext } from '../../../support/context.ts'
import { barsOf } from '../../../support/indicator-bars.ts'
import { marketOf } from '../../analysis/portfolio/markets.ts'
import { scriptedSource } from '../peak-trough/peak-trough-source.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const ROWS = 260
const SYMBOLS = ['OBA', 'OBB']
const SERIES = marketOf(2, ROWS, 12).map((returns, i) => priced(SYMBOLS[i], returns))
const SMALL = { symbols: SYMBOLS, horizon: 5, input: 16, steps: 8 }

/** Closes along returns, from 100. */
function priced(symbol: string, returns: Float64Array): Bars {
  let close = 100
  const candles = Array.from(returns, (value) => {
    close *= 1 + value
    return { close }
  })
  return { ...barsOf(candles), symbol, source: 'scripted', feed: 'script' }
}

const closeAt = (row: number) => barClose('1d', SERIES[0].time[row], usCalendar)

function answer(input: Record<string, unknown> = {}, series = SERIES, asOf = closeAt(ROWS - 1)): Promise<ForecastOutput> {
  const flags = { source: 'scripted', 'as-of': iso(asOf) }
  const test = createTestContext({ store: createMemoryStore(), sources: { scripted: scriptedSource(series) }, flags })
  closers.push(test.close)
  return test.run(forecast, { ...SMALL, ...input })
}

describe('forecast', () => {
  it('knows nothing that came after the as-of: the same answer from series that end there, or go on otherwise', async () => {
    const row = 220
    const ended = SERIES.map((one) => sliceBars(one, 0, row + 1))
    const changed = SERIES.map((one) => ({ ...one, close: one.close.map((value, k) => (k > row ? 3 * value : value)) }))
    for (const model of ['auto', 'linear']) {
      const found = await answer({ model, past: 2 }, SERIES, closeAt(row))
      expect(found.results[0].last).toBe(SERIES[0].close[row])
      expect(JSON.stringify(await answer({ model, past: 2 }, ended, closeAt(row)))).toBe(JSON.stringify(found))
      expect(JSON.stringify(await answer({ model, past: 2 }, changed, closeAt(row)))).toBe(JSON.stringify(found))
    }
  })

  it('tells the next bars by the calendar, with bands of the levels that were asked for, each inside the wider one', async () => {
    const { levels, results } = await answer({ model: 'naive', level: '95,50,80,95' })
    expect(levels).toEqual([0.5, 0.8, 0.95])
    for (const { points, last } of results) {
      expect(points.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5])
      expect(points.map(({ time }) => time)).toEqual(
        futureBarTimes('OBA', '1d', SERIES[0].time[ROWS - 1], 5, 'regular').map((time) => iso(time!)),
      )
      for (const { value, bands } of points) {
        expect(value).toBe(last)
        expect(bands.map(({ level }) => level)).toEqual(levels)
        const edges = [...bands.map(({ low }) => low).reverse(), value, ...bands.map(({ high }) => high)]
        expect(edges).toEqual([...edges].sort((a, b) => a - b))
      }
    }
  })

  it.each([['0.5'], ['100'], ['80,'], ['eighty']])('refuses the level %s', async (level) => {
    await expect(answer({ level })).rejects.toMatchObject({ kind: 'usage', hint: '--level 80,95' })
  })

  it('names the number that is needed where a past is too short, and forecasts the others', async () => {
    const young = { ...sliceBars(SERIES[1], ROWS - 40, ROWS) }
    const { results, failed } = await answer({ model: 'linear' }, [SERIES[0], young])
    expect(results.map(({ symbol }) => symbol)).toEqual(['OBA'])
    expect(failed).toMatchObject([{ symbol: 'OBB', kind: 'no-data', message: expect.stringContaining('63') }])
  })
})

describe('times of what comes', () => {
  const at = (text: string) => Date.parse(`${text}T00:00:00Z`)
  const dates = (times: (number | null)[]) => times.map((time) => time && new Date(time).toISOString().slice(0, 10))

  it('of bars are the exchange’s sessions', () => {
    const friday = Date.parse('2026-04-02T13:30:00Z')
    // The third is Good Friday.
    expect(dates(futureBarTimes('SPY', '1d', friday, 3, 'regular'))).toEqual(['2026-04-06', '2026-04-07', '2026-04-08'])
  })

  it('of rows go on as they came: weekdays where all were weekdays, else every day', () => {
    const days = (count: number, holds: (time: number) => boolean) =>
      Array.from({ length: 2 * count }, (_, i) => at('2026-01-01') + i * 86_400_000)
        .filter(holds)
        .slice(0, count)
    const isWeekday = (time: number) => ![0, 6].includes(new Date(time).getUTCDay())
    const working = days(62, isWeekday)
    expect(dates(working.slice(-1))).toEqual(['2026-03-27'])
    expect(dates(futureRowTimes(working, 2))).toEqual(['2026-03-30', '2026-03-31'])
    const all = days(62, () => true)
    expect(dates(futureRowTimes(all, 3))).toEqual(['2026-03-04', '2026-03-05', '2026-03-06'])
    expect(futureRowTimes([at('2026-01-01')], 2)).toEqual([null, null])
  })
})
