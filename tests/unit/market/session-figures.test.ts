import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, parseDate } from '../../../src/core/time.ts'
import { calendarOf } from '../../../src/market/calendar/calendar.ts'
import { NO_FIGURES, sessionFigures } from '../../../src/market/session-figures.ts'
import { barsOf } from '../../support/store-rows.ts'

const regular = calendarOf('us').day(parseDate('2026-03-19')!).regular!

describe('figures of a session', () => {
  test('are those of its regular bars: pre-market, after-hours and other days do not count', () => {
    const rows = [
      { time: regular.open - DAY, close: 999, volume: 9 },
      { time: regular.open - HOUR, close: 1, volume: 9 },
      { time: regular.open, close: 100, volume: 10 },
      { time: regular.close - MINUTE, close: 90, volume: 20 },
      { time: regular.close, close: 500, volume: 9 },
    ]
    expect(sessionFigures(barsOf(rows), regular)).toEqual({
      sessionOpen: 99.75,
      sessionHigh: 100.5,
      sessionLow: 89.5,
      volume: 30,
    })
  })

  test('are those of the daily bar, which is named by the open', () => {
    const day = barsOf([{ time: regular.open, close: 50, volume: 7 }], { timeframe: '1d' })
    expect(sessionFigures(day, regular)).toEqual({ sessionOpen: 49.75, sessionHigh: 50.5, sessionLow: 49.5, volume: 7 })
  })

  test('are unknown without bars in the session, and on a closed day', () => {
    const early = barsOf([{ time: regular.open - MINUTE, close: 5 }])
    expect(sessionFigures(early, regular)).toEqual(NO_FIGURES)
    expect(sessionFigures(null, regular)).toEqual(NO_FIGURES)
    expect(sessionFigures(early, null)).toEqual(NO_FIGURES)
  })
})
