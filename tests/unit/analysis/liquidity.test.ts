import { describe, expect, it } from 'vitest'
import { lastRegularMinutes, meanPrints, printsOfBars, printsOfTape, rateLiquidity } from '../../../src/analysis/liquidity.ts'
import { iso, parseInstant } from '../../../src/core/time.ts'
import { createBars } from '../../../src/market/bars.ts'
import { calendarOf } from '../../../src/market/calendar/calendar.ts'
import { createPrints } from '../../../src/market/prints.ts'

const us = calendarOf('us')
const at = (text: string) => parseInstant(text) as number
const stamps = (minutes: number[]) => minutes.map(iso)

function minuteBars(rows: [string, number][]) {
  const bars = createBars({ symbol: 'OBX', timeframe: '1m', source: 's', feed: 'f' }, rows.length, { prints: true })
  bars.length = rows.length
  rows.forEach(([time, prints], i) => {
    bars.time[i] = at(time)
    ;(bars.prints as Float64Array)[i] = prints
  })
  return bars
}

describe('last regular minutes', () => {
  it('are the five up to the newest, inside a session', () => {
    expect(stamps(lastRegularMinutes(us, at('2026-03-19T15:04:30Z')))).toEqual([
      '2026-03-19T15:00:00Z',
      '2026-03-19T15:01:00Z',
      '2026-03-19T15:02:00Z',
      '2026-03-19T15:03:00Z',
      '2026-03-19T15:04:00Z',
    ])
  })

  it('step over nights, weekends, holidays, half days and the change of clocks', () => {
    // Monday after the clocks moved (2026-03-08): the session opens at 13:30Z, Friday's closed at 21:00Z.
    expect(stamps(lastRegularMinutes(us, at('2026-03-09T13:31:00Z'), 3))).toEqual([
      '2026-03-06T20:59:00Z',
      '2026-03-09T13:30:00Z',
      '2026-03-09T13:31:00Z',
    ])
    expect(stamps(lastRegularMinutes(us, at('2026-03-07T12:00:00Z'), 1))).toEqual(['2026-03-06T20:59:00Z'])
    expect(stamps(lastRegularMinutes(us, at('2025-11-28T23:00:00Z'), 1))).toEqual(['2025-11-28T17:59:00Z'])
    expect(stamps(lastRegularMinutes(us, at('2026-03-19T12:00:00Z'), 1))).toEqual(['2026-03-18T19:59:00Z'])
  })

  it('know no night where the market has none', () => {
    expect(stamps(lastRegularMinutes(calendarOf('crypto'), at('2026-03-08T00:01:00Z'), 3))).toEqual([
      '2026-03-07T23:59:00Z',
      '2026-03-08T00:00:00Z',
      '2026-03-08T00:01:00Z',
    ])
  })
})

describe('prints a minute', () => {
  const minutes = lastRegularMinutes(us, at('2026-03-19T15:04:00Z'))

  it('come from bars: a minute without a bar had none, a minute before the first bar is unknown', () => {
    const bars = minuteBars([
      ['2026-03-19T14:59:00Z', 9],
      ['2026-03-19T15:01:00Z', 20],
      ['2026-03-19T15:03:00Z', 40],
      ['2026-03-19T15:04:00Z', 60],
    ])
    expect(printsOfBars(bars, minutes)).toEqual([0, 20, 0, 40, 60])
    expect(meanPrints(printsOfBars(bars, minutes))).toBe(24)
    const young = minuteBars([
      ['2026-03-19T15:03:00Z', 40],
      ['2026-03-19T15:04:00Z', 60],
    ])
    expect(printsOfBars(young, minutes)).toEqual([null, null, null, 40, 60])
    expect(meanPrints(printsOfBars(young, minutes)), 'two known minutes are not five').toBeNull()
  })

  it('are unknown where bars carry no counts', () => {
    const bars = minuteBars([
      ['2026-03-19T15:03:00Z', Number.NaN],
      ['2026-03-19T15:04:00Z', 8],
    ])
    expect(meanPrints(printsOfBars(bars, minutes))).toBeNull()
    expect(meanPrints(printsOfBars({ ...bars, prints: null }, minutes))).toBeNull()
  })

  it('are counted on the tape by minute, the minute end excluded', () => {
    const tape = createPrints({ symbol: 'OBX', source: 's', feed: 'f' }, 4)
    tape.length = 4
    tape.time.set(['15:00:00Z', '15:00:59Z', '15:01:00Z', '15:05:00Z'].map((time) => at(`2026-03-19T${time}`)))
    expect(printsOfTape(tape, minutes)).toEqual([2, 1, 0, 0, 0])
  })
})

describe('rating', () => {
  it('has its thresholds where the contract puts them', () => {
    const rating = (prints: number | null) => rateLiquidity(prints, 1000).rating
    expect([1000, 999.8, 500, 499, 100, 99.8, 0, null].map(rating)).toEqual([
      'EXCELLENT',
      'GOOD',
      'GOOD',
      'POOR',
      'POOR',
      'INSUFFICIENT',
      'INSUFFICIENT',
      'UNKNOWN',
    ])
  })

  it('meets the minimum of the settings; unknown meets nothing', () => {
    expect(rateLiquidity(600, 500).meetsMinimum).toBe(true)
    expect(rateLiquidity(999, 1000).meetsMinimum).toBe(false)
    expect(rateLiquidity(null, 0)).toEqual({ printsPerMinute: null, rating: 'UNKNOWN', meetsMinimum: false })
  })
})
