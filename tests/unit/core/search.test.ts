import fc from 'fast-check'
import { expect, it } from 'vitest'
import { firstWhere } from '../../../src/core/search.ts'

it('finds the first index at which a test holds, as a walk from the beginning does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: -1, max: 21 }), (given, wanted) => {
      const values = given.sort((a, b) => a - b)
      const walked = values.findIndex((value) => value >= wanted)
      expect(firstWhere(values.length, (i) => values[i] >= wanted)).toBe(walked < 0 ? values.length : walked)
    }),
  )
})
