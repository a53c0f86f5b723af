import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseStamp, utcStamp, withNanoseconds } from '../../../../src/adapters/alpaca/stamp.ts'

const instants = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2090, 0, 1) })

describe('a stamp of the vendor', () => {
  it('is its instant, whatever the order in which days come', () => {
    fc.assert(
      fc.property(instants, (at) => {
        const text = new Date(at).toISOString()
        expect(utcStamp(text)).toBe(at)
        expect(parseStamp(text)).toBe(at)
        expect(parseStamp(`${text.slice(0, 19)}Z`)).toBe(at - (at % 1000))
      }),
    )
  })

  it('keeps what a double can hold of its nanoseconds, the same with an offset and without', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 999_999_999 }), fc.integer({ min: 1, max: 9 }), (at, nanos, digits) => {
        const fraction = String(nanos).padStart(9, '0').slice(0, digits)
        const second = at - (at % 1000)
        const text = new Date(second).toISOString().slice(0, 19)
        const exact = withNanoseconds(second, Number(fraction.padEnd(9, '0')))
        expect(utcStamp(`${text}.${fraction}Z`)).toBe(exact)
        expect(parseStamp(`${text}.${fraction}+00:00`)).toBe(exact)
        expect(Math.abs(exact - (second + Number(`0.${fraction}`) * 1000))).toBeLessThan(0.001)
      }),
    )
  })

  it('is null when it is none', () => {
    const wrong = [
      '',
      'yesterday',
      '2026-11-20',
      '2026-11-20T14:30:00',
      '2026-11-20T25:30:00Z',
      '2026-11-20T14:60:00Z',
      '2026-11-20T14:30:0xZ',
    ]
    const worse = [
      '2026-11-20T14:30:00.Z',
      '2026-11-20T14:30:00.12x4Z',
      '2026-1x-20T14:30:00Z',
      '2026-11-20T14-30-00Z',
      '1763649000',
    ]
    for (const text of [...wrong, ...worse]) expect(parseStamp(text), text).toBeNull()
  })
})
