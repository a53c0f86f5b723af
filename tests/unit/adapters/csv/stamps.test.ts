import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StampReader } from '../../../../src/adapters/csv/stamps.ts'
import { exactStamp } from '../../../../src/operations/data/exporting.ts'

const NEVER = Number.NEGATIVE_INFINITY
const utc = new StampReader(null)
const newYork = new StampReader('America/New_York')

describe('stamps', () => {
  const at = Date.UTC(2024, 0, 2, 14, 30)
  it.each([
    '2024-01-02T14:30:00Z',
    '2024-01-02T14:30:00.000Z',
    '2024-01-02 14:30:00',
    '2024-01-02T14:30',
    '20240102 143000',
    '2024-01-02T09:30:00-05:00',
    '2024-01-02T09:30:00-0500',
    '2024-01-02 16:30:00+02',
    '2024-01-02 14:30:00 UTC',
    '1704205800',
    '1704205800.0',
    '1704205800000',
    '1704205800000000',
    '1704205800000000000',
  ])('%s is one instant', (text) => {
    expect(utc.read(text, NEVER)).toBe(at)
  })

  it('keeps microseconds, the same from ISO and from every epoch unit', () => {
    const iso = utc.read('2024-08-08T23:54:14.087891Z', NEVER)
    expect(iso).toBe(1_723_161_254_087 + 0.891)
    for (const text of ['2024-08-08 23:54:14.087891+00:00', '1723161254087891', '1723161254087891000']) {
      expect(utc.read(text, NEVER)).toBe(iso)
    }
  })

  it.each(['', '2025-02-30', '2024-13-01T00:00:00Z', '2024-01-02T24:00:00Z', '01/02/2024', '2024-01-02T14:61:00Z', 'noon'])(
    "'%s' is unreadable, and says so",
    (text) => {
      const reader = new StampReader(null)
      expect(reader.read(text, NEVER)).toBeNaN()
      expect(reader.problem).toMatch(/time|date/)
    },
  )

  it('takes a stamp without an offset as local time of the zone, in winter and summer', () => {
    expect(newYork.read('2024-01-02 09:30:00', NEVER)).toBe(at)
    expect(newYork.read('2024-07-02 09:30:00', NEVER)).toBe(Date.UTC(2024, 6, 2, 13, 30))
    expect(newYork.read('2024-01-02T14:30:00Z', NEVER)).toBe(at)
  })

  it('refuses the hour that spring skips, at its edges too', () => {
    expect(newYork.read('2024-03-10 01:59:00', NEVER)).toBe(Date.UTC(2024, 2, 10, 6, 59))
    expect(newYork.read('2024-03-10 02:00:00', NEVER)).toBeNaN()
    expect(newYork.problem).toContain('does not exist in America/New_York')
    expect(newYork.read('2024-03-10 02:59:59', NEVER)).toBeNaN()
    expect(newYork.read('2024-03-10 03:00:00', NEVER)).toBe(Date.UTC(2024, 2, 10, 7))
  })

  it('reads the hour that autumn repeats first as summer time, and as winter time once stamps step back', () => {
    let previous = NEVER
    const read = ['00:59', '01:00', '01:59', '01:00', '01:59', '02:00'].map((clock) => {
      previous = newYork.read(`2024-11-03 ${clock}:00`, previous)
      return new Date(previous).toISOString().slice(11, 16)
    })
    expect(read).toEqual(['04:59', '05:00', '05:59', '06:00', '06:59', '07:00'])
  })

  it('a date alone is that date in any zone', () => {
    expect(newYork.read('2024-07-02', NEVER)).toBe(Date.UTC(2024, 6, 2))
  })

  it('refuses a zone that does not exist', () => {
    expect(() => new StampReader('America/New_Yrok')).toThrow(/unknown time zone 'America\/New_Yrok'/)
  })

  it('property: an exact stamp reads back to the same instant, from 1985 on, down to what a double holds', () => {
    const instant = fc.tuple(fc.integer({ min: 5 * 10 ** 11, max: 4 * 10 ** 12 }), fc.integer({ min: 0, max: 999_999 }))
    fc.assert(
      fc.property(instant, ([ms, nanos]) => {
        const exact = ms + nanos / 1e6
        expect(utc.read(exactStamp(exact), NEVER)).toBe(exact)
      }),
    )
  })
})

describe('times that cannot be', () => {
  const reader = new StampReader(null, Date.UTC(2026, 10, 22))
  it.each([
    ['2062-01-05T14:30:00Z', /in the future/],
    ['9999-12-31', /in the future/],
    ['1800-01-02T14:30:00Z', /before 1900/],
  ])('%s is set aside', (text, reason) => {
    expect(reader.read(text, Number.NEGATIVE_INFINITY)).toBeNaN()
    expect(reader.problem).toMatch(reason)
  })
  it('the present and 1950 pass', () => {
    expect(reader.read('2026-11-21T14:30:00Z', 0)).toBe(Date.UTC(2026, 10, 21, 14, 30))
    expect(reader.read('1950-01-03', 0)).toBe(Date.UTC(1950, 0, 3))
  })
})
