import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTrail, trailText } from '../../../../../src/operations/trade/ticket/trail.ts'

describe('the distance of a trailing stop', () => {
  it.each([
    ['1%', { fraction: 0.01 }],
    ['1.1%', { fraction: 0.011 }],
    ['0.50', { price: 0.5 }],
    ['.5', { price: 0.5 }],
    ['12', { price: 12 }],
  ])('%s is %j', (text, trail) => expect(parseTrail(text)).toEqual(trail))

  it.each(['', '%', '-1', '1e3', '1 %', 'NaN', '0%', '250%'])("'%s' is none", (text) => {
    expect(() => parseTrail(text)).toThrow(expect.objectContaining({ kind: 'usage' }))
  })

  it('is shown as it was typed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), fc.boolean(), (hundredths, percent) => {
        const text = percent ? `${hundredths / 100}%` : String(hundredths / 100)
        expect(trailText(parseTrail(text))).toBe(text)
      }),
    )
  })
})
