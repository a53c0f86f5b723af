import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/analysis/random.ts'
import { writeOtherFuture } from '../../../src/engine/check/other-future.ts'
import type { Bars } from '../../../src/market/bars.ts'
import { barsOf, type Row, walk } from './support.ts'

const NAMES = ['open', 'high', 'low', 'close', 'volume'] as const
const copy = (bars: Bars) => NAMES.map((name) => Array.from(bars[name].subarray(0, bars.length)))

/** A bar as it stood to the close before it, and its volume. */
const shape = ({ open, high, low, close, volume }: Bars, row: number) => [
  ...[open, high, low, close].map((one) => one[row] / close[row - 1]),
  volume[row],
]

/** Products of prices leave dust in the last digits. */
const isSame = (a: number[], b: number[]) => a.every((value, i) => Math.abs(value - b[i]) <= 1e-9 * value)

describe('another future', () => {
  it('leaves the past, has only shapes of the series’ own bars, and can be undone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 3, max: 300 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(0.2, 1, 3),
        (seed, length, share, volatility) => {
          const bars = walk(length, seed, { volatility })
          const from = 1 + Math.floor(share * (length - 2))
          const before = copy(bars)
          const shapes = Array.from({ length: length - 1 }, (_, i) => shape(bars, i + 1))
          const undo = writeOtherFuture(bars, from, new Random(seed, 'other'))
          const after = copy(bars)
          expect(after.map((column) => column.slice(0, from))).toEqual(before.map((column) => column.slice(0, from)))
          for (let row = from; row < length; row++) {
            const drawn = shape(bars, row)
            expect(shapes.some((one) => isSame(drawn, one))).toBe(true)
            expect(bars.low[row]).toBeGreaterThan(0)
            expect(bars.low[row]).toBeLessThanOrEqual(Math.min(bars.open[row], bars.close[row]) * (1 + 1e-12))
            expect(bars.high[row]).toBeGreaterThanOrEqual(Math.max(bars.open[row], bars.close[row]) * (1 - 1e-12))
          }
          undo()
          expect(copy(bars)).toEqual(before)
        },
      ),
    )
  })

  it('is another one: of a few hundred bars hardly any close stands where it was', () => {
    const bars = walk(300, 5)
    const before = copy(bars)[3]
    writeOtherFuture(bars, 100, new Random(1, 'other'))
    const same = before.slice(100).filter((close, i) => close === bars.close[100 + i])
    expect(same.length).toBeLessThan(5)
  })

  it('does not run away, not even where each bar doubles or halves', () => {
    const rows = Array.from({ length: 2500 }, (_, i): Row => (i % 2 ? [1, 2, 1, 2] : [2, 2, 1, 1]))
    for (let seed = 1; seed <= 10; seed++) {
      const bars = barsOf(rows)
      writeOtherFuture(bars, 1, new Random(seed, 'other'))
      const closes = Array.from(bars.close.subarray(0, bars.length))
      expect(Math.max(...closes)).toBeLessThan(64)
      expect(Math.min(...closes)).toBeGreaterThan(1 / 64)
    }
  })

  it('a bar without a positive price has no shape: the price stands still in its place', () => {
    const bars = barsOf([
      [10, 11, 9, 10],
      [10, 10, -5, -3],
      [4, 5, 3, 4],
      [4, 5, 3, 4],
    ])
    writeOtherFuture(bars, 3, new Random(3, 'other'))
    expect([bars.open[3], bars.high[3], bars.low[3], bars.close[3]].every((price) => price > 0)).toBe(true)
    for (let seed = 0; seed < 20; seed++) {
      writeOtherFuture(bars, 3, new Random(seed, 'other'))
      expect([4, 4 * 1.25]).toContain(bars.high[3])
    }
  })
})
