import { IndicatorsSync } from '@ixjb94/indicators'
import { stoch } from 'indicatorts'
import * as ti from 'technicalindicators'
import * as ts from 'trading-signals'
import { describe, expect, test } from 'vitest'
import { specs } from '../../../../../src/analysis/indicators/momentum/index.ts'
import { distance, pick, readSample, SAMPLE_NOTE, SAMPLES, updates } from '../../../../support/indicator-bars.ts'

const ix = new IndicatorsSync()
const EXACT = 1e-11
/** Rows after which nothing is left of the seeds of the averages used here. */
const SETTLED = 1000

describe.each(SAMPLES)(`momentum of %s bars agrees with other packages${SAMPLE_NOTE}`, (_name, candles) => {
  const { high, low, close, volume, columns: ours, column } = readSample(specs, candles)
  const settled = candles.length - SETTLED

  test('rsi', () => {
    expect(distance(column('rsi', 14), ix.rsi(close, 14))).toBeLessThan(EXACT)
    expect(distance(column('rsi', 14), updates(new ts.RSI(14), close))).toBeLessThan(EXACT)
    // Rounded to hundredths there.
    expect(distance(column('rsi', 14), ti.RSI.calculate({ values: close, period: 14 }))).toBeLessThan(0.00501 / 50)
  })

  test('stochrsi', () => {
    const raw = ours('stochrsi', 14, 14, 1, 1).k.map((value) => value / 100)
    expect(distance(raw, ix.stochrsi(close, 14))).toBeLessThan(EXACT)
    expect(distance(raw, updates(new ts.StochasticRSI(14), close))).toBeLessThan(EXACT)
    // Computed there of an RSI rounded to hundredths, so the last digits differ.
    const lines = ti.StochasticRSI.calculate({ values: close, rsiPeriod: 14, stochasticPeriod: 14, kPeriod: 3, dPeriod: 3 })
    expect(distance(ours('stochrsi', 14, 14, 3, 3).k, pick(lines, 'k'))).toBeLessThan(0.005)
    expect(distance(ours('stochrsi', 14, 14, 3, 3).d, pick(lines, 'd'))).toBeLessThan(0.005)
  })

  test('stochastic', () => {
    const { k, d } = ours('stochastic', 14, 3, 1)
    const theirs = ti.Stochastic.calculate({ high, low, close, period: 14, signalPeriod: 3 })
    expect(distance(k, pick(theirs, 'k'))).toBeLessThan(EXACT)
    expect(distance(d, pick(theirs, 'd').slice(2))).toBeLessThan(EXACT)
    const other = stoch(high, low, close, { kPeriod: 14, dPeriod: 3 })
    expect(distance(k, other.k.slice(13))).toBeLessThan(EXACT)
    expect(distance(d, other.d.slice(15))).toBeLessThan(EXACT)
  })

  test('stochastic, the slow one', () => {
    const { k, d } = ours('stochastic', 14, 3, 3)
    const [slowK, slowD] = ix.stoch(high, low, close, 14, 3, 3)
    expect(distance(k, slowK)).toBeLessThan(EXACT)
    expect(distance(d, slowD)).toBeLessThan(EXACT)
  })

  test('williams', () => {
    expect(distance(column('williams', 14), ti.WilliamsR.calculate({ high, low, close, period: 14 }))).toBeLessThan(EXACT)
    expect(distance(column('williams', 14), ix.willr(high, low, close, 14))).toBeLessThan(EXACT)
  })

  test('cci', () => {
    expect(distance(column('cci', 20), ti.CCI.calculate({ high, low, close, period: 20 }))).toBeLessThan(EXACT)
    expect(distance(column('cci', 20), updates(new ts.CCI(20), candles))).toBeLessThan(EXACT)
  })

  test('roc and momentum', () => {
    const percent = column('roc', 10).map((value) => 100 * value)
    expect(distance(percent, ti.ROC.calculate({ values: close, period: 10 }))).toBeLessThan(EXACT)
    expect(distance(column('roc', 10), ix.roc(close, 10))).toBeLessThan(EXACT)
    expect(distance(column('momentum', 10), ix.mom(close, 10))).toBeLessThan(EXACT)
    expect(distance(column('momentum', 10), updates(new ts.MOM(10), close))).toBeLessThan(EXACT)
  })

  test('trix', () => {
    expect(distance(column('trix', 15), ti.TRIX.calculate({ values: close, period: 15 }))).toBeLessThan(EXACT)
    // Divided by the newer value there, and seeded with first values: m / (1 - m) of its fraction m is ours.
    const fraction = ix.trix(close, 15).map((value) => value / 100)
    const asOurs = fraction.map((value) => (100 * value) / (1 - value))
    expect(distance(column('trix', 15), asOurs, settled)).toBeLessThan(1e-9)
  })

  test('mfi', () => {
    expect(distance(column('mfi', 14), ix.mfi(high, low, close, volume, 14))).toBeLessThan(EXACT)
    expect(distance(column('mfi', 14), updates(new ts.MFI(14), candles))).toBeLessThan(EXACT)
  })

  test('macd', () => {
    const { macd, signal, histogram } = ours('macd', 12, 26, 9)
    const settings = { fastPeriod: 12, slowPeriod: 26, signalPeriod: 9, SimpleMAOscillator: false, SimpleMASignal: false }
    const theirs = ti.MACD.calculate({ values: close, ...settings })
    expect(distance(macd, pick(theirs, 'MACD') as number[])).toBeLessThan(EXACT)
    expect(
      distance(
        signal,
        theirs.slice(8).map((one) => one.signal!),
      ),
    ).toBeLessThan(EXACT)
    expect(
      distance(
        histogram,
        theirs.slice(8).map((one) => one.histogram!),
      ),
    ).toBeLessThan(EXACT)
    // Seeded with first values there.
    const [line, average] = ix.macd(close, 12, 26, 9)
    expect(distance(macd, line, settled)).toBeLessThan(EXACT)
    expect(distance(signal, average, settled)).toBeLessThan(EXACT)
  })

  test('ppo', () => {
    // Seeded with first values there; from plain averages the whole column agrees.
    expect(distance(ours('ppo', 12, 26, 9).ppo, ix.ppo(close, 12, 26), settled)).toBeLessThan(EXACT)
    const slow = ti.EMA.calculate({ values: close, period: 26 })
    const fast = ti.EMA.calculate({ values: close, period: 12 }).slice(14)
    const line = slow.map((value, i) => (100 * (fast[i] - value)) / value)
    expect(distance(ours('ppo', 12, 26, 9).ppo, line)).toBeLessThan(EXACT)
    expect(distance(ours('ppo', 12, 26, 9).signal, ti.EMA.calculate({ values: line, period: 9 }))).toBeLessThan(EXACT)
  })

  test('awesome_oscillator and ultimate_oscillator', () => {
    const awesome = ti.AwesomeOscillator.calculate({ high, low, fastPeriod: 5, slowPeriod: 34 })
    expect(distance(column('awesome_oscillator', 5, 34), awesome)).toBeLessThan(EXACT)
    expect(distance(column('awesome_oscillator', 5, 34), ix.ao(high, low))).toBeLessThan(EXACT)
    expect(distance(column('ultimate_oscillator', 7, 14, 28), ix.ultosc(high, low, close, 7, 14, 28))).toBeLessThan(EXACT)
    expect(distance(column('ultimate_oscillator', 7, 14, 28), updates(new ts.UltimateOscillator(), candles))).toBeLessThan(EXACT)
  })

  test('tsi', () => {
    // Seeded with first values there; from plain averages the whole column agrees.
    expect(distance(column('tsi', 25, 13), ix.tsi(close, 25, 13), settled)).toBeLessThan(EXACT)
    const moves = close.slice(1).map((value, i) => value - close[i])
    const twice = (values: number[]) => ti.EMA.calculate({ values: ti.EMA.calculate({ values, period: 25 }), period: 13 })
    const sizes = twice(moves.map(Math.abs))
    const plain = twice(moves).map((value, i) => (100 * value) / sizes[i])
    expect(distance(column('tsi', 25, 13), plain)).toBeLessThan(EXACT)
  })

  test('cmo and dpo', () => {
    expect(distance(column('cmo', 14), ix.cmo(close, 14))).toBeLessThan(EXACT)
    expect(distance(column('cmo', 14), updates(new ts.CMO(14), close))).toBeLessThan(EXACT)
    expect(distance(column('dpo', 20), ix.dpo(close, 20))).toBeLessThan(EXACT)
    expect(distance(column('dpo', 20), updates(new ts.DPO(20), close))).toBeLessThan(EXACT)
  })

  test('kst', () => {
    const settings = { ROCPer1: 10, ROCPer2: 15, ROCPer3: 20, ROCPer4: 30, SMAROCPer1: 10, SMAROCPer2: 10, SMAROCPer3: 10 }
    const theirs = ti.KST.calculate({ values: close, ...settings, SMAROCPer4: 15, signalPeriod: 9 })
    const { kst, signal } = ours('kst', 10, 15, 20, 30, 10, 10, 10, 15, 9)
    expect(distance(kst, pick(theirs, 'kst'))).toBeLessThan(EXACT)
    expect(
      distance(
        signal,
        theirs.slice(8).map((one) => one.signal),
      ),
    ).toBeLessThan(EXACT)
    const means = [10, 15, 20, 30].map((bars, k) => ix.sma(ix.roc(close, bars), [10, 10, 10, 15][k]))
    const plain = means[3].map((_, i) =>
      means.reduce((sum, mean, k) => sum + 100 * (k + 1) * mean[i + mean.length - means[3].length], 0),
    )
    expect(distance(kst, plain)).toBeLessThan(EXACT)
  })
})
