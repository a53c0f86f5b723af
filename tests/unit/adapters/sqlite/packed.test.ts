import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pack, packedLength, unpack } from '../../../../src/adapters/sqlite/packed.ts'

function roundTrip(values: number[]): number[] {
  const bytes = pack(Float64Array.from(values))
  expect(packedLength(bytes)).toBe(values.length)
  const out = new Float64Array(values.length)
  unpack(bytes, out)
  return [...out]
}

const bytesPerValue = (values: number[]) => (pack(Float64Array.from(values)).byteLength - 24) / values.length

describe('packed columns', () => {
  test('property: any doubles come back to the last bit', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 40 }), (values) => {
        expect(roundTrip(values)).toEqual(values)
      }),
    )
  })

  test('property: decimals and stamps come back to the last bit in four bytes each', () => {
    const price = fc.tuple(fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }), fc.constantFrom(1, 100, 10_000))
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2_000_000 }), { minLength: 1 }), price, (wholes, [offset, divisor]) => {
        const prices = wholes.map((whole) => whole / divisor)
        expect(roundTrip(prices)).toEqual(prices)
        expect(bytesPerValue(prices)).toBe(4)
        const stamps = wholes.map((whole) => 1.7e12 + offset + whole)
        expect(roundTrip(stamps)).toEqual(stamps)
        expect(bytesPerValue(stamps)).toBe(4)
      }),
    )
  })

  test('values that no whole number gives exactly stay doubles', () => {
    for (const odd of [0.1 + 0.2, 1 / 3, -0, 1e300, Number.POSITIVE_INFINITY, 5e-324, 1.7e12 + 0.25]) {
      const values = [100.25, odd, 7]
      expect(roundTrip(values)).toEqual(values)
      expect(Object.is(roundTrip(values)[1], odd)).toBe(true)
      expect(bytesPerValue(values)).toBe(8)
    }
  })

  test('missing values stay missing among whole numbers', () => {
    expect(roundTrip([3, Number.NaN, 5])).toEqual([3, Number.NaN, 5])
    expect(bytesPerValue([3, Number.NaN, 5])).toBe(4)
    expect(roundTrip([Number.NaN, -(2 ** 31)])).toEqual([Number.NaN, -(2 ** 31)])
    expect(roundTrip([2 ** 31 - 1, -(2 ** 31) + 1])).toEqual([2 ** 31 - 1, -(2 ** 31) + 1])
  })

  test('reads bytes that do not lie on a multiple of eight', () => {
    const bytes = pack(Float64Array.of(1.5, 2.25, 1 / 3))
    const shifted = new Uint8Array(bytes.byteLength + 3)
    shifted.set(bytes, 3)
    const out = new Float64Array(3)
    unpack(shifted.subarray(3), out)
    expect([...out]).toEqual([1.5, 2.25, 1 / 3])
  })
})
