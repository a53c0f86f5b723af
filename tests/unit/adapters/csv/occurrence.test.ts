import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OccurrenceCounter } from '../../../../src/adapters/csv/occurrence.ts'

describe('occurrence of equal prints', () => {
  it('property: equals counting every print of the file by its values, in any order', () => {
    const print = fc.tuple(
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 1, max: 2 }),
      fc.constantFrom('', 'P'),
      fc.constantFrom('', '@'),
    )
    fc.assert(
      fc.property(fc.array(print, { maxLength: 60 }), (prints) => {
        const counter = new OccurrenceCounter()
        const counts = new Map<string, number>()
        for (const [time, size, exchange, conditions] of prints) {
          const key = `${time} ${size} ${exchange} ${conditions}`
          counts.set(key, (counts.get(key) ?? 0) + 1)
          expect(counter.next(time, 10, size, exchange, conditions)).toBe(counts.get(key))
        }
      }),
    )
  })

  it('forgets what is long past, and then says that it cannot tell', () => {
    const counter = new OccurrenceCounter()
    for (let time = 0; time < 500_000; time++) expect(counter.next(time, 1, 1, '', '')).toBe(1)
    expect(counter.next(499_999, 1, 1, '', '')).toBe(2)
    expect(counter.next(10, 1, 1, '', '')).toBe(0)
    expect(counter.next(-5, 1, 1, '', '')).toBe(1)
  })

  it('counts on through the turn of a generation in the middle of one stamp', () => {
    const counter = new OccurrenceCounter()
    const seen = Array.from({ length: 160_000 }, (_, i) => counter.next(Math.floor(i / 1000), 1, i % 1000, '', ''))
    expect(new Set(seen)).toEqual(new Set([1]))
    expect(counter.next(159, 1, 500, '', '')).toBe(2)
  })
})
