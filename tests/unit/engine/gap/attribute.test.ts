import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attribute, profitOf } from '../../../../src/engine/gap/attribute.ts'
import { inCents } from '../../../../src/engine/gap/cents.ts'
import { takeApart } from '../../../../src/engine/gap/report.ts'
import type { Filled, ModelOrder, Pair, RealOrder } from '../../../../src/engine/gap/types.ts'

const AT = Date.parse('2026-03-20T14:00:00Z')

function realOf(filled: Filled | null, more: Partial<RealOrder> = {}): RealOrder {
  return {
    ...{ clientOrderId: 'ob-a', symbol: 'SIMALL', side: 'buy', purpose: 'entry', type: 'market', limit: null, stop: null },
    ...{ at: AT, entry: null, filled, state: 'filled', reason: null, run: 'a', origin: 'strategy a', intentId: 'a-1' },
    ...{ sentAt: AT, asked: null, ...more },
  }
}

function modelOf(filled: Filled | null, more: Partial<ModelOrder> = {}): ModelOrder {
  return {
    ...{ symbol: 'SIMALL', side: 'buy', purpose: 'entry', type: 'market', limit: null, stop: null, at: AT, entry: null },
    ...{ filled, state: 'filled', reason: null, intentId: 'a-1', run: 'a', slippage: 0, ...more },
  }
}

const filledAt = (shares: number, price: number, fee = 0): Filled => ({ shares, price, fee, at: AT })
const sum = (causes: Record<string, number>) => Object.values(causes).reduce((total, one) => total + one, 0)

const fill = fc.record({
  shares: fc.integer({ min: 1, max: 5000 }),
  price: fc.integer({ min: 1000, max: 90_000_000 }).map((one) => one / 10_000),
  fee: fc.integer({ min: 0, max: 3_000_000 }).map((one) => one / 1e6),
  at: fc.constant(AT),
})
const price = fc.integer({ min: 100, max: 900_000 }).map((one) => one / 100)
const side = fc.constantFrom('buy' as const, 'sell' as const)
const anyPair: fc.Arbitrary<Pair> = fc
  .record({
    side,
    real: fc.option(fill),
    model: fc.option(fill),
    slip: fc.double({ min: 0, max: 50, noNaN: true }),
    isOther: fc.boolean(),
  })
  .filter(({ real, model }) => real !== null || model !== null)
  .chain((one) =>
    fc.record({ asked: fc.option(price), isMade: fc.boolean() }).map(({ asked, isMade }): Pair => {
      const { side, real, model, slip, isOther } = one
      return {
        real: real || isMade ? realOf(real, { side, asked }) : null,
        model: model ? modelOf(model, { side, slippage: slip }) : real && isMade ? modelOf(null, { side }) : null,
        isOther,
      }
    }),
  )

describe('the causes of an order', () => {
  it('are delay, price, size and fee of one that both sides filled', () => {
    const pair = {
      real: realOf(filledAt(80, 100.5, 0.4)),
      model: modelOf(filledAt(100, 100.1, 0.1), { slippage: 5 }),
      isOther: false,
    }
    const causes = attribute(pair, { mark: 102, arrival: 100.3, multiplier: 1 })
    // 20 shares fewer that made 1.90 each; the market went from 100.05 to 100.30; 0.20 over it, of which 0.05 were allowed.
    expect(causes.size).toBeCloseTo(-20 * 1.9, 9)
    expect(causes.delay).toBeCloseTo(-80 * 0.25, 9)
    expect(causes.price).toBeCloseTo(-80 * 0.15, 9)
    expect(causes.fee).toBeCloseTo(-0.3, 9)
    expect(causes.signal + causes.missed).toBe(0)
  })

  it('count what a contract is worth a point, and turn round for a sale', () => {
    const sale = { side: 'sell' as const, symbol: 'ES' }
    const pair = { real: realOf(filledAt(2, 5000), sale), model: modelOf(filledAt(2, 5001), sale), isOther: false }
    const causes = attribute(pair, { mark: 4990, arrival: 5000.5, multiplier: 50 })
    expect(causes).toMatchObject({ delay: -50, price: -50, size: 0 })
  })

  it('are all price where the order waited for its own', () => {
    const pair = { real: realOf(filledAt(10, 99), { asked: 99.1 }), model: modelOf(filledAt(10, 99.1)), isOther: false }
    const causes = attribute(pair, { mark: 100, arrival: 105, multiplier: 1 })
    expect(causes).toMatchObject({ delay: 0, price: expect.closeTo(1, 9) })
  })

  it('are all missed, or all signal, of what one side has alone', () => {
    const measures = { mark: 110, arrival: 100, multiplier: 1 }
    const missed = attribute({ real: realOf(null), model: modelOf(filledAt(10, 100, 1)), isOther: false }, measures)
    expect(missed).toMatchObject({ missed: -99, signal: 0 })
    const manual = attribute({ real: realOf(filledAt(10, 100, 1)), model: null, isOther: false }, measures)
    expect(manual).toMatchObject({ signal: 99, missed: 0 })
  })

  it('add up to the money of any order, and to the cent when many are printed', () => {
    fc.assert(
      fc.property(fc.array(anyPair, { minLength: 1, maxLength: 30 }), price, fc.option(price), (pairs, mark, arrival) => {
        const measures = { mark, arrival, multiplier: 1 }
        let exact = 0
        for (const pair of pairs) {
          const really = pair.real?.filled ? profitOf(pair.real.side, pair.real.filled, measures) : 0
          const inModel = pair.model?.filled ? profitOf(pair.model.side, pair.model.filled, measures) : 0
          const money = sum(attribute(pair, measures))
          expect(Math.abs(money - (really - inModel))).toBeLessThan(1e-4)
          exact += really - inModel
        }
        const { rows, total, causes } = takeApart(pairs, () => measures)
        expect(Math.abs(total - exact * 100)).toBeLessThanOrEqual(0.5 + 1e-2)
        expect(rows.reduce((all, { money }) => all + money, 0)).toBe(total)
        for (const row of rows) expect(sum(row.causes)).toBe(row.money)
        expect(sum(causes)).toBe(total)
      }),
    )
  })
})

describe('whole cents', () => {
  it('give the cents that rounding leaves to those that lost most', () => {
    expect(inCents([0.334, 0.333, 0.333])).toEqual([34, 33, 33])
    expect(inCents([-0.005, 0.005])).toEqual([0, 0])
    expect(inCents([1.999, -1.999])).toEqual([200, -200])
  })

  it('move no part by a cent, and add up', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 }), (amounts) => {
        const cents = inCents(amounts)
        for (const [i, one] of cents.entries()) expect(Math.abs(one - amounts[i] * 100)).toBeLessThanOrEqual(1 + 1e-3)
        expect(cents.every(Number.isInteger)).toBe(true)
      }),
    )
  })
})
