import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, iso, MINUTE, parseDate, SECOND, weekday } from '../../../../src/core/time.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'

const us = calendarOf('us')
const on = (date: string) => us.day(parseDate(date)!)
const newYork = (at: number, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', hourCycle: 'h23', ...options }).format(at)
const hhmm = (at: number) => newYork(at, { hour: '2-digit', minute: '2-digit' })
const regular = (date: string) => {
  const span = on(date).regular
  return span && `${hhmm(span.open)}-${hhmm(span.close)}`
}

/** Weekdays of a year without a session. */
function closings(year: number): string[] {
  const days: string[] = []
  for (let day = parseDate(`${year}-01-01`)!; day <= parseDate(`${year}-12-31`)!; day++) {
    const session = us.day(day)
    if (weekday(day) >= 1 && weekday(day) <= 5 && !session.regular) days.push(session.date.slice(5))
  }
  return days
}

function halfDays(year: number): string[] {
  const days: string[] = []
  for (let day = parseDate(`${year}-01-01`)!; day <= parseDate(`${year}-12-31`)!; day++) {
    if (us.day(day).halfDay) days.push(us.day(day).date.slice(5))
  }
  return days
}

describe('US holidays', () => {
  // As the exchange published them.
  it.each([
    [2023, '01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25', '07-03 11-24'],
    [2024, '01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25', '07-03 11-29 12-24'],
    [2025, '01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25', '07-03 11-28 12-24'],
    [2026, '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25', '11-27 12-24'],
    [2027, '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24', '11-26'],
    [2028, '01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25', '07-03 11-24'],
  ])('of %i', (year, closed, half) => {
    expect(closings(year).join(' ')).toBe(closed)
    expect(halfDays(year).join(' ')).toBe(half)
  })

  it('follow the same rules to 2035, and no further', () => {
    for (let year = 2029; year <= 2035; year++) {
      expect(closings(year).length).toBeGreaterThanOrEqual(9)
      expect(closings(year).length).toBeLessThanOrEqual(10)
    }
    expect(on('2035-12-31').known).toBe(true)
    expect(on('2036-01-02')).toMatchObject({ known: false, regular: null })
    expect(on('2036-01-02').holiday).toMatch(/^unknown day: /)
  })

  it.each([
    ['1950-02-13', "Lincoln's Birthday"],
    ['1951-11-12', 'Veterans Day'],
    ['1958-12-26', 'day after Christmas'],
    ['1963-11-25', 'funeral of President Kennedy'],
    ['1968-06-12', 'paperwork crisis'],
    ['1971-02-15', "Washington's Birthday"],
    ['1976-11-02', 'Election Day'],
    ['1977-07-14', 'blackout in New York City'],
    ['2001-09-14', 'attacks of September 11'],
    ['2012-10-30', 'Hurricane Sandy'],
    ['2025-01-09', 'day of mourning for former President Carter'],
  ])('%s: closed, %s', (date, name) => {
    expect(on(date)).toMatchObject({ regular: null, holiday: name, known: true })
  })

  it.each(['1958-02-21', '1959-05-29', '1970-05-29', '1968-07-03', '1984-11-06', '2021-12-31', '2021-06-18'])(
    '%s: open',
    (date) => {
      expect(on(date).regular).not.toBeNull()
    },
  )
})

describe('US hours', () => {
  it.each([
    ['1952-05-24', '10:00-12:00'],
    ['1952-09-26', '10:00-15:00'],
    ['1952-09-29', '10:00-15:30'],
    ['1974-09-30', '10:00-15:30'],
    ['1974-10-01', '10:00-16:00'],
    ['1985-09-26', '10:00-16:00'],
    ['1985-09-30', '09:30-16:00'],
    ['1963-11-22', '10:00-14:07'],
    ['1968-02-05', '10:00-14:00'],
    ['1969-08-01', '10:00-14:30'],
    ['1970-04-30', '10:00-15:00'],
    ['1987-10-26', '09:30-14:00'],
    ['1992-11-27', '09:30-14:00'],
    ['1993-11-26', '09:30-13:00'],
    ['1996-01-08', '11:00-14:00'],
    ['1996-07-05', '09:30-13:00'],
    ['1999-12-31', '09:30-13:00'],
    ['2002-07-05', '09:30-13:00'],
    ['2002-09-11', '12:00-16:00'],
    ['2012-07-03', '09:30-13:00'],
    ['2013-07-03', '09:30-13:00'],
    ['2013-07-05', '09:30-16:00'],
    ['2021-12-23', '09:30-16:00'],
    ['2026-03-20', '09:30-16:00'],
  ])('%s: %s New York', (date, expected) => {
    expect(regular(date)).toBe(expected)
  })

  it('had no Saturday after the six-day week', () => {
    expect(regular('1952-05-31')).toBeNull()
    expect(regular('1952-10-04')).toBeNull()
    expect(on('1952-10-04').holiday).toBeNull()
  })

  it('has pre-market from 04:00 and after hours to 20:00, on a half day to 17:00', () => {
    const text = (date: string) => [on(date).pre, on(date).post].map((span) => span && `${hhmm(span.open)}-${hhmm(span.close)}`)
    expect(text('2026-03-20')).toEqual(['04:00-09:30', '16:00-20:00'])
    expect(text('2026-11-27')).toEqual(['04:00-09:30', '13:00-17:00'])
    expect(text('1990-03-20')).toEqual([null, null])
  })

  it('keeps New York time across both changes of the clock', () => {
    expect(iso(on('2026-03-06').regular!.open)).toBe('2026-03-06T14:30:00Z')
    expect(iso(on('2026-03-09').regular!.open)).toBe('2026-03-09T13:30:00Z')
    expect(iso(on('2026-10-30').post!.close)).toBe('2026-10-31T00:00:00Z')
    expect(iso(on('2026-11-02').post!.close)).toBe('2026-11-03T01:00:00Z')
    expect(iso(on('2026-11-02').pre!.open)).toBe('2026-11-02T09:00:00Z')
  })
})

describe('US phase of an instant', () => {
  const instants = fc.integer({ min: Date.UTC(1999, 0, 2), max: Date.UTC(2035, 11, 30) })

  it('agrees with the wall clock of New York, as the platform shows it', () => {
    fc.assert(
      fc.property(instants, (at) => {
        const date = newYork(at, { year: 'numeric', month: '2-digit', day: '2-digit' }).split('/').reverse().join('-')
        const session = on(date)
        const clock = hhmm(at)
        const { phase } = us.at(at)
        if (!session.regular) return phase === 'closed'
        const close = session.halfDay ? '13:00' : '16:00'
        const open = date === '2002-09-11' ? '12:00' : '09:30'
        const end = session.halfDay ? '17:00' : '20:00'
        const expected = clock < '04:00' || clock >= end ? 'closed' : clock < open ? 'pre' : clock < close ? 'regular' : 'post'
        return phase === expected && us.dateOf(at) === parseDate(date) && (phase === 'closed' || us.at(at).session === session)
      }),
      { numRuns: 3000 },
    )
  })

  it('holds for the whole stretch it names, and changes at its ends', () => {
    fc.assert(
      fc.property(instants, fc.double({ min: 0, max: 1, noNaN: true }), (at, share) => {
        const answer = us.at(at)
        const other = answer.from + Math.floor((answer.to - 1 - answer.from) * share)
        us.at(0)
        expect(us.at(other)).toEqual(answer)
        expect(us.at(answer.to).phase).not.toBe(answer.phase)
        expect(us.at(answer.from - 1).phase).not.toBe(answer.phase)
      }),
    )
  })

  it('does not depend on the order of the questions', () => {
    fc.assert(
      fc.property(fc.array(instants, { minLength: 2, maxLength: 30 }), (many) => {
        const sorted = new Map([...many].sort((a, b) => a - b).map((at) => [at, us.at(at).phase]))
        for (const at of many) expect(us.at(at).phase).toBe(sorted.get(at))
      }),
      { numRuns: 50 },
    )
  })

  it('opens and closes on the very millisecond', () => {
    const { open, close } = on('2026-03-20').regular!
    expect([open - 1, open, close - 1, close].map((at) => us.at(at).phase)).toEqual(['pre', 'regular', 'regular', 'post'])
  })
})

describe('US neighbours of a date', () => {
  it('next and previous undo each other and skip what is closed', () => {
    fc.assert(
      fc.property(fc.integer({ min: parseDate('1950-02-01')!, max: parseDate('2035-11-30')! }), (day) => {
        const next = us.next(day)
        expect(us.day(next).regular).not.toBeNull()
        for (let between = day + 1; between < next; between++) expect(us.day(between).regular).toBeNull()
        if (us.day(day).regular) expect(us.previous(next)).toBe(day)
      }),
    )
  })

  it('nextOpen and nextClose are strictly after the instant', () => {
    const { open, close } = on('2026-03-20').regular!
    expect(us.nextOpen(open - 1)).toBe(open)
    expect(iso(us.nextOpen(open))).toBe('2026-03-23T13:30:00Z')
    expect(us.nextClose(close - 1)).toBe(close)
    expect(iso(us.nextClose(close))).toBe('2026-03-23T20:00:00Z')
    expect(iso(us.nextOpen(Date.parse('2001-09-10T21:00:00Z')))).toBe('2001-09-17T13:30:00Z')
  })

  it('the session at an instant is the one in progress, else the latest that began', () => {
    const at = (text: string) => us.sessionAt(Date.parse(text)).date
    expect(at('2026-03-20T08:00:00Z')).toBe('2026-03-20')
    expect(at('2026-03-20T07:59:59.999Z')).toBe('2026-03-19')
    expect(at('2026-03-22T12:00:00Z')).toBe('2026-03-20')
    expect(at('2026-07-05T12:00:00Z')).toBe('2026-07-02')
    expect(at('2040-01-01T00:00:00Z')).toBe('2035-12-31')
    expect(at('1980-03-20T14:59:00Z')).toBe('1980-03-19')
  })

  it('ends with an error that names the range, never with a wrong date', () => {
    expect(() => us.nextOpen(Date.UTC(2036, 0, 1))).toThrow(/covers 1950-01-01 to 2035-12-31/)
    expect(() => us.previous(parseDate('1950-01-03')!)).toThrow(/no session before 1950-01-03/)
    expect(() => us.sessionAt(Date.UTC(1949, 0, 1))).toThrow(/no session/)
    expect(us.at(Date.UTC(2040, 0, 3, 15))).toMatchObject({ phase: 'closed', session: null, to: Infinity })
    expect(us.at(Date.UTC(1940, 0, 3, 15))).toMatchObject({ phase: 'closed', from: -Infinity })
  })
})

it('the usual session lasts six and a half hours on every plain day since 1985', () => {
  for (let day = us.next(parseDate('1985-09-29')!); day < parseDate('2035-12-01')!; day = us.next(day)) {
    const session = us.day(day)
    const length = session.regular!.close - session.regular!.open
    if (session.holiday === null) expect(length).toBe(6.5 * HOUR)
    else expect(length).toBeLessThan(6.5 * HOUR)
    expect(session.regular!.open % (5 * MINUTE)).toBe(0)
    expect(Math.abs(session.regular!.open - day * DAY - 14 * HOUR)).toBeLessThan(4 * HOUR + SECOND)
  }
})
