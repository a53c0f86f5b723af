import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inWholes } from '../../../../src/mcp/jobs/in-wholes.ts'

const share = fc.double({ min: 0.05, max: 1, noNaN: true })

describe('progress in whole numbers', () => {
  it('goes on, is never more than there is, and all of it only at the end', () => {
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 60 }), (shares) => {
        const total = shares.reduce((sum, one) => sum + one, 0)
        let done = 0
        let before = 0
        for (const [i, one] of shares.entries()) {
          done += one
          const isLast = i === shares.length - 1
          const told = inWholes(isLast ? total : done, total)
          expect(Number.isInteger(told.done) && Number.isInteger(told.total)).toBe(true)
          expect(told.done).toBeGreaterThanOrEqual(before)
          expect(told.done === told.total).toBe(isLast)
          before = told.done
        }
      }),
    )
  })

  it('leaves whole numbers as they are, and an unknown total unknown', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), (a, b) => {
        const [done, total] = [Math.min(a, b), Math.max(a, b)]
        expect(inWholes(done, total)).toEqual({ done, total })
        expect(inWholes(done, null)).toEqual({ done, total: null })
      }),
      { examples: [[0, 0]] },
    )
    // A fifth, five times.
    expect(inWholes(0.2 + 0.2 + 0.2 + 0.2 + 0.2, 3)).toEqual({ done: 1, total: 3 })
    expect(inWholes(0.7 + 0.1 + 0.2, 3)).toEqual({ done: 1, total: 3 })
  })
})
