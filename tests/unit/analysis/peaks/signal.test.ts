import { describe, expect, it } from 'vitest'
import { turnSettings } from '../../../../src/analysis/peaks/settings.ts'
import { turnSignal } from '../../../../src/analysis/peaks/signal.ts'

const settings = turnSettings({})

/** Signal at the last of ten bars whose raw closes are 100, but for the ones given by row. */
function signal(closes: Record<number, number>, peak: number, trough: number) {
  const column = Float64Array.from({ length: 10 }, (_, row) => closes[row] ?? 100)
  return turnSignal(column, 9, peak, trough, settings)
}

describe('signal of the newest turn', () => {
  it('takes a trough of three bars ago, not of four', () => {
    expect(signal({}, -1, 6)).toMatchObject({ action: 'BUY', confidence: 0.9, stop: 98, basis: { age: 3, provisional: true } })
    expect(signal({}, -1, 5)).toMatchObject({ action: 'HOLD', confidence: 0, stop: null, basis: null })
  })

  it('takes a last close up to 2% away, on either side, with less confidence the further it is', () => {
    expect(signal({ 9: 101 }, -1, 8).confidence).toBeCloseTo(0.7, 12)
    expect(signal({ 9: 99 }, -1, 8)).toMatchObject({
      action: 'BUY',
      reason: 'trough, 1 bar ago (provisional); last close 1.00% below it',
    })
    expect(signal({ 8: 50, 9: 49.0001 }, -1, 8)).toMatchObject({ action: 'BUY', confidence: expect.closeTo(0.5, 4) })
    expect(signal({ 9: 102.01 }, -1, 8).action).toBe('HOLD')
    expect(signal({ 9: 97.9 }, -1, 8).action).toBe('HOLD')
  })

  it('sells at a peak with the stop above it', () => {
    expect(signal({}, 8, -1)).toMatchObject({
      action: 'SELL',
      price: 100,
      confidence: 0.9,
      stop: 102,
      basis: { kind: 'peak', price: 100 },
    })
  })

  it('lets the younger decide when both qualify, and the other when only that one does', () => {
    expect(signal({}, 8, 7).action).toBe('SELL')
    expect(signal({}, 7, 8).action).toBe('BUY')
    expect(signal({ 8: 90 }, 7, 8)).toMatchObject({ action: 'SELL', basis: { kind: 'peak', age: 2 } })
  })

  it('says why it holds', () => {
    expect(signal({}, -1, -1).reason).toBe('no peak or trough in these bars')
    expect(signal({}, 2, 4).reason).toBe('trough is the latest turn, 5 bars ago: more than 3 bars')
    expect(signal({ 9: 95 }, 8, 1).reason).toBe('peak, 1 bar ago, but the last close is 5.00% below it: more than 2%')
  })

  it('is settled, not provisional, when the settings settle at once', () => {
    const quick = turnSettings({ window: 1, lookahead: 1 })
    expect(turnSignal(Float64Array.from([3, 2, 1, 1.01]), 3, -1, 2, quick).basis).toMatchObject({ age: 1, provisional: false })
  })
})

describe('settings', () => {
  it('refuse what makes no sense, with the value', () => {
    expect(() => turnSettings({ bars: 1 })).toThrow('bars must be a whole number from 2, not 1')
    expect(() => turnSettings({ window: 2.5 })).toThrow('not 2.5')
    expect(() => turnSettings({ lookahead: 0 })).toThrow('not 0')
    expect(() => turnSettings({ delta: -1 })).toThrow('delta must be a price of 0 or more, not -1')
  })
})
