import { describe, expect, test } from 'vitest'
import { specs } from '../../../../../src/analysis/indicators/momentum/index.ts'
import { barsOf, type Candle, columnsOf, specOf, valuesOf } from '../../../../support/indicator-bars.ts'

const N = Number.NaN
const candles = (closes: number[]) => closes.map((close) => ({ close }))
const of = (name: string, bars: Partial<Candle>[], ...params: number[]) => valuesOf(specOf(specs, name), barsOf(bars), params)
const last = (name: string, closes: number[], ...params: number[]) => of(name, candles(closes), ...params).at(-1)

describe('by hand', () => {
  test('rsi: mean gain and loss of the first n changes, then Wilder', () => {
    // Changes +1, -1 -> gain 0.5, loss 0.5 -> 50; then +2: gain 1.25, loss 0.25 -> 83.33; then -1: gain 0.625, loss 0.625 -> 50.
    const [a, b, c, d, e] = of('rsi', candles([10, 11, 10, 12, 11]), 2)
    expect([a, b, c]).toEqual([N, N, 50])
    expect(d).toBeCloseTo((100 * 1.25) / 1.5, 12)
    expect(e).toBeCloseTo(50, 12)
  })

  test('rsi of a rise is 100, of a fall 0', () => {
    expect(last('rsi', [1, 2, 3, 4.7, 5.1], 2)).toBe(100)
    expect(last('rsi', [4, 3.3, 2, 1], 2)).toBe(0)
  })

  test('roc is a fraction; momentum the plain difference', () => {
    expect(of('roc', candles([2, 4, 3, 1]), 2)).toEqual([N, N, 0.5, -0.75])
    expect(of('momentum', candles([2, 4, 3, 1]), 2)).toEqual([N, N, 1, -3])
  })

  test('stochastic: the close in the range of three bars, and its mean of two', () => {
    const bars = [
      { high: 4, low: 0, close: 1 },
      { high: 5, low: 1, close: 2 },
      { high: 6, low: 2, close: 3 },
      { high: 9, low: 1, close: 9 },
    ]
    const { k, d } = columnsOf(specOf(specs, 'stochastic'), barsOf(bars), [3, 2, 1])
    expect(k).toEqual([N, N, 50, 100])
    expect(d).toEqual([N, N, N, 75])
    expect(columnsOf(specOf(specs, 'stochastic'), barsOf(bars), [3, 1, 2]).k).toEqual([N, N, N, 75])
    expect(of('williams', bars, 3)).toEqual([N, N, -50, 0])
  })

  test('cci: typical price against its mean, in 0.015 mean deviations', () => {
    // Typical prices 1 2 6: mean 3, mean deviation (2 + 1 + 3) / 3 = 2; (6 - 3) / (0.015 * 2) = 100.
    expect(last('cci', [1, 2, 6], 3)).toBeCloseTo(100, 10)
  })

  test('mfi: money of bars that rose over money of those that rose or fell', () => {
    const bars = [
      { close: 10, volume: 1 },
      { close: 12, volume: 10 },
      { close: 10, volume: 4 },
      { close: 10, volume: 99 },
    ]
    expect(of('mfi', bars, 2)[2]).toBeCloseTo((100 * 120) / 160, 12)
    expect(of('mfi', bars, 2)[3]).toBe(0)
  })

  test('macd: its line begins with the slow average, its signal with the mean of the first values of the line', () => {
    // EMA(1) is the close; EMA(3) of 1 2 3 4 8 is 2 3 5.5: line 1 1 2.5, signal of 2: 1, then 1 + 2/3 * 1.5.
    const { macd, signal, histogram } = columnsOf(specOf(specs, 'macd'), barsOf(candles([1, 2, 3, 4, 8])), [1, 3, 2])
    expect(macd).toEqual([N, N, 1, 1, 2.5])
    expect(signal).toEqual([N, N, N, 1, 2])
    expect(histogram).toEqual([N, N, N, 0, 0.5])
  })

  test('macd whose fast average is the slower one', () => {
    const [one, other] = [
      [1, 3, 2],
      [3, 1, 2],
    ].map((params) => columnsOf(specOf(specs, 'macd'), barsOf(candles([1, 2, 3, 4, 8])), params).macd)
    expect(other).toEqual(one.map((value) => -value))
  })

  test('cmo: rises less falls over both', () => expect(last('cmo', [1, 4, 3], 2)).toBe(50))

  test('dpo: the close half a window and one back, less the mean now', () => {
    // Of 4: back 3; closes 1 2 3 4 -> 1 - 2.5.
    expect(last('dpo', [1, 2, 3, 4], 4)).toBe(-1.5)
  })

  test('ultimate_oscillator: pressure over range, weighted 4 2 1', () => {
    const bars = [
      { high: 10, low: 10, close: 10 },
      { high: 12, low: 10, close: 12 },
      { high: 13, low: 9, close: 10 },
    ]
    // Bar 2: pressure 2 of 2; bar 3: low 9, pressure 1 of 4. Short 1: 1/4; medium 2: 3/6; long 2: 3/6.
    expect(of('ultimate_oscillator', bars, 1, 2, 2).at(-1)).toBeCloseTo((100 * (4 * 0.25 + 2 * 0.5 + 0.5)) / 7, 12)
  })
})

describe('what a division by zero means', () => {
  const flat = Array(300).fill(10.1)
  test.each([
    ['rsi', [50]],
    ['stochrsi', [50, 50]],
    ['stochastic', [50, 50]],
    ['williams', [-50]],
    ['cci', [0]],
    ['roc', [0]],
    ['momentum', [0]],
    ['trix', [0]],
    ['mfi', [50]],
    ['macd', [0, 0, 0]],
    ['ppo', [0, 0, 0]],
    ['awesome_oscillator', [0]],
    ['ultimate_oscillator', [50]],
    ['tsi', [0]],
    ['cmo', [0]],
    ['dpo', [0]],
    ['kst', [0, 0]],
  ])('%s of prices that do not move', (name, wanted) => {
    const columns = columnsOf(specOf(specs, name), barsOf(candles(flat)))
    expect(Object.values(columns).map((values) => values.at(-1))).toEqual(wanted)
  })

  test('there is one of each', () => expect(specs).toHaveLength(17))

  test.each(['roc', 'trix', 'ppo', 'kst'])('%s against 0 is 0', (name) => {
    const columns = columnsOf(specOf(specs, name), barsOf(candles(Array(300).fill(0))))
    expect(Object.values(columns).every((values) => values.at(-1) === 0)).toBe(true)
    expect(of('roc', candles([0, 5]), 1)).toEqual([N, 0])
  })

  test('mfi without volume is in the middle', () => {
    const bars = [10, 11, 12, 11].map((close) => ({ close, volume: 0 }))
    expect(of('mfi', bars, 3).at(-1)).toBe(50)
  })
})
