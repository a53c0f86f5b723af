import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, iso, MINUTE } from '../../../src/core/time.ts'
import { barClose, regularOnly } from '../../../src/market/bar-times.ts'
import { type Bars, createBars } from '../../../src/market/bars.ts'
import { type Calendar, calendarFor, calendarOf } from '../../../src/market/calendar/calendar.ts'
import { resample } from '../../../src/market/resample.ts'
import type { Timeframe } from '../../../src/market/timeframe.ts'

const us = calendarOf('us')
const all = { session: 'all' } as const

interface Row {
  time: number
  prices: number[]
  volume: number
}

function barsOf(rows: Row[], symbol = 'SPY'): Bars {
  const head = { symbol, timeframe: '1m', source: 'import', feed: 'import' } as const
  const bars = createBars(head, rows.length, { prints: true, vwap: true })
  bars.length = rows.length
  rows.forEach(({ time, prices, volume }, i) => {
    bars.time[i] = time
    bars.open[i] = prices[0]
    bars.high[i] = Math.max(...prices)
    bars.low[i] = Math.min(...prices)
    bars.close[i] = prices.at(-1)!
    bars.volume[i] = volume
    bars.prints![i] = volume % 7
    bars.vwap![i] = (prices[0] + prices[1]) / 2
  })
  return bars
}

// Weeks with a change of the clock, a half day, holidays, and plain ones; of futures also the years with the afternoon pause.
const WEEKS = ['2026-03-06', '2025-10-31', '2026-11-25', '2025-01-08', '2026-03-18', '2020-03-05', '2013-10-06'].map((date) =>
  Date.parse(date),
)

/** Some minutes of some days of such a week, in or out of sessions. */
const minutes = fc
  .tuple(
    fc.constantFrom(...WEEKS),
    fc.uniqueArray(
      fc.record({
        minute: fc.integer({ min: 0, max: 5 * 1440 - 1 }),
        prices: fc.array(fc.integer({ min: 100, max: 999 }), { minLength: 4, maxLength: 4 }),
        volume: fc.integer({ min: 0, max: 1000 }),
      }),
      { minLength: 1, maxLength: 400, selector: (row) => row.minute },
    ),
  )
  .map(([start, rows]) =>
    barsOf(rows.sort((a, b) => a.minute - b.minute).map(({ minute, ...row }) => ({ ...row, time: start + minute * MINUTE }))),
  )
const calendars = fc.constantFrom('SPY', 'ES', 'CL', 'BTCUSD', 'EURUSD').map(calendarFor)
const finer = fc.constantFrom<Timeframe>('5m', '15m', '30m', '1h')
const total = (column: Float64Array<ArrayBufferLike>, length: number) => column.subarray(0, length).reduce((a, b) => a + b, 0)
const rows = (bars: Bars) =>
  Array.from({ length: bars.length }, (_, i) =>
    (['time', 'open', 'high', 'low', 'close', 'volume', 'prints', 'vwap'] as const).map((name) => {
      const value = bars[name]![i]
      return name === 'time' ? iso(value) : Math.round(value * 1e6) / 1e6
    }),
  )
/** Session and phase of an instant; outside sessions the stretch itself. */
const place = (calendar: Calendar, at: number) => {
  const date = calendar.day(calendar.dateOf(at))
  // A pause belongs to its session.
  if (date.regular && at >= date.regular.open && at < date.regular.close) return `regular ${date.date}`
  const { phase, from } = calendar.at(at)
  return `${phase} ${from}`
}

describe('coarser bars', () => {
  it('keep every share and print, and the envelope of the prices', () => {
    fc.assert(
      fc.property(minutes, finer, calendars, (bars, timeframe, calendar) => {
        const made = resample(bars, timeframe, calendar, all)
        expect(total(made.volume, made.length)).toBe(total(bars.volume, bars.length))
        expect(total(made.prints!, made.length)).toBe(total(bars.prints!, bars.length))
        expect(Math.max(...made.high)).toBe(Math.max(...bars.high))
        expect(Math.min(...made.low)).toBe(Math.min(...bars.low))
        expect([made.open[0], made.close[made.length - 1]]).toEqual([bars.open[0], bars.close[bars.length - 1]])
        for (let i = 0; i < made.length; i++) {
          expect(made.high[i]).toBeGreaterThanOrEqual(Math.max(made.open[i], made.close[i], made.low[i]))
          expect(made.low[i]).toBeLessThanOrEqual(Math.min(made.open[i], made.close[i]))
        }
      }),
    )
  })

  it('ascend, never cross a phase or a session, and each row lies inside its bar', () => {
    fc.assert(
      fc.property(minutes, finer, calendars, (bars, timeframe, calendar) => {
        const made = resample(bars, timeframe, calendar, all)
        let row = 0
        for (let i = 0; i < made.length; i++) {
          if (i > 0) expect(made.time[i]).toBeGreaterThan(made.time[i - 1])
          const next = i + 1 < made.length ? made.time[i + 1] : Infinity
          const close = barClose(timeframe, made.time[i], calendar)
          const home = place(calendar, bars.time[row])
          expect(place(calendar, made.time[i])).toBe(home)
          for (; row < bars.length && bars.time[row] < next; row++) {
            expect(bars.time[row]).toBeGreaterThanOrEqual(made.time[i])
            expect(bars.time[row]).toBeLessThan(close)
            expect(place(calendar, bars.time[row])).toBe(home)
          }
        }
        expect(row).toBe(bars.length)
      }),
    )
  })

  it('are the same in one step and in two', () => {
    fc.assert(
      fc.property(minutes, calendars, (bars, calendar) => {
        const direct = resample(bars, '1h', calendar, all)
        for (const between of ['5m', '15m', '30m'] as const) {
          const twice = resample(resample(bars, between, calendar, all), '1h', calendar, all)
          expect(rows(twice)).toEqual(rows(direct))
        }
        const week = resample(bars, '1w', calendar, all)
        expect(rows(resample(resample(bars, '1d', calendar, all), '1w', calendar, all))).toEqual(rows(week))
      }),
      { numRuns: 60 },
    )
  })

  it('regular only is the same as resampling regular rows only', () => {
    fc.assert(
      fc.property(minutes, finer, (bars, timeframe) => {
        const direct = resample(bars, timeframe, us, { session: 'regular' })
        expect(rows(direct)).toEqual(rows(resample(regularOnly(bars, us), timeframe, us, all)))
      }),
      { numRuns: 60 },
    )
  })

  it('of a day hold its regular session only', () => {
    fc.assert(
      fc.property(minutes, (bars) => {
        const daily = resample(bars, '1d', us, all)
        const regular = regularOnly(bars, us)
        expect(total(daily.volume, daily.length)).toBe(total(regular.volume, regular.length))
        for (let i = 0; i < daily.length; i++)
          expect(us.at(daily.time[i])).toMatchObject({ phase: 'regular', from: daily.time[i] })
      }),
    )
  })
})

describe('grid of coarser bars', () => {
  const flat = (texts: string[]) => barsOf(texts.map((text) => ({ time: Date.parse(text), prices: [1, 1, 1, 1], volume: 1 })))
  const opens = (bars: Bars) => [...bars.time].map(iso)

  it('starts at each phase: 04:00, 09:30, 16:00', () => {
    const bars = flat([
      '2026-03-20T08:59:00Z',
      '2026-03-20T13:29:00Z',
      '2026-03-20T13:30:00Z',
      '2026-03-20T14:29:00Z',
      '2026-03-20T14:30:00Z',
      '2026-03-20T19:59:00Z',
      '2026-03-20T20:00:00Z',
    ])
    expect(opens(resample(bars, '1h', us, all))).toEqual([
      '2026-03-20T08:00:00Z',
      '2026-03-20T13:00:00Z',
      '2026-03-20T13:30:00Z',
      '2026-03-20T14:30:00Z',
      '2026-03-20T19:30:00Z',
      '2026-03-20T20:00:00Z',
    ])
  })

  it('on a half day the last hour is cut at 13:00', () => {
    const bars = flat(['2026-11-27T17:59:00Z', '2026-11-27T18:00:00Z'])
    expect(opens(resample(bars, '1h', us, all))).toEqual(['2026-11-27T17:30:00Z', '2026-11-27T18:00:00Z'])
  })

  it('minutes around the pause of the futures stay in one hour', () => {
    const bars = flat(['2013-10-07T20:14:00Z', '2013-10-07T20:30:00Z', '2013-10-07T21:14:00Z'])
    const made = resample(bars, '1h', calendarFor('ES'), all)
    expect(opens(made)).toEqual(['2013-10-07T20:00:00Z', '2013-10-07T21:00:00Z'])
    expect([...made.volume]).toEqual([2, 1])
  })

  it('a week begins with its first session', () => {
    const bars = flat(['2026-01-16T15:00:00Z', '2026-01-20T15:00:00Z', '2026-01-23T15:00:00Z'])
    const week = resample(bars, '1w', us, all)
    expect(opens(week)).toEqual(['2026-01-12T14:30:00Z', '2026-01-20T14:30:00Z'])
    expect([...week.volume]).toEqual([1, 2])
  })

  it('vwap is weighted by volume; a traded row without one makes it NaN, an empty row does not', () => {
    const bars = flat(['2026-03-20T13:30:00Z', '2026-03-20T13:31:00Z', '2026-03-20T13:35:00Z', '2026-03-20T13:36:00Z'])
    bars.volume.set([3, 1, 0, 5])
    bars.vwap!.set([10, 14, Number.NaN, 20])
    expect([...resample(bars, '5m', us, all).vwap!]).toEqual([11, 20])
    bars.vwap![1] = Number.NaN
    expect([...resample(bars, '5m', us, all).vwap!]).toEqual([Number.NaN, 20])
  })

  it('refuses finer bars than it has, and gives equal ones back', () => {
    const bars = flat(['2026-03-20T13:30:00Z'])
    const hour = resample(bars, '1h', us, all)
    expect(() => resample(hour, '5m', us, all)).toThrow(/5m bars cannot be made of 1h bars/)
    expect(resample(bars, '1m', us, all)).toBe(bars)
    expect(resample(createBars(bars, 0), '1d', us, all).length).toBe(0)
    expect(barClose('1h', hour.time[0], us) - hour.time[0]).toBe(HOUR)
  })
})
