import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, iso, MINUTE, parseDate } from '../../../src/core/time.ts'
import { barClose, closedCount, dailyOpen, regularOnly, weeklyOpen } from '../../../src/market/bar-times.ts'
import { createBars } from '../../../src/market/bars.ts'
import { calendarFor, calendarOf } from '../../../src/market/calendar/calendar.ts'
import { TIMEFRAMES, type Timeframe } from '../../../src/market/timeframe.ts'

const us = calendarOf('us')
const close = (timeframe: Timeframe, open: string, calendar = us) => iso(barClose(timeframe, Date.parse(open), calendar))
const barsAt = (timeframe: Timeframe, times: number[], symbol = 'SPY') => {
  const bars = createBars({ symbol, timeframe, source: 'import', feed: 'import' }, times.length)
  bars.length = times.length
  bars.time.set(times)
  bars.close.set(times.map((_, i) => i))
  return bars
}

describe('close of a bar', () => {
  it.each<[Timeframe, string, string, string]>([
    ['1m', '2026-03-20T13:30:00Z', '2026-03-20T13:31:00Z', 'open plus length'],
    ['1h', '2026-03-20T19:30:00Z', '2026-03-20T20:00:00Z', 'the last half hour ends with the session'],
    ['1h', '2026-03-20T19:00:00Z', '2026-03-20T20:00:00Z', 'a clock-aligned hour fits'],
    ['1h', '2026-03-20T18:30:00Z', '2026-03-20T19:30:00Z', 'not the last'],
    ['1h', '2026-11-27T17:30:00Z', '2026-11-27T18:00:00Z', 'half day'],
    ['1h', '2026-03-20T13:00:00Z', '2026-03-20T14:00:00Z', 'a clock-aligned hour holds the opening: not known at 13:30'],
    ['1h', '2026-03-20T23:00:00Z', '2026-03-21T00:00:00Z', 'last hour after the session'],
    ['1h', '2026-03-21T10:20:00Z', '2026-03-21T11:20:00Z', 'outside every session'],
    ['1d', '2026-03-20T13:30:00Z', '2026-03-20T20:00:00Z', 'the session'],
    ['1d', '2026-11-27T14:30:00Z', '2026-11-27T18:00:00Z', 'half day'],
    ['1d', '2026-07-03T13:30:00Z', '2026-07-03T20:00:00Z', 'a row on a holiday: the usual close'],
    ['1w', '2026-03-16T13:30:00Z', '2026-03-20T20:00:00Z', 'Friday'],
    ['1w', '2026-03-30T13:30:00Z', '2026-04-02T20:00:00Z', 'Thursday before Good Friday'],
    ['1w', '2026-11-23T14:30:00Z', '2026-11-27T18:00:00Z', 'the half day after Thanksgiving'],
  ])('%s from %s is %s: %s', (timeframe, open, expected) => {
    expect(close(timeframe, open)).toBe(expected)
  })

  it('of futures, crypto and currencies', () => {
    expect(close('1d', '2026-03-18T22:00:00Z', calendarFor('NQ'))).toBe('2026-03-19T21:00:00Z')
    expect(close('1w', '2026-03-15T22:00:00Z', calendarFor('NQ'))).toBe('2026-03-20T21:00:00Z')
    expect(close('1d', '2026-03-22T00:00:00Z', calendarFor('BTCUSD'))).toBe('2026-03-23T00:00:00Z')
    expect(close('1w', '2026-03-16T00:00:00Z', calendarFor('BTCUSD'))).toBe('2026-03-23T00:00:00Z')
    expect(close('1d', '2026-03-22T21:00:00Z', calendarFor('EURUSD'))).toBe('2026-03-23T21:00:00Z')
  })

  it('is never before the bar could be known, nor later than its length', () => {
    const opens = fc
      .integer({ min: Date.UTC(2015, 0, 5), max: Date.UTC(2030, 0, 1) })
      .map((at) => Math.floor(at / MINUTE) * MINUTE)
    fc.assert(
      fc.property(opens, fc.constantFrom<Timeframe>('1m', '5m', '15m', '30m', '1h'), (open, timeframe) => {
        const length = barClose(timeframe, open, us) - open
        const full = { '1m': 1, '5m': 5, '15m': 15, '30m': 30, '1h': 60 }[timeframe as '1m'] * MINUTE
        expect(length).toBeGreaterThan(0)
        expect(length).toBeLessThanOrEqual(full)
        if (length < full) expect([us.at(open + length).phase, us.at(open).phase]).not.toContain('pre')
        if (length < full) expect(us.at(open + length).phase).not.toBe(us.at(open).phase)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('where a dated row stands', () => {
  it('at the regular open of its session, or where that would be', () => {
    const at = (symbol: string, date: string) => iso(dailyOpen(calendarFor(symbol), parseDate(date)!))
    expect(at('SPY', '2026-03-06')).toBe('2026-03-06T14:30:00Z')
    expect(at('SPY', '2026-03-09')).toBe('2026-03-09T13:30:00Z')
    expect(at('SPY', '2026-07-03')).toBe('2026-07-03T13:30:00Z')
    expect(at('SPY', '2040-07-02')).toBe('2040-07-02T13:30:00Z')
    expect(at('SPY', '1960-01-04')).toBe('1960-01-04T15:00:00Z')
    expect(at('NQ', '2026-03-19')).toBe('2026-03-18T22:00:00Z')
    expect(at('NQ', '2010-03-18')).toBe('2010-03-17T22:00:00Z')
    expect(at('BTCUSD', '2026-03-22')).toBe('2026-03-22T00:00:00Z')
  })

  it('names its date again', () => {
    for (const symbol of ['SPY', 'NQ', 'GC', 'BTCUSD', 'EURUSD']) {
      const calendar = calendarFor(symbol)
      fc.assert(
        fc.property(fc.integer({ min: -20 * 365, max: 80 * 365 }), (day) => calendar.dateOf(dailyOpen(calendar, day)) === day),
        { numRuns: 200 },
      )
    }
  })

  it('a week stands at its first session', () => {
    const at = (date: string) => iso(weeklyOpen(us, parseDate(date)!))
    expect(at('2026-03-20')).toBe('2026-03-16T13:30:00Z')
    expect(at('2026-03-22')).toBe('2026-03-16T13:30:00Z')
    expect(at('2026-01-23')).toBe('2026-01-20T14:30:00Z')
    expect(at('2001-09-14')).toBe('2001-09-10T13:30:00Z')
  })
})

describe('rows known at an instant', () => {
  it('are those whose close has come, by brute force', () => {
    const step = { '1m': 7, '5m': 5, '15m': 15, '30m': 30, '1h': 60, '1d': 1440, '1w': 10080 }
    fc.assert(
      fc.property(
        fc.constantFrom(...TIMEFRAMES),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: -60, max: 60 * 24 * 60 }),
        (timeframe, n, minutes) => {
          const start = Date.parse('2026-03-02T14:30:00Z')
          const opens = Array.from({ length: n }, (_, i) => {
            const at = start + i * step[timeframe] * MINUTE
            return timeframe === '1d' ? dailyOpen(us, us.dateOf(at)) : timeframe === '1w' ? weeklyOpen(us, us.dateOf(at)) : at
          })
          const asOf = start + minutes * MINUTE
          const expected = opens.filter((open) => barClose(timeframe, open, us) <= asOf).length
          expect(closedCount(barsAt(timeframe, opens), us, asOf)).toBe(expected)
        },
      ),
    )
  })

  it('a daily bar is not known before its close', () => {
    const bars = barsAt(
      '1d',
      ['2026-03-19', '2026-03-20'].map((date) => dailyOpen(us, parseDate(date)!)),
    )
    expect(closedCount(bars, us, Date.parse('2026-03-20T19:59:59Z'))).toBe(1)
    expect(closedCount(bars, us, Date.parse('2026-03-20T20:00:00Z'))).toBe(2)
  })
})

describe('regular bars only', () => {
  it('drops pre-market and after-hours minutes, keeps daily bars', () => {
    const open = Date.parse('2026-03-20T13:30:00Z')
    const times = [open - MINUTE, open, open + 6.5 * HOUR - MINUTE, open + 6.5 * HOUR]
    const kept = regularOnly(barsAt('1m', times), us)
    expect([...kept.time]).toEqual([times[1], times[2]])
    expect([...kept.close]).toEqual([1, 2])
    const daily = barsAt('1d', [open])
    expect(regularOnly(daily, us)).toBe(daily)
  })

  it('keeps a clock-aligned hour that holds the opening, drops a pre-market hour that ends with it', () => {
    const nine = Date.parse('2026-03-20T13:00:00Z')
    expect([...regularOnly(barsAt('1h', [nine - HOUR, nine, nine + HOUR]), us).time]).toEqual([nine, nine + HOUR])
    expect([...regularOnly(barsAt('1h', [nine - HOUR, nine, nine + HOUR / 2]), us).time]).toEqual([nine + HOUR / 2])
  })
})
