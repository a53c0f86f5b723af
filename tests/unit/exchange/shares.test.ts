import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { floorShares, sameShares, snapShares } from '../../../src/exchange/account/money.ts'
import { parseFee } from '../../../src/exchange/fees/parse.ts'
import { daily, type Floor, floor, type Row } from './floor.ts'

/** Sizes from a billionth of a share to a billion shares, evenly over the magnitudes. */
const size = fc
  .tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -9, max: 9 }))
  .map(([digits, power]) => snapShares(digits * 10 ** power))
  .filter((shares) => shares > 0)

describe('fractions of shares', () => {
  it('a size on the grid is never cut, of any magnitude', () => {
    fc.assert(
      fc.property(size, (shares) => {
        expect(floorShares(shares, true)).toBe(shares)
        expect(snapShares(shares)).toBe(shares)
      }),
      { numRuns: 10000 },
    )
  })

  it('a size is cut to the grid below it, by less than a step', () => {
    const any = fc.tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -9, max: 9 }))
    fc.assert(
      fc.property(any, ([digits, power]) => {
        const shares = digits * 10 ** power
        const cut = floorShares(shares, true)
        expect(cut).toBeLessThanOrEqual(shares * (1 + 1e-15))
        expect(shares - cut).toBeLessThanOrEqual(1e-9 * (1 + 1e-6))
      }),
      { numRuns: 10000 },
    )
  })

  it('rounding alone loses no step: 97.941274416 is not 97.941274415', () => {
    expect(floorShares(97.941274416, true)).toBe(97.941274416)
    expect(floorShares(97.941274416 * (1 - Number.EPSILON), true)).toBe(97.941274416)
    expect(floorShares(0.1 + 0.7, true)).toBe(0.8)
    expect(floorShares(97.9412744159, true)).toBe(97.941274415)
    expect(floorShares(4.999999999999999, false)).toBe(5)
    expect(floorShares(4.9999, false)).toBe(4)
  })

  it('counts that differ by rounding are the same, steps of the grid and whole shares are not', () => {
    expect(sameShares(0.3, 0.1 + 0.2, 100_000)).toBe(true)
    expect(sameShares(1e10, 1e10 + 1e-6, 1e10)).toBe(true)
    expect(sameShares(3, 3 + 1e-6, 1e10)).toBe(true)
    expect(sameShares(97.941274416, 97.941274415, 100)).toBe(false)
    expect(sameShares(1e9, 1e9 + 1, 1e9)).toBe(false)
  })
})

describe('a full exit', () => {
  const prices = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 4, maxLength: 16 })
  const level = fc.integer({ min: -7, max: 5 }).map((power) => 10 ** power)

  /** Flat rows at prices around a level. */
  const rowsOf = (factors: number[], at: number, volume: number): Row[] =>
    factors.map((factor) => {
      const price = factor * at
      return [price, price, price, price, volume]
    })

  const everything = ({ exchange, now }: Floor, side: 'buy' | 'sell', price: number) =>
    exchange.affordable(0, side, exchange.equity(), price, now())

  it('leaves nothing, long or short, in one fill, at any price', () => {
    fc.assert(
      fc.property(prices, level, fc.boolean(), (factors, at, short) => {
        const rows = rowsOf(factors, at, 0)
        const setup = floor(daily('BTCUSD', rows), { fractional: true, fee: parseFee('0.001'), listing: { tickSize: 1e-8 } })
        const [into, out] = short ? (['sell', 'buy'] as const) : (['buy', 'sell'] as const)
        setup.step()
        for (let row = 1; row + 1 < rows.length; row += 2) {
          const shares = everything(setup, into, rows[row - 1][3])
          if (!(shares > 0)) return
          setup.send({ side: into, shares })
          setup.step()
          const held = Math.abs(setup.exchange.shares(0))
          expect(held).toBeGreaterThan(0)
          setup.send({ side: out, shares: held, reduceOnly: true })
          setup.step()
          expect(setup.exchange.shares(0)).toBe(0)
          expect(setup.exchange.resting).toBe(0)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('leaves nothing when the volume lets it go only piece by piece', () => {
    const sizes = size.filter((shares) => shares > 1e-5)
    fc.assert(
      fc.property(sizes, fc.double({ min: 0.1, max: 3, noNaN: true }), (shares, part) => {
        const rows = rowsOf(Array(122).fill(1), 1, shares * part)
        for (const row of rows.slice(0, 2)) row[4] = 0
        const options = { fractional: true, cash: 1e12, borrowRate: 0, listing: { tickSize: 1e-8 } }
        const { step, buy, sell, run, exchange, fills } = floor(daily('BTCUSD', rows), options)
        step()
        buy(shares)
        step()
        expect(exchange.shares(0)).toBe(shares)
        const exit = sell(shares, { reduceOnly: true })
        run()
        expect(exchange.shares(0)).toBe(0)
        expect(exit.state).toBe('filled')
        expect(exit.filled).toBe(shares)
        expect(fills.length).toBeGreaterThan(Math.floor(10 / part))
      }),
      { numRuns: 200 },
    )
  })
})
