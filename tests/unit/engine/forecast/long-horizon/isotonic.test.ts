import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ascending } from '../../../../../src/engine/forecast/long-horizon/isotonic.ts'

const numbers = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 20 })

describe('the nearest ascending numbers', () => {
  it('are means of the neighbours that fall', () => {
    expect(ascending([1, 3, 2, 4])).toEqual([1, 2.5, 2.5, 4])
    expect(ascending([3, 2, 1])).toEqual([2, 2, 2])
  })

  it('ascend, keep the sum, and are nearer than any other ascending numbers', () => {
    fc.assert(
      fc.property(numbers, numbers, (values, others) => {
        const result = ascending(values)
        expect(result.every((value, i) => i === 0 || value >= result[i - 1])).toBe(true)
        const sum = (all: number[]) => all.reduce((a, b) => a + b, 0)
        expect(sum(result)).toBeCloseTo(sum(values), 6)
        const rival = [...others, ...values].slice(0, values.length).sort((a, b) => a - b)
        const distance = (all: number[]) => sum(all.map((value, i) => (value - values[i]) ** 2))
        expect(distance(result)).toBeLessThanOrEqual(distance(rival) + 1e-6)
      }),
    )
  })

  it('are nowhere above those of a sequence that is nowhere below', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: -9, max: 9, noNaN: true }), fc.double({ min: 0, max: 9, noNaN: true })), {
          minLength: 1,
        }),
        (pairs) => {
          const low = ascending(pairs.map(([value]) => value))
          const high = ascending(pairs.map(([value, more]) => value + more))
          expect(low.every((value, i) => value <= high[i] + 1e-9)).toBe(true)
        },
      ),
    )
  })
})
