import { IndicatorsSync } from '@ixjb94/indicators'
import { rma, trima as trimaOf, vwma as vwmaOf } from 'indicatorts'
import * as ti from 'technicalindicators'
import * as ts from 'trading-signals'
import { describe, expect, test } from 'vitest'
import { specs } from '../../../../../src/analysis/indicators/averages/index.ts'
import { hanningWeights, smoothedAt } from '../../../../../src/analysis/peaks/smoothing.ts'
import { distance, readSample, SAMPLE_NOTE, SAMPLES, updates } from '../../../../support/indicator-bars.ts'

const ix = new IndicatorsSync()
const EXACT = 1e-11
/** Rows after which nothing is left of a seed with weight 2 / 21 or 1 / 14. */
const SETTLED = 900

describe.each(SAMPLES)(`averages of %s bars agree with other packages${SAMPLE_NOTE}`, (_name, candles) => {
  const { bars, close, volume, column: ours } = readSample(specs, candles)
  const settled = candles.length - SETTLED

  test('sma', () => {
    expect(distance(ours('sma', 20), ti.SMA.calculate({ values: close, period: 20 }))).toBeLessThan(EXACT)
    expect(distance(ours('sma', 20), ix.sma(close, 20))).toBeLessThan(EXACT)
  })

  test('ema', () => {
    expect(distance(ours('ema', 20), ti.EMA.calculate({ values: close, period: 20 }))).toBeLessThan(EXACT)
    // These two are seeded with the first value instead of the mean of the first twenty.
    expect(distance(ours('ema', 20), ix.ema(close, 20), settled)).toBeLessThan(EXACT)
    expect(distance(ours('ema', 20), updates(new ts.EMA(20), close), settled)).toBeLessThan(EXACT)
  })

  test('wma', () => {
    expect(distance(ours('wma', 20), ti.WMA.calculate({ values: close, period: 20 }))).toBeLessThan(EXACT)
    expect(distance(ours('wma', 20), updates(new ts.WMA(20), close))).toBeLessThan(EXACT)
  })

  test('smma', () => {
    expect(distance(ours('smma', 14), ti.WEMA.calculate({ values: close, period: 14 }))).toBeLessThan(EXACT)
    expect(distance(ours('smma', 14), ix.wilders(close, 14))).toBeLessThan(EXACT)
    expect(distance(ours('smma', 14), rma(close, { period: 14 }).slice(13))).toBeLessThan(EXACT)
  })

  test('dema and tema', () => {
    // None of the packages chains averages seeded with means; once the seeds are forgotten all agree.
    expect(distance(ours('dema', 20), ix.dema(close, 20), settled)).toBeLessThan(EXACT)
    expect(distance(ours('dema', 20), updates(new ts.DEMA(20), close), settled)).toBeLessThan(EXACT)
    expect(distance(ours('tema', 20), ix.tema(close, 20), settled)).toBeLessThan(EXACT)
    expect(distance(ours('tema', 20), updates(new ts.TEMA(20), close), settled)).toBeLessThan(EXACT)
  })

  test('dema and tema from plain averages, seeds included', () => {
    const first = plainEma(close, 20)
    const second = plainEma(first, 20)
    const third = plainEma(second, 20)
    const dema = second.map((value, i) => 2 * first[i + 19] - value)
    const tema = third.map((value, i) => 3 * first[i + 38] - 3 * second[i + 19] + value)
    expect(distance(ours('dema', 20), dema)).toBeLessThan(EXACT)
    expect(distance(ours('tema', 20), tema)).toBeLessThan(EXACT)
    expect(ours('tema', 20).findIndex((value) => !Number.isNaN(value))).toBe(candles.length - tema.length)
  })

  test.each([16, 20, 21])('hma of %i', (period) => {
    expect(distance(ours('hma', period), updates(new ts.HMA(period), close))).toBeLessThan(EXACT)
    expect(distance(ours('hma', period), ix.hma(close, period))).toBeLessThan(1e-9)
  })

  test('kama', () => {
    // Both begin a row earlier, with the close that ours starts from.
    expect(distance(ours('kama', 10, 2, 30), ix.kama(close, 10).slice(1))).toBeLessThan(EXACT)
    expect(distance(ours('kama', 10, 2, 30), updates(new ts.KAMA(10), close).slice(1))).toBeLessThan(EXACT)
  })

  test('vwma', () => {
    expect(distance(ours('vwma', 20), ix.vwma(close, volume, 20))).toBeLessThan(EXACT)
    expect(distance(ours('vwma', 20), updates(new ts.VWMA(20), candles))).toBeLessThan(EXACT)
    expect(distance(ours('vwma', 20), vwmaOf(close, volume, { period: 20 }).slice(19))).toBeLessThan(EXACT)
  })

  test.each([20, 21])('zlema of %i', (period) => {
    // Seeded with the first value there.
    expect(distance(ours('zlema', period), ix.zlema(close, period), settled)).toBeLessThan(EXACT)
    expect(distance(ours('zlema', period), updates(new ts.ZLEMA(period), close), settled)).toBeLessThan(EXACT)
    const lag = Math.floor((period - 1) / 2)
    const led = close.slice(lag).map((value, i) => 2 * value - close[i])
    expect(distance(ours('zlema', period), plainEma(led, period))).toBeLessThan(EXACT)
  })

  test('alma', () => {
    expect(distance(ours('alma', 9, 0.85, 6), updates(new ts.ALMA(9), close))).toBeLessThan(EXACT)
    // The bell written out for five values: centre 0.6 * 4 = 2.4, deviation 5 / 4.
    const weights = [0, 1, 2, 3, 4].map((k) => Math.exp(-((k - 2.4) ** 2) / (2 * 1.25 ** 2)))
    expect(distance(ours('alma', 5, 0.6, 4), weighted(close, weights))).toBeLessThan(EXACT)
  })

  test.each([20, 21])('trima of %i', (period) => {
    expect(distance(ours('trima', period), updates(new ts.TRIMA(period), close))).toBeLessThan(EXACT)
    expect(distance(ours('trima', period), trimaOf(close, { period }).slice(period - 1))).toBeLessThan(EXACT)
  })

  test.each([3, 11, 21])('hanning of %i is the centred smooth of peaks and troughs, half a window later', (period) => {
    const half = (period - 1) / 2
    const weights = hanningWeights(period)
    const centred = close
      .slice(period - 1)
      .map((_, i) => smoothedAt(bars.close as Float64Array, i + half, 0, close.length - 1, weights))
    expect(distance(ours('hanning', period), centred)).toBeLessThan(EXACT)
    const raised = close.slice(0, period).map((_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (period - 1)))
    expect(distance(ours('hanning', period), weighted(close, raised))).toBeLessThan(EXACT)
  })
})

/** Seeded with the mean of the first values, without the silence before. */
function plainEma(values: number[], period: number): number[] {
  const seed = values.slice(0, period).reduce((sum, value) => sum + value, 0) / period
  const weight = 2 / (period + 1)
  const out = [seed]
  for (const value of values.slice(period)) out.push(weight * value + (1 - weight) * out[out.length - 1])
  return out
}

/** Weighted means of every window, oldest weight first. */
function weighted(values: number[], weights: number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const at = (start: number) => weights.reduce((sum, weight, k) => sum + weight * values[start + k], 0) / total
  return values.slice(weights.length - 1).map((_, start) => at(start))
}
