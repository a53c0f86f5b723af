import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crossedAbove, crossedBelow } from '../../../src/strategy/crossing.ts'
import type { SeriesView } from '../../../src/strategy/types.ts'

const view = (before: number, now: number): SeriesView => ({ now, ago: (bars) => [now, before][bars] ?? Number.NaN })

describe('crossings', () => {
  it('are above now and not above one bar ago', () => {
    expect(crossedAbove(view(1, 3), view(2, 2))).toBe(true)
    expect(crossedAbove(view(2, 3), view(2, 2))).toBe(true)
    expect(crossedAbove(view(3, 4), view(2, 2))).toBe(false)
    expect(crossedAbove(view(1, 2), view(2, 2))).toBe(false)
    expect(crossedBelow(view(3, 1), view(2, 2))).toBe(true)
    expect(crossedBelow(view(2, 1), view(2, 2))).toBe(true)
    expect(crossedBelow(view(1, 0), view(2, 2))).toBe(false)
  })

  it('take what differs by rounding alone for equal', () => {
    const [noisy, level] = [0.1 + 0.2, 0.3]
    expect(crossedAbove(view(0.2, noisy), level)).toBe(false)
    expect(crossedAbove(view(noisy, 0.4), level)).toBe(true)
    expect(crossedBelow(level, view(0.2, noisy))).toBe(false)
    expect(crossedBelow(level, view(noisy, 0.4))).toBe(true)
  })

  it('take a level that stays', () => {
    expect(crossedAbove(view(29, 31), 30)).toBe(true)
    expect(crossedBelow(70, view(69, 71))).toBe(true)
  })

  it('are false where a value is missing now or one bar ago', () => {
    const [here, missing] = [view(0, 2), Number.NaN]
    for (const gap of [view(missing, 2), view(0, missing)]) {
      expect(crossedAbove(gap, 1)).toBe(false)
      expect(crossedBelow(3, gap)).toBe(false)
      expect(crossedAbove(here, gap)).toBe(false)
    }
  })

  it('in one bar only one way, and each is the mirror of the other', () => {
    const price = fc.integer({ min: -1e8, max: 1e8 }).map((cents) => cents / 100)
    fc.assert(
      fc.property(price, price, price, price, (a, b, c, d) => {
        const [one, two] = [view(a, b), view(c, d)]
        expect(crossedAbove(one, two) && crossedBelow(one, two)).toBe(false)
        expect(crossedAbove(one, two)).toBe(crossedBelow(two, one))
        expect(crossedAbove(one, two)).toBe(b > d && !(a > c))
      }),
    )
  })
})
