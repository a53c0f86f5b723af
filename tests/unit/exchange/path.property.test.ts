import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { OrderRequest } from '../../../src/exchange/order.ts'
import { type Floor, type FloorOptions, floor, minutes, type Row, told } from './floor.ts'

const cents = (value: number) => Math.round(value * 100) / 100
const STEPS = 40

/** Cents from the open on the way that the price takes; negative ones lie on the way that it does not take. */
const wish = fc.record({
  kind: fc.constantFrom('limit', 'stop', 'stop-limit', 'trailing-stop') as fc.Arbitrary<OrderRequest['type']>,
  side: fc.constantFrom('buy' as const, 'sell' as const),
  shares: fc.integer({ min: 1, max: 15 }),
  away: fc.integer({ min: -10, max: STEPS + 5 }),
  limit: fc.integer({ min: -10, max: STEPS + 5 }),
  leg: fc.option(fc.integer({ min: 1, max: 20 })),
  group: fc.constantFrom(null, null, null, 'a'),
  reduceOnly: fc.boolean(),
})
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never

function requestOf({ kind, side, shares, away, limit, leg, group, reduceOnly }: Wish, way: 1 | -1) {
  const at = (distance: number) => cents(100 + (way * distance) / 100)
  const isLimit = kind === 'limit'
  // An entry that the price leaves behind may only be protected on the way that the price takes: there the bar is sure of it.
  const follows = isLimit && (side === 'buy') === (way === -1) && leg !== null && !reduceOnly
  return {
    side,
    shares,
    type: kind,
    limit: isLimit ? at(away) : kind === 'stop-limit' ? at(limit) : null,
    stop: kind === 'stop' || kind === 'stop-limit' ? at(away) : null,
    trail: kind === 'trailing-stop' ? { price: Math.max(1, Math.abs(away)) / 100 } : null,
    group,
    reduceOnly,
    legs: follows ? { stop: at(away + leg), target: null, trail: null } : null,
  }
}

function play(rows: Row[], held: number, wishes: Wish[], way: 1 | -1, options: FloorOptions): Floor {
  const calm: Row = [100, 100, 100, 100]
  const setup = floor(minutes('T', [calm, calm, ...rows]), options)
  setup.step()
  if (held > 0) setup.buy(held)
  if (held < 0) setup.sell(-held)
  setup.step()
  for (const one of wishes) setup.send(requestOf(one, way))
  setup.run()
  return setup
}

it('a bar that only falls, or only rises, fills what the same path fills cent by cent', () => {
  let fills = 0
  const cases = {
    way: fc.constantFrom(1 as const, -1 as const),
    held: fc.integer({ min: -12, max: 12 }),
    wishes: fc.array(wish, { minLength: 1, maxLength: 6 }),
    cash: fc.constantFrom(500, 1200, 100_000),
  }
  fc.assert(
    fc.property(fc.record(cases), ({ way, held, wishes, cash }) => {
      const at = (distance: number) => cents(100 + (way * distance) / 100)
      const path = Array.from({ length: STEPS }, (_, i): Row => {
        const [from, to] = [at(i), at(i + 1)]
        return [from, Math.max(from, to), Math.min(from, to), to]
      })
      const whole: Row = [100, Math.max(100, at(STEPS)), Math.min(100, at(STEPS)), at(STEPS)]
      const options = { cash, borrowRate: 0, debitRate: 0 }
      const exact = play(path, held, wishes, way, options)
      const coarse = play([whole], held, wishes, way, options)
      expect(told(coarse.fills)).toEqual(told(exact.fills))
      expect(coarse.exchange.account.cashMicros).toBe(exact.exchange.account.cashMicros)
      expect(coarse.exchange.totals.ambiguousBars).toBe(0)
      fills += coarse.fills.length
    }),
    { numRuns: 2000 },
  )
  expect(fills).toBeGreaterThan(2000)
})
