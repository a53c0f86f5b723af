import { IndicatorsSync } from '@ixjb94/indicators'
import { ui } from 'indicatorts'
import * as ti from 'technicalindicators'
import * as ts from 'trading-signals'
import { describe, expect, test } from 'vitest'
import { specs } from '../../../../../src/analysis/indicators/volatility/index.ts'
import { distance, pick, readSample, SAMPLE_NOTE, SAMPLES, updates } from '../../../../support/indicator-bars.ts'

const ix = new IndicatorsSync()
const EXACT = 1e-11

describe.each(SAMPLES)(`volatility of %s bars agrees with other packages${SAMPLE_NOTE}`, (_name, candles) => {
  const { high, low, close, columns: ours, column } = readSample(specs, candles)

  test('true_range', () => {
    // Both packages begin with high - low on row 0, where ours is silent.
    expect(distance(column('true_range'), ix.tr(high, low, close).slice(1))).toBeLessThan(EXACT)
    expect(distance(column('true_range'), updates(new ts.TR(), candles).slice(1))).toBeLessThan(EXACT)
  })

  test('atr and natr', () => {
    expect(distance(column('atr', 14), ti.ATR.calculate({ high, low, close, period: 14 }))).toBeLessThan(EXACT)
    // These two count high - low of row 0 as a true range; the seed is forgotten after 26 periods.
    const settled = candles.length - 15 - 26 * 14
    expect(distance(column('atr', 14), ix.atr(high, low, close, 14), settled)).toBeLessThan(EXACT)
    expect(distance(column('atr', 14), updates(new ts.ATR(14), candles), settled)).toBeLessThan(EXACT)
    const percent = updates(new ts.NATR(14), candles).map((value) => value / 100)
    expect(distance(column('natr', 14), percent, settled)).toBeLessThan(EXACT)
  })

  test('stdev', () => {
    expect(distance(column('stdev', 20), ti.SD.calculate({ values: close, period: 20 }))).toBeLessThan(1e-10)
    expect(distance(column('stdev', 20), ix.stddev(close, 20))).toBeLessThan(1e-9)
  })

  test('bollinger', () => {
    const { upper, middle, lower, percent_b, width } = ours('bollinger', 20, 2)
    const theirs = ti.BollingerBands.calculate({ values: close, period: 20, stdDev: 2 })
    expect(distance(upper, pick(theirs, 'upper'))).toBeLessThan(EXACT)
    expect(distance(middle, pick(theirs, 'middle'))).toBeLessThan(EXACT)
    expect(distance(lower, pick(theirs, 'lower'))).toBeLessThan(EXACT)
    expect(distance(percent_b, pick(theirs, 'pb'))).toBeLessThan(1e-9)
    const widths = updates(new ts.BollingerBandsWidth(new ts.BollingerBands(20, 2)), close)
    expect(distance(width, widths)).toBeLessThan(1e-9)
    expect(distance(upper, ix.bbands(close, 20, 2)[2])).toBeLessThan(1e-9)
  })

  test('keltner', () => {
    const { upper, middle, lower } = ours('keltner', 20, 10, 2)
    const theirs = ti.KeltnerChannels.calculate({ high, low, close, maPeriod: 20, atrPeriod: 10, multiplier: 2, useSMA: false })
    expect(distance(upper, pick(theirs, 'upper'))).toBeLessThan(EXACT)
    expect(distance(lower, pick(theirs, 'lower'))).toBeLessThan(EXACT)
    const others = updates(new ts.KeltnerChannels({ atrInterval: 10, emaInterval: 20, multiplier: 2 }), candles)
    expect(distance(middle, pick(others, 'middle'), 500)).toBeLessThan(EXACT)
    expect(distance(upper, pick(others, 'upper'), 500)).toBeLessThan(EXACT)
  })

  test('donchian', () => {
    const { upper, middle, lower } = ours('donchian', 20)
    const theirs = updates(new ts.DonchianChannels(20), candles)
    expect(distance(upper, pick(theirs, 'upper'))).toBe(0)
    expect(distance(lower, pick(theirs, 'lower'))).toBe(0)
    expect(distance(middle, pick(theirs, 'middle'))).toBeLessThan(EXACT)
    expect(distance(upper, ix.max(high, 20))).toBe(0)
    expect(distance(lower, ix.min(low, 20))).toBe(0)
  })

  test('chandelier', () => {
    const { long, short } = ours('chandelier', 22, 3)
    // Its declarations say number[]; it answers with objects.
    const answer: unknown = ti.ChandelierExit.calculate({ high, low, close, period: 22, multiplier: 3 })
    const theirs = answer as { exitLong: number; exitShort: number }[]
    expect(distance(long, pick(theirs, 'exitLong'))).toBeLessThan(EXACT)
    expect(distance(short, pick(theirs, 'exitShort'))).toBeLessThan(EXACT)
    const others = updates(new ts.ChandelierExit({ interval: 22, multiplier: 3 }), candles)
    expect(distance(long, pick(others, 'long'), 500)).toBeLessThan(EXACT)
  })

  test('choppiness', () => {
    expect(distance(column('choppiness', 14), updates(new ts.CHOP(14), candles))).toBeLessThan(1e-10)
  })

  test('ulcer', () => {
    // Theirs is in percent, and silent no longer than its first window: only whole windows of whole windows are compared.
    const theirs = ui(close, { period: 14 }).map((value) => value / 100)
    expect(distance(column('ulcer', 14), theirs, candles.length - 27)).toBeLessThan(1e-10)
  })
})
