import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OpenbellError } from '../../../src/core/errors.ts'
import { type SizingFacts, sizeOf, whyNoShare } from '../../../src/strategy/sizing.ts'
import type { Size } from '../../../src/strategy/types.ts'

/** Facts with a fee that is a fraction of the notional. */
function facts(part: Partial<SizingFacts> = {}, fee = 0.001): SizingFacts {
  const { price = 50, equity = 100_000, fractional = false } = part
  const affordable = (dollars: number) => {
    const shares = dollars / (price * (1 + fee))
    return fractional ? shares : Math.floor(shares)
  }
  return { side: 'long', price, equity, ceiling: equity, fractional, affordable, ...part }
}

describe('the size of an entry', () => {
  it('all equity in with a fee of 0.1%: floor(equity / (close * 1.001)) whole shares', () => {
    // 100,000 / (50 * 1.001) = 1998.002
    expect(sizeOf({ equity: 1 }, facts())).toBe(1998)
    expect(sizeOf({ equity: 0.25 }, facts())).toBe(499)
    expect(sizeOf({ equity: 1 }, facts({ fractional: true }))).toBeCloseTo(100_000 / 50.05, 9)
  })

  it('never more than the ceiling pays for', () => {
    expect(sizeOf({ equity: 3 }, facts())).toBe(1998)
    expect(sizeOf({ equity: 3 }, facts({ ceiling: 200_000 }))).toBe(3996)
    expect(sizeOf({ risk: 0.5, stop: 49 }, facts())).toBe(1998)
  })

  it('at risk: the loss down to the stop is that share of equity', () => {
    // 1% of 100,000 is 1,000 dollars; 2.50 a share to the stop: 400 shares.
    expect(sizeOf({ risk: 0.01, stop: 47.5 }, facts())).toBe(400)
    expect(sizeOf({ risk: 0.01, stop: 52.5 }, facts({ side: 'short' }))).toBe(400)
    expect(sizeOf({ risk: 0.01, stop: 47 }, facts({ fractional: true }))).toBeCloseTo(1000 / 3, 9)
    expect(sizeOf({ risk: 0.01, stop: 47.5 }, facts({ multiplier: 20, ceiling: 1e9 }))).toBe(20)
  })

  it('a stop that is not on the losing side gives no size', () => {
    expect(sizeOf({ risk: 0.01, stop: 50 }, facts())).toBe(0)
    expect(sizeOf({ risk: 0.01, stop: 51 }, facts())).toBe(0)
    expect(sizeOf({ risk: 0.01, stop: 49 }, facts({ side: 'short' }))).toBe(0)
  })

  it('money becomes shares at the last close, the way to the stop begins where the entry is expected', () => {
    const waiting = { price: 50, entryPrice: 40 }
    expect(sizeOf({ equity: 1 }, facts(waiting))).toBe(1998)
    // 1,000 dollars at risk, 2 dollars from the limit at 40 to the stop; all the money pays for 1,998 at the last close.
    expect(sizeOf({ risk: 0.01, stop: 38 }, facts(waiting))).toBe(500)
    expect(sizeOf({ risk: 0.1, stop: 38 }, facts(waiting))).toBe(1998)
    // A stop above the last close protects an entry that waits above both.
    expect(sizeOf({ risk: 0.01, stop: 52 }, facts({ price: 50, entryPrice: 54 }))).toBe(500)
  })

  it('says why it is none', () => {
    const why = (size: Size, part: Partial<SizingFacts>) => [sizeOf(size, facts(part)), whyNoShare(size, facts(part))]
    expect(why({ equity: 0.5 }, { equity: 20 })).toEqual([0, '10.00 dollars do not pay for one'])
    expect(why({ equity: 1 }, { equity: -3 })).toEqual([0, '0.00 dollars do not pay for one'])
    expect(why({ risk: 0.01, stop: 30 }, { equity: 500 })).toEqual([0, '5.00 dollars at risk, and one loses 20.00 at the stop'])
    expect(why({ risk: 0.5, stop: 49 }, { equity: 49 })).toEqual([0, '49.00 dollars do not pay for one'])
    expect(why({ shares: 0.25 }, {})).toEqual([0, '0.25 asked for'])
  })

  it('shares are taken as given, whole unless fractional', () => {
    expect(sizeOf({ shares: 10.7 }, facts())).toBe(10)
    expect(sizeOf({ shares: 10.7 }, facts({ fractional: true }))).toBe(10.7)
    expect(sizeOf({ shares: 3 - 1e-12 }, facts())).toBe(3)
  })

  it('a number that is none is refused by name', () => {
    const refused: [Size, RegExp][] = [
      [{ shares: Number.NaN }, /shares is NaN/],
      [{ shares: '10' } as never, /shares is '10', a text, not a number/],
      [{ equity: -1 }, /equity is -1/],
      [{ risk: Number.POSITIVE_INFINITY, stop: 1 }, /risk is Infinity/],
      [{ risk: 0.01, stop: Number.NaN }, /stop is NaN/],
      [{} as Size, /no size/],
      [{ risk: 0.01 } as Size, /stop is undefined/],
    ]
    for (const [size, message] of refused) {
      expect(() => sizeOf(size, facts())).toThrow(message)
      expect(() => sizeOf(size, facts())).toThrow(OpenbellError)
    }
  })

  it('is never negative, and a share of equity never costs more than it', () => {
    const share = fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 4, noNaN: true }))
    const price = fc.double({ min: 0.01, max: 10_000, noNaN: true })
    const equity = fc.double({ min: -1000, max: 1e7, noNaN: true })
    fc.assert(
      fc.property(share, price, equity, fc.boolean(), (part, at, worth, fractional) => {
        const shares = sizeOf({ equity: part }, facts({ price: at, equity: worth, fractional }))
        expect(shares).toBeGreaterThanOrEqual(0)
        expect(shares * at * 1.001).toBeLessThanOrEqual(Math.max(0, Math.min(part, 1) * worth) * (1 + 1e-12) + 1e-9)
        if (!fractional) expect(Number.isInteger(shares)).toBe(true)
      }),
    )
  })
})
