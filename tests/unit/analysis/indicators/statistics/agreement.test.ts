import { IndicatorsSync } from '@ixjb94/indicators'
import * as ti from 'technicalindicators'
import * as ts from 'trading-signals'
import { describe, expect, test } from 'vitest'
import { specs } from '../../../../../src/analysis/indicators/statistics/index.ts'
import {
  columnsOf,
  distance,
  pick,
  readSample,
  SAMPLE_NOTE,
  SAMPLES,
  specOf,
  updates,
  valuesOf,
} from '../../../../support/indicator-bars.ts'

const ix = new IndicatorsSync()
const EXACT = 1e-11

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** What packages lack or do otherwise, from each window alone. */
const naive: Record<string, (window: number[]) => number> = {
  zscore: (window) => (window.at(-1)! - mean(window)) / Math.sqrt(moment(window, 2)),
  skewness: (window) => moment(window, 3) / moment(window, 2) ** 1.5,
  kurtosis: (window) => moment(window, 4) / moment(window, 2) ** 2 - 3,
  median(window) {
    const sorted = window.toSorted((a, b) => a - b)
    return (sorted[Math.floor((window.length - 1) / 2)] + sorted[Math.ceil((window.length - 1) / 2)]) / 2
  },
}
function moment(window: number[], power: number): number {
  const middle = mean(window)
  return mean(window.map((value) => (value - middle) ** power))
}

describe.each(SAMPLES)(`statistics of %s bars agree with other packages${SAMPLE_NOTE}`, (_name, candles) => {
  const { bars, high, low, close, column: ours } = readSample(specs, candles)

  test('highest, lowest, max, min', () => {
    expect(distance(ours('highest', 20), ti.Highest.calculate({ values: high, period: 20 }))).toBe(0)
    expect(distance(ours('lowest', 20), ti.Lowest.calculate({ values: low, period: 20 }))).toBe(0)
    expect(distance(ours('max', 20), ix.max(close, 20))).toBe(0)
    expect(distance(ours('min', 20), ix.min(close, 20))).toBe(0)
  })

  test('sum and variance', () => {
    expect(distance(ours('sum', 20), ix.sum(close, 20))).toBeLessThan(EXACT)
    const deviations = ti.SD.calculate({ values: close, period: 20 })
    expect(
      distance(
        ours('variance', 20),
        deviations.map((value) => value ** 2),
      ),
    ).toBeLessThan(1e-10)
  })

  test('linreg', () => {
    const { value, slope, intercept, r2 } = columnsOf(specOf(specs, 'linreg'), bars, [14])
    const theirs = updates(new ts.LinearRegression(14), close)
    expect(distance(slope, pick(theirs, 'slope'))).toBeLessThan(1e-10)
    expect(distance(intercept, pick(theirs, 'intercept'))).toBeLessThan(1e-10)
    expect(distance(value, ix.linreg(close, 14))).toBeLessThan(1e-9)
    expect(distance(slope, ix.linregslope(close, 14))).toBeLessThan(1e-9)
    const squares = close.slice(13).map((_, k) => correlation([...Array(14).keys()], close.slice(k, k + 14)) ** 2)
    expect(distance(r2, squares)).toBeLessThan(1e-9)
  })

  test.each(Object.keys(naive))('%s is that of each window taken alone', (name) => {
    for (const period of [7, 20]) {
      const theirs = close.slice(period - 1).map((_, k) => naive[name](close.slice(k, k + period)))
      expect(distance(ours(name, period), theirs)).toBeLessThan(1e-9)
    }
  })

  test('percentile: nine of ten, interpolated', () => {
    // 90% of the way from place 0 to place 19 of the sorted window is place 17.1.
    const theirs = close.slice(19).map((_, k) => {
      const sorted = close.slice(k, k + 20).toSorted((a, b) => a - b)
      return sorted[17] + 0.1 * (sorted[18] - sorted[17])
    })
    expect(distance(ours('percentile', 20, 90), theirs)).toBeLessThan(1e-12)
    expect(ours('percentile', 20, 0).slice(19)).toEqual(ours('min', 20).slice(19))
    expect(ours('percentile', 20, 100).slice(19)).toEqual(ours('max', 20).slice(19))
    expect(ours('percentile', 20, 50).slice(19)).toEqual(ours('median', 20).slice(19))
  })

  test('beta and correlation to another walk', () => {
    const theirs = close.map((value, i) => value ** 0.7 * (1 + 0.1 * Math.sin(i * i)))
    const returns = (values: number[]) => values.slice(1).map((value, i) => value / values[i] - 1)
    const [x, y] = [returns(close), returns(theirs)]
    const windows = x.slice(59).map((_, k) => [x.slice(k, k + 60), y.slice(k, k + 60)])
    const other = Float64Array.from(theirs)
    const beta = valuesOf(specOf(specs, 'beta'), bars, [60], other)
    const alike = valuesOf(specOf(specs, 'correlation'), bars, [60], other)
    expect(beta.slice(0, 60).every(Number.isNaN)).toBe(true)
    expect(
      distance(
        alike,
        windows.map(([a, b]) => correlation(a, b)),
      ),
    ).toBeLessThan(1e-9)
    expect(
      distance(
        beta,
        windows.map(([a, b]) => (correlation(a, b) * Math.sqrt(moment(a, 2))) / Math.sqrt(moment(b, 2))),
      ),
    ).toBeLessThan(1e-9)
  })
})

function correlation(x: number[], y: number[]): number {
  const [middleX, middleY] = [mean(x), mean(y)]
  const together = mean(x.map((value, k) => (value - middleX) * (y[k] - middleY)))
  return together / Math.sqrt(moment(x, 2) * moment(y, 2))
}
