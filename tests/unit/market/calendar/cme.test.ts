import { describe, expect, it } from 'vitest'
import { DAY, iso, MINUTE, parseDate } from '../../../../src/core/time.ts'
import { type Calendar, calendarFor, calendarOf } from '../../../../src/market/calendar/calendar.ts'
import { needsRealData, realBars, realData } from '../real-bars.ts'

const cme = calendarOf('cme')
const on = (date: string, calendar: Calendar = cme) => calendar.day(parseDate(date)!)
const times = (date: string, calendar: Calendar = cme) => {
  const span = on(date, calendar).regular
  return span && [iso(span.open), iso(span.close)]
}

describe('CME sessions', () => {
  it('run from 17:00 Chicago the evening before to 16:00, Monday from Sunday', () => {
    expect(times('2026-03-19')).toEqual(['2026-03-18T22:00:00Z', '2026-03-19T21:00:00Z'])
    expect(times('2026-01-12')).toEqual(['2026-01-11T23:00:00Z', '2026-01-12T22:00:00Z'])
    expect(on('2026-01-11').regular).toBeNull()
    expect(times('2026-03-09')).toEqual(['2026-03-08T22:00:00Z', '2026-03-09T21:00:00Z'])
  })

  it('name an instant of the evening by the next trading date', () => {
    const evening = Date.parse('2026-03-19T22:00:00Z')
    expect(cme.dateOf(evening)).toBe(parseDate('2026-03-20'))
    expect(cme.dateOf(evening - 1)).toBe(parseDate('2026-03-19'))
    expect(cme.at(evening).session!.date).toBe('2026-03-20')
    expect(cme.at(evening - 1).phase).toBe('closed')
    expect(cme.sessionAt(evening - 1).date).toBe('2026-03-19')
  })

  it('paused at 15:15 until June 2021, in equity indexes only', () => {
    const pause = (date: string, calendar: Calendar = cme) =>
      on(date, calendar).halts.map((halt) => [iso(halt.open), iso(halt.close)])
    expect(pause('2021-06-25')).toEqual([['2021-06-25T20:15:00Z', '2021-06-25T20:30:00Z']])
    expect(pause('2021-06-28')).toEqual([])
    expect(pause('2021-06-25', calendarFor('CL'))).toEqual([])
    expect(['20:14', '20:15', '20:29', '20:30'].map((time) => cme.at(Date.parse(`2021-06-25T${time}:00Z`)).phase)).toEqual([
      'regular',
      'closed',
      'closed',
      'regular',
    ])
  })

  it.each([
    ['2024-01-01', null, null],
    ['2024-01-15', '18:00', '19:30'],
    ['2024-03-29', null, null],
    ['2023-04-07', '13:15', null],
    ['2023-07-03', '17:15', '21:00'],
    ['2023-09-04', '17:00', '18:30'],
    ['2023-11-23', '18:00', '19:30'],
    ['2023-11-24', '18:15', '18:45'],
    ['2024-12-24', '18:15', '18:45'],
    ['2024-12-25', null, null],
    ['2025-01-09', '14:30', '22:00'],
    ['2021-12-24', null, null],
    ['2013-11-28', '16:30', '18:00'],
    ['2015-03-18', '21:15', '21:15'],
  ])('%s ends at %s UTC in index futures, %s in oil and gold', (date, index, commodity) => {
    const close = (calendar: Calendar) => {
      const span = on(date, calendar).regular
      return span && iso(span.close).slice(11, 16)
    }
    expect([close(cme), close(calendarFor('GC'))]).toEqual([index, commodity])
  })

  it('are unknown before 2013 and after 2035', () => {
    expect(on('2012-12-31')).toMatchObject({ known: false, regular: null })
    expect(on('2013-01-02').known).toBe(true)
    expect(on('2036-01-02').known).toBe(false)
  })
})

describe.skipIf(!realData)(`CME sessions against real minutes${needsRealData}`, () => {
  it.each([
    ['ES', 'futures/ES201312_20131006-20131011_1min_lean.csv', 5],
    ['NQ', 'futures/NQ_20231119-20231129_1min.csv', 8],
    ['GC', 'futures/GC201312_20131007-20131007_1min_lean.csv', 1],
    ['6EH4', 'futures/6EH4_20240101-20240115_1min.csv', 8],
  ])('%s trades in every minute near an open or close that the calendar says, and in no closed one', (symbol, file, whole) => {
    const calendar = calendarFor(symbol)
    const bars = realBars(file, '1m', symbol)
    const rows = [...bars.time.subarray(0, bars.length)]
    const closed = rows.filter((time) => calendar.at(time).phase === 'closed').map(iso)
    // Currencies keep their whole day on a stock holiday (here Monday 2024-01-15), which the index calendar does not know.
    expect(closed.filter((time) => !(symbol === '6EH4' && time.startsWith('2024-01-15')))).toEqual([])
    const traded = new Set(rows)
    const complete = new Set(rows.map((time) => calendar.dateOf(time))).values().filter((day) => {
      const { regular, halts } = calendar.day(day)
      const edges = [regular!.open, regular!.close - MINUTE, ...halts.flatMap((halt) => [halt.open - MINUTE, halt.close])]
      return edges.every((time) => traded.has(time))
    })
    expect([...complete].length).toBeGreaterThanOrEqual(symbol === 'GC' ? 0 : whole)
  })
})

describe('crypto and currencies', () => {
  it('crypto trades every UTC day from midnight to midnight', () => {
    const crypto = calendarOf('crypto')
    const sunday = parseDate('2026-03-22')!
    expect(crypto.day(sunday).regular).toEqual({ open: sunday * DAY, close: (sunday + 1) * DAY })
    expect(crypto.at(sunday * DAY)).toMatchObject({ phase: 'regular', from: sunday * DAY, to: (sunday + 1) * DAY })
    expect(crypto.next(sunday)).toBe(sunday + 1)
    expect(crypto.at(Date.UTC(2001, 0, 1)).phase).toBe('closed')
  })

  it('currencies trade from Sunday 17:00 to Friday 17:00 New York without a gap', () => {
    const fx = calendarOf('fx')
    const phases = (text: string) => fx.at(Date.parse(text)).phase
    expect(['2026-03-22T20:59:59Z', '2026-03-22T21:00:00Z', '2026-03-25T21:00:00Z'].map(phases)).toEqual([
      'closed',
      'regular',
      'regular',
    ])
    expect(['2026-03-27T20:59:59Z', '2026-03-27T21:00:00Z', '2026-12-25T12:00:00Z'].map(phases)).toEqual([
      'regular',
      'closed',
      'closed',
    ])
    expect(on('2026-01-01', fx).holiday).toBe("New Year's Day")
  })

  it.skipIf(!realData)(`real hours of EURUSD lie in the session, a few in a thousand apart${needsRealData}`, () => {
    const fx = calendarFor('EURUSD')
    const bars = realBars('fx/EURUSD_2007-2014_1hour_oanda_lean.csv.gz', '1h', 'EURUSD')
    let outside = 0
    for (let i = 0; i < bars.length; i++) if (fx.at(bars.time[i]).phase === 'closed') outside++
    expect(outside / bars.length).toBeLessThan(0.01)
  })
})
