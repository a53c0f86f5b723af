import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDecimal } from '../../../../src/adapters/csv/decimal.ts'

describe('decimals of a CSV field', () => {
  it('property: any double reads back from its shortest text', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseDecimal(String(value))).toBe(value === 0 ? value + 0 : value)
      }),
    )
  })

  it('property: decimals as markets write them are rounded like the language rounds them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10 ** 9 }),
        fc.integer({ min: 0, max: 999_999 }),
        fc.boolean(),
        (whole, part, negative) => {
          const text = `${negative ? '-' : ''}${whole}.${String(part).padStart(6, '0')}`
          expect(parseDecimal(text)).toBe(Number(text))
        },
      ),
    )
  })

  it.each([
    ['12', 12],
    ['.5', 0.5],
    ['5.', 5],
    [' 7.25 ', 7.25],
    ['+3', 3],
    ['1e5', 100_000],
    ['1.5E-3', 0.0015],
    ['-0', -0],
    ['9007199254740993123', Number('9007199254740993123')],
  ])('reads %s', (text, value) => {
    expect(parseDecimal(text)).toBe(value)
  })

  it.each(['', ' ', '.', '-', '1,5', '1.2.3', '0x10', 'Infinity', 'NaN', 'nan', 'null', '1e', '--1', '12a'])(
    "'%s' is no number",
    (text) => {
      expect(parseDecimal(text)).toBeNaN()
    },
  )
})
