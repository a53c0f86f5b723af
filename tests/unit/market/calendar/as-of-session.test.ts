import { describe, expect, test } from 'vitest'
import { isoDate, parseDate } from '../../../../src/core/time.ts'
import { asOfSession, daysBefore } from '../../../../src/market/calendar/as-of-session.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import type { Timeframe } from '../../../../src/market/timeframe.ts'

const us = calendarOf('us')

function session(timeframe: Timeframe, at: string, phases: 'all' | 'regular' = 'all'): string | null {
  const found = asOfSession(us, timeframe, Date.parse(at), phases)
  return found && isoDate(found.day)
}

describe('the as-of session of the US market (New York is UTC-4 in this week of March 2026)', () => {
  test.each([
    // Daily: known from the regular close.
    ['1d', '2026-03-19T19:59:59Z', 'all', '2026-03-18'],
    ['1d', '2026-03-19T20:00:00Z', 'all', '2026-03-19'],
    ['1d', '2026-03-22T12:00:00Z', 'all', '2026-03-20'],
    ['1d', '2026-03-23T13:29:00Z', 'regular', '2026-03-20'],
    // A half day closes at 13:00 New York (UTC-5 in November).
    ['1d', '2025-11-28T17:59:00Z', 'all', '2025-11-26'],
    ['1d', '2025-11-28T18:00:00Z', 'all', '2025-11-28'],
    // Within the day: from the pre-market open plus one bar with `all`.
    ['1m', '2026-03-19T08:00:30Z', 'all', '2026-03-18'],
    ['1m', '2026-03-19T08:01:00Z', 'all', '2026-03-19'],
    ['1h', '2026-03-19T08:59:59Z', 'all', '2026-03-18'],
    ['1h', '2026-03-19T09:00:00Z', 'all', '2026-03-19'],
    // ... and from the regular open plus one bar with `regular`.
    ['5m', '2026-03-19T13:34:59Z', 'regular', '2026-03-18'],
    ['5m', '2026-03-19T13:35:00Z', 'regular', '2026-03-19'],
    ['5m', '2026-03-21T02:00:00Z', 'all', '2026-03-20'],
    // Weekly: the latest week whose last session has closed; its date is that of its first session.
    ['1w', '2026-03-20T19:59:00Z', 'all', '2026-03-09'],
    ['1w', '2026-03-20T20:00:00Z', 'all', '2026-03-16'],
    // Good Friday, 2026-04-03: that week ends on Thursday.
    ['1w', '2026-04-02T20:00:00Z', 'all', '2026-03-30'],
  ] as const)('%s as of %s with %s: %s', (timeframe, at, phases, expected) => {
    expect(session(timeframe, at, phases)).toBe(expected)
  })

  test('the spans: every phase, or the regular one', () => {
    const at = Date.parse('2026-03-19T15:00:00Z')
    expect(asOfSession(us, '1m', at, 'all')).toMatchObject({
      open: Date.parse('2026-03-19T08:00:00Z'),
      close: Date.parse('2026-03-20T00:00:00Z'),
      regular: { open: Date.parse('2026-03-19T13:30:00Z'), close: Date.parse('2026-03-19T20:00:00Z') },
    })
    expect(asOfSession(us, '1m', at, 'regular')).toMatchObject({
      open: Date.parse('2026-03-19T13:30:00Z'),
      close: Date.parse('2026-03-19T20:00:00Z'),
    })
  })

  test('crypto: every UTC day is a session; outside a calendar there is none', () => {
    const crypto = calendarOf('crypto')
    const day = asOfSession(crypto, '1d', Date.parse('2026-03-22T12:00:00Z'), 'all')
    expect(day && isoDate(day.day)).toBe('2026-03-21')
    expect(asOfSession(calendarOf('cme'), '1d', Date.parse('1980-01-02T12:00:00Z'), 'all')).toBeNull()
  })
})

test('daysBefore: newest first, over weekends and holidays', () => {
  const days = daysBefore(us, parseDate('2026-04-06')!, 3).map(isoDate)
  expect(days).toEqual(['2026-04-02', '2026-04-01', '2026-03-31'])
})

test('past the end of the calendar there is none: nobody knows that day', () => {
  expect(session('1d', '2040-01-04T12:00:00Z')).toBeNull()
  expect(session('1m', '9999-12-31T00:00:00Z')).toBeNull()
})
