import { describe, expect, test } from 'vitest'
import { specs } from '../../../../../src/analysis/indicators/trend/index.ts'
import { barsOf, columnsOf, specOf } from '../../../../support/indicator-bars.ts'

const N = Number.NaN

describe('by hand', () => {
  test('adx of a steady rise: all movement is upward', () => {
    const candles = Array.from({ length: 6 }, (_, k) => ({ high: k + 2, low: k, close: k + 1 }))
    const { adx, plus_di, minus_di } = columnsOf(specOf(specs, 'adx'), barsOf(candles), [2])
    // Each bar moves up by 1 and its true range is 2: +DI 50, -DI 0, every index 100, first on row 3.
    expect(adx).toEqual([N, N, N, 100, 100, 100])
    expect(plus_di).toEqual([N, N, 50, 50, 50, 50])
    expect(minus_di).toEqual([N, N, 0, 0, 0, 0])
  })

  test('aroon: the latest of equal highs counts', () => {
    const candles = [5, 9, 7, 9, 6].map((high) => ({ high, low: high - 1, close: high - 0.5 }))
    const { up, down, oscillator } = columnsOf(specOf(specs, 'aroon'), barsOf(candles), [4])
    // High 9 was one bar ago, low 4 four bars ago.
    expect([up[4], down[4], oscillator[4]]).toEqual([75, 0, 75])
  })

  test('psar: begins at the low of the first bar, pulls up 2% of the way, and turns at a bar through it', () => {
    const candles = [
      { high: 10, low: 9, close: 9.5 },
      { high: 11, low: 10, close: 10.5 },
      { high: 12, low: 11, close: 11.5 },
      { high: 11, low: 8, close: 8.5 },
    ]
    const { value, direction } = columnsOf(specOf(specs, 'psar'), barsOf(candles))
    // Row 1: 9 + 0.02 (10 - 9), held at the low 9. Row 2: pace 0.04: 9 + 0.04 (11 - 9) = 9.08, held at 9. Row 3: pace 0.06:
    // 9 + 0.06 (12 - 9) = 9.18, above the low 8: turned, the stop is the extreme 12.
    expect(value).toEqual([N, 9, 9, 12])
    expect(direction).toEqual([N, 1, 1, -1])
  })

  test('supertrend: the band only closes in, and a close through it turns the trend', () => {
    const candles = [10, 10, 10, 20, 20, 5].map((close) => ({ high: close + 1, low: close - 1, close }))
    const { value, direction } = columnsOf(specOf(specs, 'supertrend'), barsOf(candles), [1, 1])
    // Period 1: the average is the true range itself. Row 1: 2, bands 8 and 12. Row 2: the same. Row 3: range 11 (10 to 21), bands 9
    // and 31; the upper one stays 12 and the close 20 is above it: up, at 9. Row 4: range 2: 18. Row 5: range 16 (20 to 4), lower band -11,
    // which stays 18; the close 5 is below it: down, at the upper band, 21 on row 4's close 20, still 21 against 5 + 16 = 21.
    expect(direction).toEqual([N, -1, -1, 1, 1, -1])
    expect(value).toEqual([N, 12, 12, 9, 18, 21])
  })

  test('ichimoku: the spans at a row were computed `shift` bars before', () => {
    const candles = [1, 2, 3, 4, 5].map((close) => ({ high: close, low: close, close }))
    const { conversion, base, span_a, span_b } = columnsOf(specOf(specs, 'ichimoku'), barsOf(candles), [1, 2, 3, 2])
    // Row 2: conversion 3, base 2.5, span A 2.75, span B 2; shown at row 4.
    expect(conversion).toEqual([1, 2, 3, 4, 5])
    expect(base).toEqual([N, 1.5, 2.5, 3.5, 4.5])
    expect(span_a).toEqual([N, N, N, 1.75, 2.75])
    expect(span_b).toEqual([N, N, N, N, 2])
  })

  test('vortex and mass index where nothing moves are neutral', () => {
    const flat = barsOf(Array.from({ length: 8 }, () => ({ close: 5 })))
    expect(columnsOf(specOf(specs, 'vortex'), flat, [3])).toMatchObject({ plus: [N, N, N, 1, 1, 1, 1, 1] })
    // Averages of two twice and a sum of three: silent until row 4.
    expect(columnsOf(specOf(specs, 'mass_index'), flat, [2, 3]).value).toEqual([N, N, N, N, 3, 3, 3, 3])
  })

  test('heikin_ashi: open of the averaged bar before, close the mean of four', () => {
    const candles = [
      { open: 10, high: 12, low: 8, close: 11 },
      { open: 11, high: 13, low: 11, close: 13 },
    ]
    const { open, high, low, close } = columnsOf(specOf(specs, 'heikin_ashi'), barsOf(candles))
    expect(open).toEqual([10.5, (10.5 + 10.25) / 2])
    expect(close).toEqual([10.25, 12])
    expect(high).toEqual([12, 13])
    expect(low).toEqual([8, (10.5 + 10.25) / 2])
  })
})
