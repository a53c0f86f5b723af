import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WindowExtremeAge } from '../../../../../src/analysis/indicators/parts/window-extreme-age.ts'
import { specs } from '../../../../../src/analysis/indicators/volatility/index.ts'
import { barsOf, columnsOf, specOf, valuesOf } from '../../../../support/indicator-bars.ts'

const N = Number.NaN
const closes = (...values: number[]) => barsOf(values.map((close) => ({ close })))

describe('by hand', () => {
  test('stdev: population deviation, exact at a high price and after a far value has left', () => {
    expect(valuesOf(specOf(specs, 'stdev'), closes(2, 4, 4, 4, 5, 5, 7, 9), [8]).at(-1)).toBe(2)
    // 1e6 + 0.01 * (0, 1, 0, 1 ...): deviation 0.005; a million away from it two rows before the window.
    const flat = Array.from({ length: 40 }, (_, k) => 1e6 + 0.01 * (k % 2))
    const values = valuesOf(specOf(specs, 'stdev'), closes(1, 1e12, ...flat), [10])
    expect(values.at(-1)).toBeCloseTo(0.005, 9)
    expect(values[12]).toBeCloseTo(0.005, 9)
  })

  test('bollinger: mean of 1 to 4 is 2.5, deviation the root of 1.25', () => {
    const { upper, middle, lower, width, percent_b } = columnsOf(specOf(specs, 'bollinger'), closes(1, 2, 3, 4), [4, 2])
    const reach = 2 * Math.sqrt(1.25)
    expect(middle).toEqual([N, N, N, 2.5])
    expect(upper[3]).toBeCloseTo(2.5 + reach, 14)
    expect(lower[3]).toBeCloseTo(2.5 - reach, 14)
    expect(width[3]).toBeCloseTo((2 * reach) / 2.5, 14)
    expect(percent_b[3]).toBeCloseTo((4 - (2.5 - reach)) / (2 * reach), 14)
  })

  test('bollinger of a flat series is one line with the price in its middle', () => {
    const { upper, lower, width, percent_b } = columnsOf(specOf(specs, 'bollinger'), closes(0.1, 0.1, 0.1), [3, 2])
    expect([upper[2], lower[2], width[2], percent_b[2]]).toEqual([0.1, 0.1, 0, 0.5])
  })

  test('atr: true ranges from the second bar on, their mean, then Wilder', () => {
    const candles = [10, 11, 10, 12].map((close) => ({ close, high: close + 0.5, low: close - 0.5 }))
    // True ranges 1.5 (10 to 11.5), 1.5 (11 to 9.5), 2.5 (10 to 12.5): seed 1.5, then (1.5 + 2.5) / 2.
    expect(valuesOf(specOf(specs, 'atr'), barsOf(candles), [2])).toEqual([N, N, 1.5, 2])
    expect(valuesOf(specOf(specs, 'true_range'), barsOf(candles))).toEqual([N, 1.5, 1.5, 2.5])
    expect(valuesOf(specOf(specs, 'natr'), barsOf(candles), [2]).at(-1)).toBeCloseTo(2 / 12, 15)
  })

  test('choppiness: a straight line is 0, standing still 100', () => {
    const line = Array.from({ length: 6 }, (_, k) => ({ open: k + 1, close: k + 2 }))
    expect(valuesOf(specOf(specs, 'choppiness'), barsOf(line), [5]).at(-1)).toBeCloseTo(0, 12)
    expect(valuesOf(specOf(specs, 'choppiness'), closes(3, 3, 3, 3), [3]).at(-1)).toBe(100)
  })

  test('ulcer: 10, 9, 9: one step of 10% under the high twice', () => {
    // Windows of 2: highs 10, 10, 9; shares 0 (of 10), -0.1, 0: mean of the last two squares 0.005.
    expect(valuesOf(specOf(specs, 'ulcer'), closes(10, 9, 9), [2]).at(-1)).toBeCloseTo(Math.sqrt(0.005), 14)
  })
})

const series = fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 80 })
const period = fc.integer({ min: 1, max: 12 })

describe('windows, at any length and period', () => {
  test('donchian is the plain extreme of each window', () => {
    fc.assert(
      fc.property(series, period, (values, n) => {
        const { upper, lower } = columnsOf(specOf(specs, 'donchian'), closes(...values), [n])
        const windows = values.map((_, i) => (i < n - 1 ? null : values.slice(i - n + 1, i + 1)))
        expect(upper).toEqual(windows.map((window) => (window ? Math.max(...window) : N)))
        expect(lower).toEqual(windows.map((window) => (window ? Math.min(...window) : N)))
      }),
    )
  })

  test('stdev is that of each window taken alone', () => {
    fc.assert(
      fc.property(series, period, fc.constantFrom(0, 1e6, 1e9), (values, n, height) => {
        const ours = valuesOf(specOf(specs, 'stdev'), closes(...values.map((value) => value + height)), [n])
        expect(ours.slice(0, n - 1)).toEqual(values.slice(0, n - 1).map(() => N))
        for (let i = n - 1; i < values.length; i++) {
          const window = values.slice(i - n + 1, i + 1)
          const mean = window.reduce((sum, value) => sum + value, 0) / n
          expect(ours[i]).toBeCloseTo(Math.sqrt(window.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n), 6)
        }
      }),
    )
  })

  test('the age of an extreme is that of the latest of the highest', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 60 }), period, (values, n) => {
        const age = new WindowExtremeAge(n, 1)
        values.forEach((value, i) => {
          age.next(value + 3, false)
          const ours = age.next(value, true)
          const window = values.slice(Math.max(0, i - n + 1), i + 1)
          expect(ours).toBe(i < n - 1 ? N : n - 1 - window.lastIndexOf(Math.max(...window)))
        })
      }),
    )
  })
})
