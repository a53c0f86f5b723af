import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../../src/core/time.ts'
import type { Tape } from '../../../../src/exchange/drive/market.ts'
import { createTapeAhead } from '../../../../src/pocket/trading/tape-ahead.ts'

function tapeOf(times: number[]): Tape {
  const time = Float64Array.from(times)
  return { length: times.length, time, price: time, size: time }
}

describe('reading prints ahead', () => {
  it('hands out each print once, whatever the steps, and reads a minute once', async () => {
    const rows = fc.array(fc.integer({ min: 0, max: 5 * MINUTE - 1 }), { maxLength: 60 }).map((all) => all.sort((a, b) => a - b))
    const cuts = fc.array(fc.integer({ min: 1, max: 5 * MINUTE - 1 }), { minLength: 1, maxLength: 80 })
    await fc.assert(
      fc.asyncProperty(rows, cuts, async (times, inner) => {
        const bounds = [0, ...inner.sort((a, b) => a - b), 5 * MINUTE]
        const ahead = createTapeAhead(
          async (_symbol, from, to) => tapeOf(times.filter((at) => at >= from && at < to)),
          () => Number.POSITIVE_INFINITY,
        )
        const seen: number[] = []
        for (let i = 1; i < bounds.length; i++) {
          const tape = await ahead.read('X', bounds[i - 1], bounds[i])
          expect(tape!.time.length).toBe(tape!.length)
          seen.push(...tape!.time)
        }
        expect(seen).toEqual(times)
      }),
      { numRuns: 60 },
    )
  })

  it('reads no further than the source can tell, and anew after it was told to forget', async () => {
    const asked: [number, number][] = []
    let now = MINUTE
    const ahead = createTapeAhead(
      async (_symbol, from, to) => {
        asked.push([from, to])
        return tapeOf([])
      },
      () => now,
    )
    await ahead.read('X', 10, 20)
    await ahead.read('X', 20, 30)
    expect(asked).toEqual([[0, MINUTE]])
    ahead.forget()
    await ahead.read('X', 30, 40)
    expect(asked).toHaveLength(2)
    now = MINUTE + 100
    await ahead.read('X', MINUTE + 10, MINUTE + 20)
    await ahead.read('X', MINUTE + 20, MINUTE + 30)
    expect(asked.slice(2)).toEqual([
      [MINUTE + 10, MINUTE + 20],
      [MINUTE + 20, MINUTE + 30],
    ])
  })
})
