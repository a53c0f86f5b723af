import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../../src/core/time.ts'
import { prepareSeries } from '../../../src/engine/prepare.ts'
import { timelineOf } from '../../../src/engine/timeline.ts'
import { barClose } from '../../../src/market/bar-times.ts'
import { type Bars, createBars } from '../../../src/market/bars.ts'
import { calendarFor } from '../../../src/market/calendar/calendar.ts'
import { TIMEFRAME_MS, TIMEFRAMES, type Timeframe } from '../../../src/market/timeframe.ts'
import { flatBars } from './support.ts'

function stamped(symbol: string, timeframe: Timeframe, times: number[]): Bars {
  const bars = createBars({ symbol, timeframe, source: 'import', feed: 'import' }, times.length)
  bars.length = times.length
  times.forEach((time, i) => {
    bars.time[i] = time
    bars.open[i] = bars.high[i] = bars.low[i] = bars.close[i] = 100
  })
  return bars
}

describe('what the loop needs of bars, against one look into the calendar a bar', () => {
  // Three weeks over the clocks of March 2024, nights, weekends and a holiday (29 March) in them.
  const from = Date.UTC(2024, 2, 4)
  it.each(['SPY', 'ES', 'CL', 'BTC/USD', 'EURUSD'])('%s', (symbol) => {
    const calendar = calendarFor(symbol)
    for (const timeframe of TIMEFRAMES) {
      const step = Math.max(TIMEFRAME_MS[timeframe], 5 * MINUTE)
      const times = Array.from({ length: Math.ceil((28 * DAY) / step) }, (_, i) => from + i * step)
      const { closeTime, day } = prepareSeries(stamped(symbol, timeframe, times))
      times.forEach((time, i) => {
        const close = barClose(timeframe, time, calendar)
        expect(closeTime[i], `${timeframe} ${new Date(time).toISOString()}`).toBe(close)
        const session = timeframe === '1d' || timeframe === '1w' ? null : calendar.at(time).session
        expect(day[i]).toBe(session?.day ?? calendar.dateOf(timeframe === '1w' ? close - 1 : time))
      })
    }
  })

  it('a week is dated at its last session: what is decided on it is decided then', () => {
    const monday = Date.UTC(2024, 2, 4, 14, 30)
    const { closeTime, day } = prepareSeries(stamped('SPY', '1w', [monday]))
    expect([closeTime[0], day[0]]).toEqual([Date.UTC(2024, 2, 8, 21), Date.UTC(2024, 2, 8) / DAY])
  })
})

describe('the timeline of a run', () => {
  it('is the series itself for one symbol: nothing is copied', () => {
    const series = prepareSeries(flatBars([1, 2, 3, 4]))
    const timeline = timelineOf([series], series.closeTime[1])
    expect(timeline).toMatchObject({ steps: 2, first: 2, starts: null })
    expect(timeline.times.buffer).toBe(series.closeTime.buffer)
  })

  it('joins the bars of several symbols that close together, in the order asked for, and fills nothing in', () => {
    const times = [0, 1, 2, 3, 4].map((i) => Date.UTC(2024, 2, 4, 15) + i * HOUR)
    const a = prepareSeries(stamped('A', '1h', [times[0], times[1], times[3]]))
    const b = prepareSeries(stamped('B', '1h', [times[1], times[2], times[3], times[4]]))
    const { steps, starts, listings, rows, times: closes } = timelineOf([a, b], null)
    expect(Array.from(closes)).toEqual(times.map((at) => at + HOUR))
    const at = (step: number) =>
      Array.from({ length: starts![step + 1] - starts![step] }, (_, i) => [
        listings![starts![step] + i],
        rows![starts![step] + i],
      ])
    expect(Array.from({ length: steps }, (_, step) => at(step))).toEqual([
      [[0, 0]],
      [
        [0, 1],
        [1, 0],
      ],
      [[1, 1]],
      [
        [0, 2],
        [1, 2],
      ],
      [[1, 3]],
    ])
  })

  it('begins after the instant up to which bars only warm up', () => {
    const a = prepareSeries(flatBars([1, 2, 3, 4]))
    const b = prepareSeries(flatBars([1, 2, 3], { symbol: 'B', skip: 1 }))
    const timeline = timelineOf([a, b], a.closeTime[2])
    expect([timeline.steps, Array.from(timeline.rows!)]).toEqual([1, [3, 2]])
  })
})
