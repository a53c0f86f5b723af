import { IndicatorsSync } from '@ixjb94/indicators'
import * as ti from 'technicalindicators'
import * as ts from 'trading-signals'
import { describe, expect, test } from 'vitest'
import { specs } from '../../../../../src/analysis/indicators/volume/index.ts'
import { distance, readSample, SAMPLE_NOTE, SAMPLES, updates } from '../../../../support/indicator-bars.ts'

const ix = new IndicatorsSync()
const EXACT = 1e-11

describe.each(SAMPLES)(`volume of %s bars agrees with other packages${SAMPLE_NOTE}`, (_name, candles) => {
  const { high, low, close, volume, column: ours } = readSample(specs, candles)

  test('obv', () => {
    expect(distance(ours('obv'), ti.OBV.calculate({ close, volume }))).toBeLessThan(EXACT)
    expect(distance(ours('obv'), ix.obv(close, volume))).toBeLessThan(EXACT)
  })

  test('adl', () => {
    // technicalindicators rounds each value to a whole number, and counts a bar without range as 1.
    expect(distance(ours('adl'), updates(new ts.AD(), candles))).toBeLessThan(1e-10)
    expect(distance(ours('adl'), ix.ad(high, low, close, volume))).toBeLessThan(1e-10)
  })

  test('cmf', () => {
    expect(distance(ours('cmf', 20), updates(new ts.CMF(20), candles))).toBeLessThan(EXACT)
  })

  test('force_index', () => {
    expect(distance(ours('force_index', 13), ti.ForceIndex.calculate({ close, volume, period: 13 }))).toBeLessThan(EXACT)
    // This one seeds its average with the first value.
    expect(distance(ours('force_index', 13), updates(new ts.ForceIndex(13), candles), 500)).toBeLessThan(EXACT)
  })

  test('ease_of_movement', () => {
    expect(distance(ours('ease_of_movement', 14, 100_000_000), updates(new ts.EMV(14), candles))).toBeLessThan(1e-10)
    // Without the mean, and counted in ten thousands.
    expect(distance(ours('ease_of_movement', 1, 10_000), ix.emv(high, low, volume))).toBeLessThan(1e-10)
  })

  test('nvi and pvi', () => {
    expect(distance(ours('nvi'), updates(new ts.NVI(), candles))).toBeLessThan(1e-10)
    expect(distance(ours('pvi'), updates(new ts.PVI(), candles))).toBeLessThan(1e-10)
    expect(distance(ours('nvi'), ix.nvi(close, volume))).toBeLessThan(1e-10)
    expect(distance(ours('pvi'), ix.pvi(close, volume))).toBeLessThan(1e-10)
  })

  test('volume_oscillator, theirs in percent', () => {
    const percent = ours('volume_oscillator', 5, 10).map((value) => 100 * value)
    expect(distance(percent, ix.vosc(volume, 5, 10))).toBeLessThan(1e-10)
  })

  test('rvol', () => {
    expect(distance(ours('rvol', 20), updates(new ts.RVOL(20), volume))).toBeLessThan(EXACT)
  })

  test('vwap: of daily bars the typical price of the bar', () => {
    const typical = candles.map((one) => (one.high + one.low + one.close) / 3)
    expect(distance(ours('vwap'), typical)).toBeLessThan(EXACT)
  })
})
