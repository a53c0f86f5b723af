import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PrintRows, QuoteRows } from '../../../../src/market/live/ring.ts'

/** Values of a column, oldest first. */
function held(ring: PrintRows | QuoteRows, column: ArrayLike<number>): number[] {
  return Array.from({ length: ring.length }, (_, i) => column[(ring.first + i) % ring.capacity])
}

describe('a ring of prints', () => {
  it('holds the newest rows, whatever its size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1500 }), fc.integer({ min: 0, max: 4000 }), (capacity, count) => {
        const ring = new PrintRows(capacity)
        for (let i = 0; i < count; i++) ring.push(i, 100 + i, i + 1, i + 2, i % 8, 'V', '')
        const expected = Array.from({ length: Math.min(count, capacity) }, (_, i) => Math.max(0, count - capacity) + i)
        expect(ring.total).toBe(count)
        expect(ring.capacity).toBeLessThanOrEqual(capacity)
        expect(held(ring, ring.time)).toEqual(expected)
        expect(held(ring, ring.price)).toEqual(expected.map((i) => 100 + i))
        expect(held(ring, ring.eligible)).toEqual(expected.map((i) => i % 2))
      }),
      { numRuns: 60 },
    )
  })

  it('finds a print by its id as long as it holds it, and no longer', () => {
    const id = fc.oneof(fc.integer({ min: 0, max: 300 }).map(String), fc.string({ maxLength: 3 }), fc.uuid())
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.tuple(id, fc.constantFrom('V', 'Q')), { maxLength: 900 }),
        (capacity, rows) => {
          const ring = new PrintRows(capacity)
          const known = rows.filter(([one, exchange]) => {
            if (one !== '' && ring.find(exchange, one) >= 0) return false
            ring.push(0, 0, 0, 0, 7, exchange, one)
            return true
          })
          const newest = new Set(known.slice(-capacity).map(([one, exchange]) => `${exchange} ${one}`))
          for (const [one, exchange] of rows) {
            if (one === '') continue
            expect(ring.find(exchange, one) >= 0, `${exchange} ${one}`).toBe(newest.has(`${exchange} ${one}`))
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('a ring of quotes', () => {
  it('holds the newest quotes', () => {
    const ring = new QuoteRows(600)
    for (let i = 0; i < 1500; i++) ring.push(i, 99 + i, 1 + i, 101 + i, 2 + i, 5 + i)
    expect([ring.length, ring.capacity, ring.total]).toEqual([600, 600, 1500])
    const newest = Array.from({ length: 600 }, (_, i) => 900 + i)
    expect(held(ring, ring.time)).toEqual(newest)
    for (const [column, more] of [
      [ring.bid, 99],
      [ring.bidSize, 1],
      [ring.ask, 101],
      [ring.askSize, 2],
      [ring.received, 5],
    ] as const)
      expect(held(ring, column)).toEqual(newest.map((i) => i + more))
  })
})
