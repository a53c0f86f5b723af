import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINUTE, parseDate } from '../../../src/core/time.ts'
import type { Bars } from '../../../src/market/bars.ts'
import { sliceBars } from '../../../src/market/bars.ts'
import { calendarOf } from '../../../src/market/calendar/calendar.ts'
import { fillMissing } from '../../../src/market/fill.ts'
import { coverageOf } from '../../../src/market/quality/missing.ts'
import { barRows, barsOf } from '../../support/store-rows.ts'

const us = calendarOf('us')
const session = (date: string) => us.day(parseDate(date)!)
const open = session('2026-03-19').regular!.open
const at = (minute: number) => open + minute * MINUTE

/** Rows as [minute of March 19, close, volume, filled]. */
function minutes(bars: Bars) {
  const { bars: made, filled } = fillMissing(bars, us)
  return [...made.time].map((time, i) => [(time - open) / MINUTE, made.close[i], made.volume[i], filled[i]])
}

describe('filling missing bars', () => {
  test('a minute without a row gets the close before it on all four prices, volume 0, prints and vwap unknown', () => {
    const bars = barsOf([
      { time: at(0), close: 10, prints: 5, vwap: 10.1 },
      { time: at(3), close: 12, prints: 6, vwap: 12.1 },
    ])
    const { bars: made, filled } = fillMissing(bars, us)
    expect([...filled]).toEqual([0, 1, 1, 0])
    expect(barRows(made)![1]).toEqual([at(1), 10, 10, 10, 10, 0, Number.NaN, Number.NaN])
    expect([barRows(made)![0], barRows(made)![3]]).toEqual(barRows(bars))
    expect(made).toMatchObject({ symbol: 'TEST', timeframe: '1m', source: 'import', feed: 'import', length: 4 })
  })

  test('nothing is made before the first row, after the last, or outside regular sessions; nights are bridged', () => {
    const { post } = session('2026-03-18')
    const bars = barsOf([
      { time: post!.open - 2 * MINUTE, close: 8 },
      { time: post!.open + 5 * MINUTE, close: 9 },
      { time: at(-10), close: 9.5 },
      { time: at(2), close: 12 },
    ])
    const made = minutes(bars)
    expect(made.filter((row) => row[3] === 1)).toEqual([
      [(post!.open - MINUTE - open) / MINUTE, 8, 0, 1],
      [0, 9.5, 0, 1],
      [1, 9.5, 0, 1],
    ])
    expect(made.at(-1)).toEqual([2, 12, 100, 0])
  })

  test('a half day ends at its own close, and no bars are no bars', () => {
    const half = session('2026-11-27')
    const next = session('2026-11-30')
    const bars = barsOf([
      { time: half.regular!.close - 2 * MINUTE, close: 5 },
      { time: next.regular!.open, close: 6 },
    ])
    expect([...fillMissing(bars, us).filled]).toEqual([0, 1, 0])
    expect(fillMissing(barsOf([]), us).bars.length).toBe(0)
  })

  test('longer bars are filled on their own grid, days by the calendar', () => {
    const hours = barsOf(
      [10.5, 11.5, 14.5].map((hour) => ({ time: open + (hour - 9.5) * 60 * MINUTE + 30 * MINUTE, close: hour })),
      { timeframe: '1h' },
    )
    expect([...fillMissing(hours, us).bars.time].map((time) => (time - open) / MINUTE)).toEqual([90, 150, 210, 270, 330])
    const days = barsOf(
      ['2026-03-13', '2026-03-17'].map((date) => ({ time: session(date).regular!.open, close: 1 })),
      { timeframe: '1d' },
    )
    const made = fillMissing(days, us)
    expect([made.bars.time[1], ...made.filled]).toEqual([session('2026-03-16').regular!.open, 0, 1, 0])
  })

  test('property: given rows stay, nothing expected is missing, and later rows change nothing before them', () => {
    const slots = fc.uniqueArray(fc.integer({ min: -60, max: 900 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(slots, fc.nat(59), (given, cut) => {
        const rows = given.sort((a, b) => a - b).map((slot) => ({ time: at(slot), close: 50 + (slot % 7) }))
        const bars = barsOf(rows)
        const { bars: made, filled } = fillMissing(bars, us)
        const kept = barRows(made)!.filter((_, i) => filled[i] === 0)
        expect(kept).toEqual(barRows(bars))
        expect(coverageOf(made, us).gaps).toEqual([])
        const head = fillMissing(sliceBars(bars, 0, 1 + (cut % bars.length)), us).bars
        expect(barRows(made)!.slice(0, head.length)).toEqual(barRows(head))
      }),
      { numRuns: 60 },
    )
  })
})
