import * as ti from 'technicalindicators'
import { describe, expect, test } from 'vitest'
import { specs } from '../../../../../src/analysis/indicators/volume/index.ts'
import { vwap } from '../../../../../src/analysis/indicators/volume/vwap.ts'
import { barsOf, distance, seededCandles, specOf, usCalendar, valuesOf } from '../../../../support/indicator-bars.ts'

const N = Number.NaN
const MINUTE = 60_000
const session = specOf(specs, 'vwap')

/** Opens of bars of 30 minutes from `from` on, over some trading dates after 2024-07-01. */
function halfHours(dates: number, phase: 'pre' | 'regular'): number[][] {
  let day = 19_905
  return Array.from({ length: dates }, () => {
    day = usCalendar.next(day)
    const { pre, regular, post } = usCalendar.day(day)
    const from = phase === 'pre' ? pre!.open : regular!.open
    const to = phase === 'pre' ? post!.close : regular!.close
    return Array.from({ length: (to - from) / (30 * MINUTE) }, (_, k) => from + 30 * MINUTE * k)
  })
}

describe('vwap is anchored at the session', () => {
  test.each(['regular', 'pre'] as const)(
    '%s bars: each trading date on its own is what technicalindicators has for it',
    (phase) => {
      // 2024-07-03 is a half day.
      const dates = halfHours(4, phase)
      const candles = seededCandles(dates.flat().length)
      const ours = valuesOf(session, barsOf(candles, dates.flat(), '30m'))
      let row = 0
      for (const times of dates) {
        const part = candles.slice(row, row + times.length)
        const theirs = ti.VWAP.calculate({
          high: part.map((one) => one.high),
          low: part.map((one) => one.low),
          close: part.map((one) => one.close),
          volume: part.map((one) => one.volume),
        })
        expect(theirs).toHaveLength(times.length)
        expect(distance(ours.slice(row, row + times.length), theirs)).toBeLessThan(1e-11)
        row += times.length
      }
    },
  )

  test('without volume so far it is the price of the bar', () => {
    const [times] = halfHours(1, 'regular')
    const candles = [10, 20, 30].map((close, k) => ({ close, volume: k === 0 ? 0 : k }))
    expect(valuesOf(session, barsOf(candles, times.slice(0, 3), '30m'))).toEqual([10, 20, (20 + 60) / 3])
  })

  test("from any row on: the source's own average where it has one, else the typical price; unknown without volume", () => {
    const bars = barsOf([10, 20, 30].map((close, k) => ({ close, high: close + 0.5, low: close - 0.5, volume: [0, 1, 3][k] })))
    const out = new Float64Array(3)
    vwap(bars, 0, 3, out)
    expect([...out]).toEqual([N, 20, 27.5])
    vwap({ ...bars, vwap: Float64Array.of(N, 21, N) }, 1, 3, out)
    expect([...out]).toEqual([N, 21, (21 + 90) / 4])
  })
})

describe('where nothing is traded or nothing moves', () => {
  const still = barsOf(Array.from({ length: 30 }, () => ({ close: 5, high: 6, low: 4, volume: 0 })))
  const flat = barsOf(Array.from({ length: 30 }, () => ({ close: 5, volume: 7 })))

  test.each([
    ['obv', 0, 0],
    ['adl', 0, 0],
    ['cmf', 0, 0],
    ['force_index', 0, 0],
    ['ease_of_movement', 0, 0],
    ['nvi', 1000, 1000],
    ['pvi', 1000, 1000],
    ['volume_oscillator', 0, 0],
    ['rvol', 1, 1],
    ['vwap', 5, 5],
  ])('%s is %d without volume and %d on a flat series', (name, empty, calm) => {
    expect(valuesOf(specOf(specs, name), still).at(-1)).toBe(empty)
    expect(valuesOf(specOf(specs, name), flat).at(-1)).toBe(calm)
  })
})

test('by hand: obv, adl, nvi, pvi, rvol', () => {
  const bars = barsOf([
    { close: 10, high: 12, low: 8, volume: 100 },
    { close: 11, high: 12, low: 8, volume: 50 },
    { close: 10, high: 12, low: 8, volume: 300 },
  ])
  expect(valuesOf(specOf(specs, 'obv'), bars)).toEqual([0, 50, -250])
  // Close in the middle: 0. At 11 of 8 to 12: (3 - 1) / 4 = a half of 50.
  expect(valuesOf(specOf(specs, 'adl'), bars)).toEqual([0, 25, 25])
  expect(valuesOf(specOf(specs, 'nvi'), bars)).toEqual([1000, 1100, 1100])
  expect(valuesOf(specOf(specs, 'pvi'), bars)[2]).toBeCloseTo(10_000 / 11, 9)
  expect(valuesOf(specOf(specs, 'rvol'), bars, [2])).toEqual([N, N, 4])
})
