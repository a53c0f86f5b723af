import { describe, expect, test } from 'vitest'
import { specs } from '../../../../../src/analysis/indicators/volatility/index.ts'
import { barsOf, type Candle, distance, SAMPLE_NOTE, SAMPLES, specOf, valuesOf } from '../../../../support/indicator-bars.ts'

/** The formulas of the papers, written down once more from plain arrays. */
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const sample = (values: number[]) =>
  mean(values.map((value) => (value - mean(values)) ** 2)) * (values.length / (values.length - 1))
const log = Math.log

const naive: Record<string, (window: Candle[], before: Candle[], year: number) => number> = {
  realised_volatility: (window, before, year) =>
    Math.sqrt(year * sample(window.map((one, k) => log(one.close) - log(before[k].close)))),
  parkinson: (window, _before, year) =>
    Math.sqrt((year / (4 * log(2))) * mean(window.map((one) => (log(one.high) - log(one.low)) ** 2))),
  garman_klass: (window, _before, year) =>
    Math.sqrt(
      year *
        mean(
          window.map(
            (one) => 0.5 * (log(one.high) - log(one.low)) ** 2 - (2 * log(2) - 1) * (log(one.close) - log(one.open)) ** 2,
          ),
        ),
    ),
  yang_zhang(window, before, year) {
    const n = window.length
    const overnight = sample(window.map((one, k) => log(one.open) - log(before[k].close)))
    const day = sample(window.map((one) => log(one.close) - log(one.open)))
    const drift = mean(
      window.map(({ open, high, low, close }) => log(high / close) * log(high / open) + log(low / close) * log(low / open)),
    )
    const k = 0.34 / (1.34 + (n + 1) / (n - 1))
    return Math.sqrt(year * (overnight + k * day + (1 - k) * drift))
  },
}

describe.each(SAMPLES)(`realised volatility of %s bars${SAMPLE_NOTE}`, (_name, candles) => {
  test.each(Object.keys(naive))('%s is the formula of the paper', (name) => {
    const ours = valuesOf(specOf(specs, name), barsOf(candles), [20, 252])
    const theirs = candles.slice(20).map((_, k) => naive[name](candles.slice(k + 1, k + 21), candles.slice(k, k + 20), 252))
    expect(distance(ours, theirs)).toBeLessThan(1e-9)
  })
})

describe('by hand', () => {
  test('a rise by e a bar has no deviation, only drift; its range is one unit of log a bar', () => {
    // Each bar opens at its low and closes at its high, e times higher, where the next one opens.
    const candles = Array.from({ length: 6 }, (_, k) => ({
      open: Math.E ** k,
      low: Math.E ** k,
      high: Math.E ** (k + 1),
      close: Math.E ** (k + 1),
    }))
    const bars = barsOf(candles)
    expect(valuesOf(specOf(specs, 'realised_volatility'), bars, [5, 252]).at(-1)).toBeCloseTo(0, 6)
    expect(valuesOf(specOf(specs, 'parkinson'), bars, [5, 252]).at(-1)).toBeCloseTo(Math.sqrt(252 / (4 * Math.LN2)), 9)
    // Rogers and Satchell's part sees through the drift too, so Yang and Zhang's is 0.
    expect(valuesOf(specOf(specs, 'yang_zhang'), bars, [5, 252]).at(-1)).toBeCloseTo(0, 6)
  })

  test('returns of +10% and -10% in log: sample deviation, times the root of the year', () => {
    // Mean 0, squares 2 * 0.01 over one less than two.
    const bars = barsOf([{ close: 1 }, { close: Math.E ** 0.1 }, { close: 1 }])
    expect(valuesOf(specOf(specs, 'realised_volatility'), bars, [2, 100]).at(-1)).toBeCloseTo(Math.sqrt(100 * 0.02), 12)
  })

  test('a price that has no logarithm counts as no move', () => {
    const bars = barsOf([{ close: 10 }, { close: -37.63 }, { close: 10 }, { close: 10 }])
    expect(valuesOf(specOf(specs, 'realised_volatility'), bars, [3, 252]).at(-1)).toBe(0)
    expect(valuesOf(specOf(specs, 'garman_klass'), bars, [3, 252]).at(-1)).toBe(0)
  })

  test('Garman and Klass may come out below 0: then 0', () => {
    // The close is far above the open, high and low say nothing moved: a broken bar, but no NaN.
    const bars = barsOf([{ open: 1, high: 1, low: 1, close: 2 }])
    expect(valuesOf(specOf(specs, 'garman_klass'), bars, [1, 252])).toEqual([0])
  })
})
