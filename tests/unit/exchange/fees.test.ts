import { describe, expect, it } from 'vitest'
import { parseFee } from '../../../src/exchange/fees/parse.ts'
import { SECTION_31, TRADING_ACTIVITY } from '../../../src/exchange/fees/us-rates.ts'
import type { FillFacts } from '../../../src/exchange/models.ts'
import { parseSlippage } from '../../../src/exchange/slippage/parse.ts'

function fill(facts: Partial<FillFacts> = {}): FillFacts {
  const time = Date.UTC(2024, 9, 1, 15)
  const base = {
    kind: 'equity',
    side: 'sell',
    shares: 1000,
    price: 100,
    time,
    volume: 10_000,
    high: 101,
    low: 99,
    tickSize: 0.01,
    multiplier: 1,
  } as const
  return { ...base, takes: true, ...facts }
}

const at = (date: string, hour = 15) => Date.parse(`${date}T00:00:00Z`) + hour * 3_600_000

describe('the US schedule', () => {
  const { model } = parseFee('us')

  it('charges sales only', () => {
    expect(model(fill({ side: 'buy' }))).toBe(0)
  })

  it('adds both fees, each rounded up to the cent', () => {
    // 100,000 dollars * 27.80 a million = 2.78; 1,000 shares * 0.000166 = 0.166, so 0.17.
    expect(model(fill())).toBeCloseTo(2.95, 9)
    // One share: a cent each.
    expect(model(fill({ shares: 1 }))).toBeCloseTo(0.02, 9)
  })

  it('caps the activity fee of one sale', () => {
    // 1,000,000 shares * 0.000166 = 166, capped at 8.30; 1,000,000 dollars * 27.80 a million = 27.80.
    expect(model(fill({ shares: 1_000_000, price: 1 }))).toBeCloseTo(36.1, 9)
  })

  it('goes by the date of the fill, in any order of asking', () => {
    const million = { shares: 10_000, price: 100 }
    const sec = (date: string, hour?: number) => model(fill({ ...million, time: at(date, hour) }))
    expect(sec('2013-05-24')).toBeCloseTo(22.4 + 1.19, 9)
    expect(sec('2013-05-25')).toBeCloseTo(17.4 + 1.19, 9)
    expect(sec('2025-05-14')).toBeCloseTo(0 + 1.66, 9)
    expect(sec('2021-02-25')).toBeCloseTo(5.1 + 1.19, 9)
    expect(sec('2026-04-06')).toBeCloseTo(20.6 + 1.95, 9)
    expect(sec('2026-11-20')).toBeCloseTo(20.6, 9)
    // 00:30 UTC on the 14th is the evening of the 13th in New York.
    expect(sec('2025-05-14', 0.5)).toBeCloseTo(27.8 + 1.66, 9)
  })

  it('uses the first rate before the table and the last after it', () => {
    expect(model(fill({ time: at('1995-03-01') }))).toBeCloseTo(1.5 + 0.08, 9)
    expect(model(fill({ time: at('2034-03-01') }))).toBeCloseTo(2.06 + 0.24, 9)
  })

  it('is in order of dates', () => {
    for (const table of [SECTION_31, TRADING_ACTIVITY]) {
      expect(table.every((one, i) => i === 0 || one.from > table[i - 1].from)).toBe(true)
    }
  })

  it.each(['future', 'crypto', 'fx'] as const)('charges no fee of stocks on %s', (kind) => {
    expect(model(fill({ kind, multiplier: kind === 'future' ? 50 : 1 }))).toBe(0)
  })
})

describe('other fees', () => {
  it('reads a fraction of the value, dollars a share and none', () => {
    expect(parseFee('0.001').model(fill({ side: 'buy' }))).toBeCloseTo(100, 9)
    expect(parseFee('0.001').model(fill({ multiplier: 20 }))).toBeCloseTo(2000, 9)
    expect(parseFee('share:0.005').model(fill())).toBeCloseTo(5, 9)
    expect(parseFee('none').model(fill())).toBe(0)
    expect(parseFee('0').name).toBe('none')
    expect(parseFee('0.001').text).toContain('0.1%')
  })

  it.each(['1', '0.5', 'free', '-0.001', '', 'share:x'])('refuses %j', (text) => {
    expect(() => parseFee(text)).toThrow(/no fee is called/)
  })
})

describe('slippage', () => {
  it('spread: 0.01% of the price, at least half a tick', () => {
    const { model } = parseSlippage('spread')
    expect(model(fill({ side: 'buy', price: 400 }))).toBeCloseTo(400.04, 9)
    expect(model(fill({ side: 'sell', price: 10 }))).toBeCloseTo(9.995, 9)
  })

  it('spread of a future: half a tick whatever its price; of one without a known tick like a stock', () => {
    const { model } = parseSlippage('spread')
    const nasdaq = { kind: 'future', tickSize: 0.25, multiplier: 20, price: 16_000 } as const
    expect(model(fill({ ...nasdaq, side: 'buy' }))).toBe(16_000.125)
    expect(model(fill(nasdaq))).toBe(15_999.875)
    expect(model(fill({ kind: 'future', tickSize: 1e-8, side: 'buy', price: 400 }))).toBeCloseTo(400.04, 9)
    expect(parseSlippage('spread').text).toContain('half a tick for futures')
  })

  it('fixed: dollars a share; a sale never goes below a tick', () => {
    const { model } = parseSlippage('fixed:0.02')
    expect(model(fill({ side: 'buy' }))).toBeCloseTo(100.02, 9)
    expect(model(fill({ price: 0.015 }))).toBe(0.01)
  })

  it('volume: a tenth of the square of the share taken', () => {
    const { model } = parseSlippage('volume')
    // 1,000 of 10,000 shares: 100 * 0.1 * 0.01 = 0.1.
    expect(model(fill({ side: 'buy' }))).toBeCloseTo(100.1, 9)
    expect(model(fill({ side: 'buy', volume: 0 }))).toBeCloseTo(100.1, 9)
  })

  it('none', () => {
    expect(parseSlippage('none').model(fill())).toBe(100)
  })

  it.each(['fixed', 'fixed:', 'wide', 'fixed:-1'])('refuses %j', (text) => {
    expect(() => parseSlippage(text)).toThrow(/no slippage is called/)
  })
})
