import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { turnSettings } from '../../../../src/analysis/peaks/settings.ts'
import { ALERTS, alertOf, graver } from '../../../../src/engine/monitor/alert.ts'
import { peaksDecline } from '../../../../src/engine/monitor/declining-peaks.ts'
import { monitorPosition } from '../../../../src/engine/monitor/monitor.ts'
import type { OwnOrder } from '../../../../src/engine/orders/types.ts'

const held = (shares: number, openedAt: number | null = null) => ({ symbol: 'AAPL', shares, averagePrice: 100, openedAt })

const order = (fields: Partial<OwnOrder>): OwnOrder => ({
  clientOrderId: 'one',
  brokerId: 'b-one',
  intent: null,
  symbol: 'AAPL',
  side: 'sell',
  shares: 10,
  notional: null,
  type: 'stop',
  limit: null,
  stop: 95,
  trail: null,
  tif: 'gtc',
  extended: false,
  reduces: true,
  state: 'accepted',
  status: null,
  filled: 0,
  averagePrice: null,
  intendedAt: 0,
  changedAt: 0,
  parent: null,
  leg: 'stop',
  replaces: null,
  replacedBy: null,
  foreign: false,
  cancelRequested: false,
  reason: null,
  ...fields,
})

/** Closes that rise and fall in triangles of `half` bars between lows of 100 and the peaks given. */
function triangles(peaks: number[], half = 20, after = 40): { length: number; time: Float64Array; close: Float64Array } {
  const closes: number[] = []
  for (const peak of peaks) {
    for (let i = 0; i < half; i++) closes.push(100 + ((peak - 100) * i) / half)
    for (let i = 0; i < half; i++) closes.push(peak - ((peak - 100) * i) / half)
  }
  for (let i = 0; i < after; i++) closes.push(100 + i * 0.01)
  return { length: closes.length, close: Float64Array.from(closes), time: Float64Array.from(closes, (_, i) => i * 60_000) }
}

describe('alerts', () => {
  it.each([
    [105, 'protect profit'],
    [104.99, null],
    [100, null],
    [95.01, null],
    [95, 'review'],
    [90.01, 'review'],
    [90, 'emergency'],
    [10, 'emergency'],
  ])('a long position from 100 at %d: %s; a short one mirrored', (price, alert) => {
    expect(monitorPosition(held(10), price, [], null).alert).toBe(alert)
    expect(monitorPosition(held(-10), 200 - price, [], null).alert).toBe(alert)
  })

  it('declining peaks come before protecting a profit, and only in profit', () => {
    expect(alertOf(0.2, true)).toBe('declining peaks')
    expect(alertOf(0, true)).toBe(null)
    expect(alertOf(-0.06, true)).toBe('review')
    expect(graver('protect profit', 'review')).toBe('review')
    expect(graver(null, 'protect profit')).toBe('protect profit')
  })

  it('the worse a position stands, the graver the alert', () => {
    const loss = fc.double({ min: -1, max: 0, noNaN: true })
    const rank = (fraction: number) => {
      const alert = alertOf(fraction, false)
      return alert === null ? ALERTS.length : ALERTS.indexOf(alert)
    }
    fc.assert(
      fc.property(loss, loss, (a, b) => {
        expect(rank(Math.min(a, b))).toBeLessThanOrEqual(rank(Math.max(a, b)))
      }),
    )
  })
})

describe('declining peaks', () => {
  it('two settled peaks, each lower than the one before', () => {
    expect(peaksDecline(triangles([120, 118, 115]), 'long', null)).toBe(true)
    expect(peaksDecline(triangles([120, 118, 119]), 'long', null)).toBe(false)
    expect(peaksDecline(triangles([118, 115]), 'long', null)).toBe(false)
    expect(peaksDecline(triangles([110, 120, 118, 115]), 'long', null)).toBe(true)
  })

  it('of a short position: troughs that rise', () => {
    const mirrored = triangles([120, 118, 115])
    mirrored.close.forEach((close, i) => {
      mirrored.close[i] = 200 - close
    })
    expect(peaksDecline(mirrored, 'short', null)).toBe(true)
    expect(peaksDecline(mirrored, 'long', null)).toBe(false)
  })

  it('peaks from before the position was opened do not count', () => {
    const bars = triangles([120, 118, 115])
    expect(peaksDecline(bars, 'long', 15 * 60_000)).toBe(true)
    expect(peaksDecline(bars, 'long', 25 * 60_000)).toBe(false)
  })

  it('what later bars can still change says nothing: a third peak counts once it is settled, and then for good', () => {
    const settings = turnSettings({})
    const all = triangles([120, 118, 115])
    const said = Array.from({ length: all.length }, (_, i) => peaksDecline({ ...all, length: i + 1 }, 'long', null, settings))
    const first = said.indexOf(true)
    const third = 2 * 40 + 20
    expect(first).toBeGreaterThanOrEqual(third + (settings.window - 1) / 2 + settings.lookahead - 1)
    expect(first).toBeLessThan(third + 20)
    expect(said.slice(first)).not.toContain(false)
  })
})

describe('a position', () => {
  it('says what it is worth, what protects it and how much of it', () => {
    const open = [
      order({}),
      order({ clientOrderId: 'two', stop: 97, shares: 5, filled: 1 }),
      order({ clientOrderId: 'unsure', stop: 99, state: 'unknown' }),
      order({ clientOrderId: 'target', type: 'limit', stop: null, limit: 120 }),
      order({ clientOrderId: 'entry', side: 'buy', stop: 130 }),
    ]
    expect(monitorPosition(held(20), 103, open, null)).toMatchObject({
      price: 103,
      marketValue: 2060,
      profit: 60,
      profitFraction: 0.03,
      protection: { stop: 97, trail: null, shares: 14 },
      alert: null,
    })
    expect(monitorPosition(held(-20), 103, open, null)).toMatchObject({
      marketValue: -2060,
      profit: -60,
      protection: { stop: 130 },
    })
  })

  it('a contract counts by its multiplier', () => {
    const position = { symbol: 'ES', shares: 1, averagePrice: 5000, openedAt: null }
    expect(monitorPosition(position, 5010, [], null)).toMatchObject({ profit: 500, profitFraction: 0.002 })
  })

  it('without a price nothing is said of its worth', () => {
    for (const price of [null, Number.NaN, 0]) {
      const shown = monitorPosition(held(10), price, [order({})], null)
      expect(shown).toMatchObject({ price: null, marketValue: null, profit: null, profitFraction: null, alert: null })
      expect(shown.protection).toMatchObject({ stop: 95 })
    }
  })
})
