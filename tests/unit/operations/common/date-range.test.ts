import { describe, expect, it } from 'vitest'
import { BEGINNING, iso } from '../../../../src/core/time.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import { dateRange } from '../../../../src/operations/common/date-range.ts'

const us = calendarOf('us')
const AS_OF = Date.UTC(2026, 2, 20, 18)
const range = (from?: string, to?: string) =>
  dateRange({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) }, us, '1d', AS_OF, 'help')

describe('--from and --to', () => {
  it('are whole sessions with pre-market and after-hours, and open ends are the beginning and the as-of', () => {
    const { from, to } = range('2026-03-02', '2026-03-03')
    expect([iso(from), iso(to)]).toEqual(['2026-03-02T09:00:00Z', '2026-03-04T01:00:00Z'])
    expect(range()).toEqual({ from: BEGINNING, to: AS_OF })
  })

  it('end at the as-of, whatever was typed: a span counted back from there begins where there is data', () => {
    expect(range('2026-03-02', '2099-01-01').to).toBe(AS_OF)
    expect(range('2026-03-02', '2026-03-20').to).toBe(AS_OF)
  })

  it('that leave nothing say which end is to blame', () => {
    expect(() => range('2027-01-04')).toThrow(/--from 2027-01-04 does not lie before the as-of, 2026-03-20T18:00:00Z/)
    expect(() => range('2026-03-05', '2026-03-02')).toThrow('--from 2026-03-05 does not lie before 2026-03-02')
    expect(() => range('yesterday')).toThrow(/neither a date nor an instant/)
  })
})
