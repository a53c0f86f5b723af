import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE, parseDate } from '../../../../src/core/time.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import { dayPhase } from '../../../../src/market/calendar/day-phase.ts'
import { newYork } from '../../../../src/market/calendar/new-york.ts'

const us = calendarOf('us')
const at = (date: string, clock: string) => {
  const [hours, minutes] = clock.split(':').map(Number)
  return newYork.instant(parseDate(date)!, hours * 60 + minutes)
}
const phasesOf = (date: string, clocks: string[]) => clocks.map((clock) => `${clock} ${dayPhase(us, at(date, clock))}`)

describe('phases of the trading day', () => {
  it('a plain day, each phase from its first minute on', () => {
    expect(
      phasesOf('2026-03-20', [
        '03:59',
        '05:59',
        '06:00',
        '09:29',
        '09:30',
        '09:59',
        '10:00',
        '15:29',
        '15:30',
        '15:59',
        '16:00',
        '19:59',
        '20:00',
      ]),
    ).toEqual([
      '03:59 closed',
      '05:59 closed',
      '06:00 pre-market',
      '09:29 pre-market',
      '09:30 opening',
      '09:59 opening',
      '10:00 active',
      '15:29 active',
      '15:30 wrap',
      '15:59 wrap',
      '16:00 after-hours',
      '19:59 after-hours',
      '20:00 closed',
    ])
  })

  it('a half day wraps before 13:00', () => {
    expect(phasesOf('2025-11-28', ['12:29', '12:30', '12:59', '13:00', '16:59', '17:00'])).toEqual([
      '12:29 active',
      '12:30 wrap',
      '12:59 wrap',
      '13:00 after-hours',
      '16:59 after-hours',
      '17:00 closed',
    ])
  })

  it('weekends and holidays are closed all day', () => {
    expect(phasesOf('2026-03-21', ['06:30', '12:00'])).toEqual(['06:30 closed', '12:00 closed'])
    expect(phasesOf('2025-12-25', ['06:30', '12:00'])).toEqual(['06:30 closed', '12:00 closed'])
  })

  it('the exchange clock decides, in summer and in winter', () => {
    expect(dayPhase(us, Date.UTC(2026, 0, 15, 11, 0))).toBe('pre-market')
    expect(dayPhase(us, Date.UTC(2026, 0, 15, 10, 59))).toBe('closed')
    expect(dayPhase(us, Date.UTC(2026, 6, 15, 10, 0))).toBe('pre-market')
  })

  it('crypto has no pre-market', () => {
    const phases = new Set(Array.from({ length: 48 }, (_, i) => dayPhase(calendarOf('crypto'), Date.UTC(2026, 2, 20, 0, 30 * i))))
    expect([...phases].sort()).toEqual(['active', 'opening', 'wrap'])
  })

  it('property: it agrees with the calendar about what is regular', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2024, 0, 1) / MINUTE, max: Date.UTC(2027, 0, 1) / MINUTE }), (minute) => {
        const phase = dayPhase(us, minute * MINUTE)
        expect(['opening', 'active', 'wrap'].includes(phase)).toBe(us.at(minute * MINUTE).phase === 'regular')
      }),
    )
  })
})
