import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { moveLegs } from '../../../src/engine/protect.ts'
import type { ProtectingLegs } from '../../../src/market/orders.ts'
import { daily, floor, type Row } from '../exchange/floor.ts'
import { barsOf, optionsOf, runOf, scripted } from './support.ts'

const calm: Row = [100, 101, 99, 100]
const NONE: ProtectingLegs = { stop: null, target: null, trail: null }

describe('protect covers the whole position', () => {
  /* 171 shares with a bracket and one without; the fall through the new stop sells all 172 at it. */
  it('legs that rest are moved, and shares without any get their own', () => {
    const run = (last: Row) =>
      runOf(
        scripted({
          1: ({ buy }) => buy({ shares: 171, stop: 80, target: 130, reason: 'with a bracket' }),
          2: ({ buy }) => buy({ shares: 1, reason: 'one more' }),
          3: ({ protect, position }) => {
            expect(position.shares).toBe(172)
            protect({ stop: 95, target: 110, reason: 'nearer' })
          },
        }),
        barsOf([calm, calm, calm, last, calm]),
      ).fills.map(({ order, shares, price }) => [order.side, shares, price])
    const bought = [
      ['buy', 171, 100],
      ['buy', 1, 100],
    ]
    expect(run([100, 100, 94, 96])).toEqual([...bought, ['sell', 171, 95], ['sell', 1, 95]])
    expect(run([100, 111, 99, 110])).toEqual([...bought, ['sell', 171, 110], ['sell', 1, 110]])
  })

  it('what is not named stays where it is, each bracket with its own target', () => {
    const result = runOf(
      scripted({
        1: ({ buy }) => buy({ shares: 10, stop: 80, target: 110, reason: 'a' }),
        2: ({ buy }) => buy({ shares: 20, stop: 85, target: 120, reason: 'b' }),
        3: ({ protect }) => protect({ stop: 95, reason: 'both' }),
      }),
      barsOf([calm, calm, calm, [100, 112, 99, 111], [111, 111, 90, 92]]),
    )
    expect(result.fills.slice(2).map(({ shares, price }) => [shares, price])).toEqual([
      [10, 110],
      [20, 95],
    ])
  })

  it('a short position is covered whole as well', () => {
    const result = runOf(
      scripted({
        1: ({ short }) => short({ shares: 30, stop: 120, reason: 'a' }),
        2: ({ short }) => short({ shares: 5, reason: 'b' }),
        3: ({ protect }) => protect({ stop: 105, reason: 'nearer' }),
      }),
      barsOf([calm, calm, calm, [100, 106, 99, 104]]),
      { exchange: optionsOf({ margin: 2 }) },
    )
    expect(result.fills.slice(2).map(({ order, shares, price }) => [order.side, shares, price])).toEqual([
      ['buy', 30, 105],
      ['buy', 5, 105],
    ])
  })

  const legsOf = fc.constantFrom<ProtectingLegs>(
    NONE,
    { ...NONE, stop: 70 },
    { ...NONE, target: 140 },
    { ...NONE, trail: { price: 25 } },
    { stop: 75, target: 150, trail: null },
    { stop: 75, target: 150, trail: { fraction: 0.3 } },
  )
  const askedFor = fc.constantFrom<Partial<ProtectingLegs>>(
    { stop: 90 },
    { stop: 90, target: 112 },
    { stop: 90, target: null },
    { stop: 90, trail: null },
    { stop: 90, trail: null, target: 112 },
  )
  const lots = fc.array(fc.record({ shares: fc.integer({ min: 1, max: 300 }), legs: legsOf }), { minLength: 1, maxLength: 4 })

  it('whatever it was made of: the stops that rest are as many shares as are held, and a fall sells them all', () => {
    fc.assert(
      fc.property(
        lots,
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.array(askedFor, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('long', 'short'),
        fc.boolean(),
        (entries, sold, asked, side, fractional) => {
          const way = side === 'long' ? 1 : -1
          const mirrored = (legs: Partial<ProtectingLegs>) => (way === 1 ? legs : mirror(legs))
          const rows = [...Array(8).fill(calm), way === 1 ? [100, 100, 40, 45] : [100, 160, 100, 155]] as Row[]
          const place = floor(daily('T', rows), { cash: 1e6, margin: 2, fractional })
          const [enter, leave] = way === 1 ? (['buy', 'sell'] as const) : (['sell', 'buy'] as const)
          place.step()
          for (const { shares, legs } of entries) {
            const whole = { ...NONE, ...mirrored(legs) }
            place.send({ side: enter, shares: fractional ? shares / 7 : shares, legs: whole })
            place.step()
          }
          const { exchange } = place
          const part = sold * Math.abs(exchange.shares(0))
          const exit = fractional ? Math.floor(part * 1000) / 1000 : Math.floor(part)
          if (exit > 0) place.send({ side: leave, shares: exit, reduceOnly: true })
          place.step()
          let names = 0
          for (const one of asked) {
            const held = exchange.shares(0)
            const position = { exchange, listing: 0, held, at: place.now(), nextId: () => `T-${++names}` }
            expect(moveLegs(position, mirrored(one))).toBeNull()
            const protectedShares = (type: string) =>
              exchange
                .restingOf(0)
                .filter((order) => order.type === type)
                .reduce((sum, order) => sum + order.shares - order.filled, 0)
            expect(protectedShares('stop')).toBeCloseTo(Math.abs(held), 9)
            if (one.target) expect(protectedShares('limit')).toBeCloseTo(Math.abs(held), 9)
            if (one.target === null) expect(protectedShares('limit')).toBe(0)
            if (one.trail === null) expect(protectedShares('trailing-stop')).toBe(0)
          }
          place.run()
          expect(exchange.shares(0)).toBe(0)
          expect(exchange.resting).toBe(0)
        },
      ),
    )
  })
})

/** The same distances on the other side of 100. */
function mirror({ stop, target, ...rest }: Partial<ProtectingLegs>): Partial<ProtectingLegs> {
  const other = (price: number | null) => (price === null ? null : 200 - price)
  return { ...rest, ...(stop !== undefined && { stop: other(stop) }), ...(target !== undefined && { target: other(target) }) }
}
