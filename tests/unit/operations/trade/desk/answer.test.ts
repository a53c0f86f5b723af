import { expect, it } from 'vitest'
import { plainDollars } from '../../../../../src/operations/trade/desk/answer.ts'

it('dollars in answers have no tail of binary fractions, and keep the millionths that prices under a dollar have', () => {
  expect([688.8100000000001, -0.5000000000001137, 0.1 + 0.2].map(plainDollars)).toEqual([688.81, -0.5, 0.3])
  expect(plainDollars(0.123456)).toBe(0.123456)
})
