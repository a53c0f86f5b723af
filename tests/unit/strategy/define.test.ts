import { describe, expect, it } from 'vitest'
import { defineStrategy, sma, z } from '../../../src/index.ts'
import { isStrategy } from '../../../src/strategy/define.ts'

// biome-ignore lint/suspicious/noExplicitAny: wrong definitions are what is tried here
const define = (part: Record<string, unknown>): any =>
  // biome-ignore lint/suspicious/noExplicitAny: as above
  defineStrategy({ name: 'tried', summary: 'Tried.', params: {}, onBar() {}, ...part } as any)

describe('defineStrategy', () => {
  it('returns the definition, frozen and marked', () => {
    const made = define({ params: { n: z.int().default(3) } })
    expect(isStrategy(made)).toBe(true)
    expect(Object.isFrozen(made)).toBe(true)
    expect(isStrategy({ name: 'tried' })).toBe(false)
  })

  it('takes another strategy as it is, with a change', () => {
    expect(isStrategy(define({ ...define({}), name: 'again' }))).toBe(true)
  })

  it('refuses what can be known to be wrong before any data', () => {
    const cases: [Record<string, unknown>, RegExp][] = [
      [{ name: 'My Idea' }, /lower case with dashes \(given: "My Idea"\)/],
      [{ name: undefined }, /lower case with dashes/],
      [{ summary: ' ' }, /'tried': has no summary/],
      [{ indicaters: () => ({}) }, /'tried': has no 'indicaters'; did you mean 'indicators'\?/],
      [{ zzzzzzzzzzzz: 1 }, /'tried': has no 'zzzzzzzzzzzz'$/],
      [{ params: null }, /'tried': has no params/],
      [{ onBar: undefined }, /neither onBar nor onBars/],
      [{ onBars() {} }, /both onBar and onBars/],
      [{ symbols: { min: 2 } }, /limits its symbols but has no onBars/],
      [{ params: { n: z.int() } }, /n has no default/],
      [{ params: { n: z.array(z.int()).default([]) } }, /n is no number, boolean or choice/],
      [{ params: { n: z.date().default(new Date(0)) } }, /n is not a zod type that has a plain value/],
      [{ params: { n: z.int().default(3) }, valid: () => false }, /its own defaults are not valid: {"n":3}/],
      [{ indicators: () => ({ bar: sma(5) }) }, /an indicator is called 'bar'/],
      [{ indicators: () => ({ average: sma(0) }) }, /period of sma must be a whole number from 1 to 1000, not 0/],
    ]
    for (const [part, message] of cases) {
      expect(() => define(part)).toThrow(message)
      expect(() => define(part)).toThrow(expect.objectContaining({ kind: 'usage', hint: expect.any(String) }))
    }
  })
})
