import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { specs } from '../../../../../src/analysis/indicators/averages/index.ts'
import { barsOf, specOf, valuesOf } from '../../../../support/indicator-bars.ts'

const N = Number.NaN
const of = (name: string, closes: number[], ...params: number[]) =>
  valuesOf(specOf(specs, name), barsOf(closes.map((close) => ({ close }))), params)

describe('by hand', () => {
  test('sma: mean of the last n', () => expect(of('sma', [1, 2, 3, 4, 8], 3)).toEqual([N, N, 2, 3, 5]))

  test('ema: seeded with the simple mean of the first n, then weight 2 / (n + 1)', () =>
    expect(of('ema', [1, 2, 3, 4, 8], 3)).toEqual([N, N, 2, 3, 5.5]))

  test('smma: the same with weight 1 / n', () => expect(of('smma', [1, 3, 4, 8], 2)).toEqual([N, 2, 3, 5.5]))

  test('wma: weights 1, 2, 3', () => {
    // (1 + 2*2 + 3*3) / 6 = 14/6; (2 + 6 + 12) / 6 = 20/6; (3 + 8 + 24) / 6 = 35/6.
    const [, , a, b, c] = of('wma', [1, 2, 3, 4, 8], 3)
    expect([a, b, c].map((value) => Math.round(value * 6 * 1e9) / 1e9)).toEqual([14, 20, 35])
  })

  test('hma of 4: wma(2) of 2 wma(2) - wma(4)', () => {
    // Closes 1 2 4 8 16: wma(2) 5/3 10/3 20/3 40/3, wma(4) 4.9 = (1+4+12+32)/10 and 9.8; then 40/3 - 4.9 and 80/3 - 9.8, weighted 1 and 2.
    expect(of('hma', [1, 2, 4, 8, 16], 4).at(-1)).toBeCloseTo((40 / 3 - 4.9 + 2 * (80 / 3 - 9.8)) / 3, 12)
  })

  test('kama: a straight way goes at the fast weight, a way that leads nowhere at the slow one', () => {
    const fast = (2 / 3) ** 2
    const slow = (2 / 31) ** 2
    expect(of('kama', [1, 2, 3], 2, 2, 30).at(-1)).toBeCloseTo(2 + fast * (3 - 2), 12)
    expect(of('kama', [3, 2, 3], 2, 2, 30).at(-1)).toBeCloseTo(2 + slow * (3 - 2), 12)
  })

  test('vwma: money over volume, the simple mean where there is no volume', () => {
    const bars = barsOf([
      { close: 10, volume: 1 },
      { close: 20, volume: 3 },
      { close: 40, volume: 0 },
      { close: 60, volume: 0 },
    ])
    expect(valuesOf(specOf(specs, 'vwma'), bars, [2])).toEqual([N, 17.5, 20, 50])
  })

  test('trima of 4 weighs 1 2 2 1', () => expect(of('trima', [1, 2, 4, 9], 4).at(-1)).toBeCloseTo((1 + 4 + 8 + 9) / 6, 12))

  test('zlema leads a steady rise by its lag', () => {
    // Of 3: lag 1, so 2c - c[1] = 3 4 5 6 from the second close on: mean of the first three 4, then (4 + 6) / 2.
    expect(of('zlema', [1, 2, 3, 4, 5], 3)).toEqual([N, N, N, 4, 5])
  })

  test('hanning of 5 weighs 0 1 2 1 0', () => expect(of('hanning', [9, 1, 2, 4, 7], 5).at(-1)).toBeCloseTo(9 / 4, 12))
})

describe('averages do not make news of rounding', () => {
  test.each(specs.map((spec) => spec.name))('%s of closes that do not move is that close to the last bit', (name) => {
    const price = fc.integer({ min: 1, max: 10_000_000 }).map((hundredths) => hundredths / 10_000)
    fc.assert(
      fc.property(price, fc.integer({ min: 3, max: 30 }), (close, period) => {
        const spec = specOf(specs, name)
        const params = spec.params.map((param, i) => (i === 0 ? period : param.default))
        const values = of(name, Array(200).fill(close), ...params).slice(spec.warmUp(params) - 1)
        if (name === 'vwma') expect(Math.max(...values.map((value) => Math.abs(value - close)))).toBeLessThan(1e-12 * close)
        else expect(new Set(values)).toEqual(new Set([close]))
      }),
    )
  })

  test.each(['sma', 'wma', 'trima', 'vwma'])('%s forgets a huge value as soon as it has left the window', (name) => {
    const closes = [1e15, ...Array.from({ length: 60 }, (_, i) => 0.01 * (1 + (i % 7)))]
    const clean = closes.with(0, 0.01)
    const [marked, plain] = [closes, clean].map((values) => of(name, values, 10).slice(11))
    marked.forEach((value, i) => {
      expect(Math.abs(value - plain[i])).toBeLessThan(1e-15)
    })
  })
})
