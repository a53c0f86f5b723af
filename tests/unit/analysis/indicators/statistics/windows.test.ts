import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SortedWindow } from '../../../../../src/analysis/indicators/parts/sorted-window.ts'
import { specs } from '../../../../../src/analysis/indicators/statistics/index.ts'
import { barsOf, columnsOf, specOf, valuesOf } from '../../../../support/indicator-bars.ts'

const N = Number.NaN
const closes = (...values: number[]) => barsOf(values.map((close) => ({ close })))
const ours = (name: string, values: number[], ...params: number[]) => valuesOf(specOf(specs, name), closes(...values), params)

describe('by hand', () => {
  test('sum, and nothing left of a far value that has gone', () => {
    expect(ours('sum', [1, 2, 3, 4], 2)).toEqual([N, 3, 5, 7])
    expect(ours('sum', [1e300, 1, 2, 3, 4, 5], 2).slice(2)).toEqual([3, 5, 7, 9])
    expect(ours('variance', [1e150, 1, 1, 1, 1], 2).slice(2)).toEqual([0, 0, 0])
  })

  test('linreg of 1, 3, 5 is a line: value 5, slope 2, from 1, all explained', () => {
    const { value, slope, intercept, r2 } = columnsOf(specOf(specs, 'linreg'), closes(1, 3, 5), [3])
    expect([value[2], slope[2], intercept[2], r2[2]]).toEqual([5, 2, 1, 1])
  })

  test('linreg of 1, 2, 6: slope 2.5, mean 3, explained 12.5 of 14', () => {
    const { value, slope, intercept, r2 } = columnsOf(specOf(specs, 'linreg'), closes(1, 2, 6), [3])
    expect([value[2], slope[2], intercept[2]]).toEqual([5.5, 2.5, 0.5])
    expect(r2[2]).toBeCloseTo(12.5 / 14, 14)
  })

  test('flat values: no score, no shape, nothing explained', () => {
    const flat = [0.1, 0.1, 0.1, 0.1]
    for (const name of ['zscore', 'skewness', 'kurtosis']) expect(ours(name, flat, 3).slice(2)).toEqual([0, 0])
    const { value, slope, r2 } = columnsOf(specOf(specs, 'linreg'), closes(...flat), [3])
    expect([value[3], slope[3], r2[3]]).toEqual([0.1, 0, 0])
  })

  test('median and percentile of 4, 1, 3, 2', () => {
    expect(ours('median', [4, 1, 3, 2], 4)[3]).toBe(2.5)
    expect(ours('percentile', [4, 1, 3, 2], 4, 25)[3]).toBe(1.75)
  })

  test('zscore of 1, 1, 4: two deviations of the root of 2', () => {
    expect(ours('zscore', [1, 1, 4], 3)[2]).toBeCloseTo(2 / Math.SQRT2, 14)
  })
})

describe('beta and correlation', () => {
  const run = (name: string, own: number[], other: number[], period: number) =>
    valuesOf(specOf(specs, name), closes(...own), [period], Float64Array.from(other))

  test('twice the moves are a beta of 2 and a correlation of 1', () => {
    const own = [100, 120, 96, 105.6]
    const other = [100, 110, 99, 103.95]
    expect(run('beta', own, other, 3)[3]).toBeCloseTo(2, 12)
    expect(run('correlation', own, other, 3)[3]).toBeCloseTo(1, 12)
  })

  test('a bar that the other lacks costs two returns, and the value until so many whole pairs are there again', () => {
    const own = [1, 2, 1, 2, 1, 2, 1]
    const whole = run('beta', own, [5, 6, 5, 6, 5, 6, 5], 2)
    const gap = run('beta', own, [5, 6, N, 6, 5, 6, 5], 2)
    expect(whole.map(Number.isNaN)).toEqual([true, true, false, false, false, false, false])
    expect(gap.map(Number.isNaN)).toEqual([true, true, true, true, true, false, false])
    expect(gap[6]).toBeCloseTo(whole[6], 12)
  })

  test('a return from a price of 0 is none; without the other there is nothing', () => {
    expect(run('beta', [0, 1, 2, 3, 5], [1, 2, 3, 4, 6], 2).map(Number.isNaN)).toEqual([true, true, true, false, false])
    expect(valuesOf(specOf(specs, 'beta'), closes(1, 2, 3), [2], null)).toEqual([N, N, N])
  })

  test('where the other does not move beta is 0, where either does not correlation is', () => {
    expect(run('beta', [1, 2, 3, 5], [4, 4, 4, 4], 3)[3]).toBe(0)
    expect(run('correlation', [1, 2, 3, 5], [4, 4, 4, 4], 3)[3]).toBe(0)
    expect(run('correlation', [4, 4, 4, 4], [1, 2, 3, 5], 3)[3]).toBe(0)
  })

  test('whatever pairs are missing, a value is that of its window of whole pairs', () => {
    const price = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 50 }) }, { weight: 1, arbitrary: fc.constant(N) })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), price), { maxLength: 40 }),
        fc.integer({ min: 2, max: 6 }),
        (rows, n) => {
          const [own, other] = [rows.map(([a]) => a), rows.map(([, b]) => b)]
          const beta = run('beta', own, other, n)
          rows.forEach((_, i) => {
            const places = Array.from({ length: n }, (_, k) => i - n + 1 + k)
            const pairs = places.map((k) => [own[k] / own[k - 1] - 1, other[k] / other[k - 1] - 1])
            const mean = (which: number) => pairs.reduce((sum, pair) => sum + pair[which], 0) / n
            const [x, y] = [mean(0), mean(1)]
            const variance = pairs.reduce((sum, pair) => sum + (pair[1] - y) ** 2, 0)
            const together = pairs.reduce((sum, pair) => sum + (pair[0] - x) * (pair[1] - y), 0)
            if (Number.isNaN(x + y)) expect(beta[i]).toBeNaN()
            else if (variance > 1e-9) expect(beta[i]).toBeCloseTo(together / variance, 6)
          })
        },
      ),
    )
  })
})

test('a sorted window that takes its last value again is the window of the last values', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer(), fc.integer()), { minLength: 1, maxLength: 50 }),
      fc.integer({ min: 1, max: 8 }),
      (rows, n) => {
        const window = new SortedWindow(n)
        rows.forEach(([forming, final], i) => {
          window.next(forming, false)
          window.next(final, true)
          const last = rows.slice(Math.max(0, i - n + 1), i + 1).map((row) => row[1])
          expect(window.quantile(1)).toBe(i < n - 1 ? N : Math.max(...last))
          expect(window.quantile(0)).toBe(i < n - 1 ? N : Math.min(...last))
        })
      },
    ),
  )
})

test('a value that is not a number silences its window and leaves no trace', () => {
  const window = new SortedWindow(2)
  const medians = [1, N, 3, 5].map((value) => {
    window.next(value, false)
    return window.quantile(0.5)
  })
  expect(medians).toEqual([N, N, N, 4])
})
