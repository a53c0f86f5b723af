import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MINUTE } from '../../../src/core/time.ts'
import type { ProtectingLegs } from '../../../src/market/orders.ts'
import { barsOf, type Floor, floor, minutes, type Row } from './floor.ts'

const cents = (value: number) => Math.round(value * 100) / 100
const STEP = 5

/** Minutes without gaps, each opening where the last one closed, in whole groups of five. */
const paths = fc
  .array(fc.record({ body: fc.integer({ min: -150, max: 150 }), up: fc.nat({ max: 60 }), down: fc.nat({ max: 60 }) }), {
    minLength: 10,
    maxLength: 40,
  })
  .map((moves) => {
    let last = 100
    return moves.slice(0, moves.length - (moves.length % STEP)).map(({ body, up, down }): Row => {
      const open = last
      last = cents(open + body / 100)
      return [open, cents(Math.max(open, last) + up / 100), cents(Math.min(open, last) - down / 100), last]
    })
  })

function joined(rows: Row[]): Row[] {
  return Array.from({ length: rows.length / STEP }, (_, i) => {
    const part = rows.slice(i * STEP, (i + 1) * STEP)
    return [part[0][0], Math.max(...part.map((row) => row[1])), Math.min(...part.map((row) => row[2])), part[STEP - 1][3]]
  })
}

function exit({ buy, run, fills, exchange }: Floor, legs: ProtectingLegs) {
  buy(10, { legs })
  run()
  return { price: fills[1]?.price ?? null, ambiguous: fills[1]?.ambiguous ?? false, totals: exchange.totals }
}

it('a bracket over five-minute bars that are drilled ends as the same bracket over the minutes, unless the minutes are ambiguous', () => {
  let drilled = 0
  fc.assert(
    fc.property(paths, fc.integer({ min: 10, max: 200 }), fc.integer({ min: 10, max: 200 }), (rows, down, up) => {
      const legs = { stop: cents(100 - down / 100), target: cents(100 + up / 100), trail: null }
      const fine = minutes('T', rows)
      const coarse = joined(rows)
      const times = coarse.map((_, i) => fine.time[0] + i * STEP * MINUTE)
      const exact = exit(floor(fine), legs)
      const { price, ambiguous, totals } = exit(floor(barsOf('T', '5m', coarse, times), { finer: () => fine }), legs)
      drilled += totals.drilledBars
      expect(ambiguous).toBe(exact.ambiguous)
      expect(price).toBe(exact.price)
    }),
    { numRuns: 2000 },
  )
  expect(drilled).toBeGreaterThan(50)
})
