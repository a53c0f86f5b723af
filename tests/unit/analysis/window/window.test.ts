import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { windowFigures } from '../../../../src/analysis/window/figures.ts'
import { MovingWindow } from '../../../../src/analysis/window/moving-window.ts'
import type { WindowFigures, WindowScope } from '../../../../src/analysis/window/types.ts'
import { MINUTE, SECOND } from '../../../../src/core/time.ts'
import { LiveTape } from '../../../../src/market/live/live-tape.ts'

const OPEN = Date.UTC(2026, 2, 20, 13, 30)

const tapeOf = (capacity = 10_000) => new LiveTape({ symbol: 'OBX', source: 'test', feed: 'sip', from: OPEN, capacity })

const scopeAt = (now: number, extra: Partial<WindowScope> = {}): WindowScope => ({
  now,
  coverage: 1,
  sessionFrom: OPEN,
  algorithmic: false,
  ...extra,
})

const print = (tape: LiveTape, at: number, price: number, size = 100, conditions = '@', id = '') =>
  tape.takePrint(OPEN + at, price, size, 'V', conditions, id, OPEN + at)
const quote = (tape: LiveTape, at: number, bid: number, ask: number) => tape.takeQuote(OPEN + at, bid, 100, ask, 100, OPEN + at)

function expectSame(moving: WindowFigures, whole: WindowFigures): void {
  for (const name of Object.keys(whole) as (keyof WindowFigures)[]) {
    const [mine, theirs] = [moving[name], whole[name]]
    if (typeof theirs === 'number' && typeof mine === 'number') expect(mine, name).toBeCloseTo(theirs, 8)
    else expect(mine, name).toEqual(theirs)
  }
}

describe('figures of a window', () => {
  it('by hand', () => {
    const tape = tapeOf()
    print(tape, 10 * SECOND, 99, 600)
    print(tape, 70 * SECOND, 99, 300)
    print(tape, 150 * SECOND, 100, 100)
    print(tape, 160 * SECOND, 90, 50, '@,I')
    print(tape, 170 * SECOND, 102, 250)
    quote(tape, 60 * SECOND, 1, 2)
    quote(tape, 155 * SECOND, 99.99, 100.01)
    quote(tape, 156 * SECOND, 0, 100)
    quote(tape, 157 * SECOND, 101, 100)
    quote(tape, 158 * SECOND, 99.97, 100.03)
    tape.closeThrough(OPEN + 2 * MINUTE)
    const figures = windowFigures(tape, 60, scopeAt(OPEN + 180 * SECOND))
    expect(figures).toEqual({
      symbol: 'OBX',
      seconds: 60,
      covered: 60,
      prints: 3,
      momentum: 102 / 100 - 1,
      // 400 units in the minute of the window, 900 in the two before it.
      volumeRate: expect.closeTo(400 / 450, 12),
      vwap: expect.closeTo((100 * 100 + 90 * 50 + 102 * 250) / 400, 10),
      spread: expect.closeTo((0.0002 + 0.0006) / 2, 9),
      printsPerMinute: 3,
      rating: 'INSUFFICIENT',
      algorithmic: null,
      trend: null,
    })
  })

  it('a print at the far end is out, one at the near end is in', () => {
    const tape = tapeOf()
    for (const second of [60, 61, 120]) print(tape, second * SECOND, 100)
    expect(windowFigures(tape, 60, scopeAt(OPEN + 120 * SECOND)).prints).toBe(2)
  })

  it('nothing is said of what is not there', () => {
    const figures = windowFigures(tapeOf(), 300, scopeAt(OPEN + 10 * MINUTE))
    expect(figures).toMatchObject({ prints: 0, momentum: null, volumeRate: null, vwap: null, spread: null, trend: null })
    expect([figures.printsPerMinute, figures.rating]).toEqual([0, 'INSUFFICIENT'])
  })

  it('says how far the buffers reach back, and counts prints over that time only', () => {
    const young = tapeOf()
    for (let i = 0; i <= 60; i++) print(young, i * SECOND, 100)
    const early = windowFigures(young, 300, scopeAt(OPEN + 60 * SECOND))
    expect([early.covered, early.printsPerMinute]).toEqual([60, 61])
    const small = tapeOf(20)
    for (let i = 0; i <= 600; i++) print(small, i * SECOND, 100)
    const full = windowFigures(small, 300, scopeAt(OPEN + 600 * SECOND))
    expect([full.covered, full.prints]).toEqual([19, 20])
    expect(windowFigures(tapeOf(), 300, scopeAt(OPEN))).toMatchObject({ covered: 0, printsPerMinute: null, rating: 'UNKNOWN' })
  })

  it('a part of the market is counted up to all of it', () => {
    const tape = tapeOf()
    for (let i = 0; i < 60; i++) print(tape, i * SECOND + 1, 100)
    const figures = windowFigures(tape, 60, scopeAt(OPEN + MINUTE, { coverage: 0.025 }))
    expect([figures.printsPerMinute, figures.rating]).toEqual([2400, 'EXCELLENT'])
  })

  it('without a quote in the window the one that stands tells the spread', () => {
    const tape = tapeOf()
    quote(tape, 0, 99.5, 100.5)
    expect(windowFigures(tape, 60, scopeAt(OPEN + 5 * MINUTE)).spread).toBeCloseTo(0.01, 12)
  })

  it('a trend explains its prices and moves more than the spread', () => {
    const trendOf = (price: (second: number) => number, spread = 0.01) => {
      const tape = tapeOf()
      quote(tape, 0, 100 - spread / 2, 100 + spread / 2)
      for (let second = 1; second <= 60; second++) print(tape, second * SECOND, price(second))
      return windowFigures(tape, 60, scopeAt(OPEN + MINUTE)).trend
    }
    expect(trendOf((second) => 100 + second / 100)).toBe('up')
    expect(trendOf((second) => 100 - second / 100)).toBe('down')
    expect(trendOf(() => 100)).toBe('flat')
    expect(trendOf((second) => 100 + second / 100, 2)).toBe('flat')
    expect(trendOf((second) => 100 + (second % 2) + second / 1000)).toBe('flat')
  })

  it('prints of one moment have no trend, long after the start too', () => {
    const tape = tapeOf()
    const moving = new MovingWindow(tape, 5)
    for (const time of [10, 20_000, 128_000, 128_000, 128_001]) {
      print(tape, time, 99)
      tape.closeThrough(OPEN + time)
      expectSame(moving.figures(scopeAt(OPEN + time)), windowFigures(tape, 5, scopeAt(OPEN + time)))
    }
    expect(moving.figures(scopeAt(OPEN + 128_001)).trend).toBeNull()
  })

  it('looks for machines only when asked to', () => {
    const tape = tapeOf()
    for (let i = 1; i <= 200; i++) print(tape, i * 250, 100, 137)
    const scope = scopeAt(OPEN + 50 * SECOND)
    expect(windowFigures(tape, 60, scope).algorithmic).toBeNull()
    const asked = windowFigures(tape, 60, { ...scope, algorithmic: true }).algorithmic!
    expect(asked.probability).toBeGreaterThan(0.9)
    expect(asked.pattern).not.toBe('none')
  })
})

describe('a window that moves', () => {
  const happening = fc.record({
    gap: fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 40_000 })),
    late: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 90_000 }) }),
    price: fc.integer({ min: 9900, max: 10_100 }).map((cents) => cents / 100),
    size: fc.integer({ min: 0, max: 500 }),
    conditions: fc.constantFrom('@', '@', '@,I', 'Z', 'M'),
    // A correction makes the window add all anew, which would hide what went wrong before it: they are few.
    kind: fc.oneof(
      { weight: 60, arbitrary: fc.constant('print') },
      { weight: 20, arbitrary: fc.constantFrom('quote', 'look') },
      { weight: 1, arbitrary: fc.constantFrom('correct', 'take back') },
    ),
  })

  it('says what a walk over everything that is held says, whatever comes late, is corrected or overwritten', () => {
    fc.assert(
      fc.property(
        fc.array(happening, { maxLength: 150, size: 'max' }),
        fc.constantFrom(5, 30, 300),
        fc.constantFrom(7, 40, 10_000),
        (all, seconds, capacity) => {
          const tape = tapeOf(capacity)
          const [moving, other] = [new MovingWindow(tape, seconds), new MovingWindow(tape, 17)]
          let at = 0
          for (const [i, one] of all.entries()) {
            at += one.gap
            const time = Math.max(0, at - one.late)
            if (one.kind === 'print') print(tape, time, one.price, one.size, one.conditions, String(i))
            if (one.kind === 'quote') quote(tape, time, one.price, one.price + 0.01 * ((one.size % 4) - 1))
            if (one.kind === 'correct') tape.correct(OPEN + time, String(i - (one.size % 5)), one.price, one.size)
            if (one.kind === 'take back') tape.correct(OPEN + time, String(i - (one.size % 5)), null, null)
            if (one.kind === 'look') {
              tape.closeThrough(OPEN + at)
              expectSame(moving.figures(scopeAt(OPEN + at)), windowFigures(tape, seconds, scopeAt(OPEN + at)))
              expectSame(other.figures(scopeAt(OPEN + at)), windowFigures(tape, 17, scopeAt(OPEN + at)))
            }
          }
          expectSame(moving.figures(scopeAt(OPEN + at)), windowFigures(tape, seconds, scopeAt(OPEN + at)))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('lets go of its tape', () => {
    const tape = tapeOf(10)
    const window = new MovingWindow(tape, 60)
    expect(tape.prints.watchers.length).toBe(1)
    window.close()
    expect([tape.prints.watchers.length, tape.quotes.watchers.length]).toEqual([0, 0])
  })
})
