import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ChartPattern, chartPatterns } from '../../../../src/analysis/patterns/chart-patterns.ts'
import { settledPivots } from '../../../../src/analysis/patterns/pivots.ts'
import { type Bars, sliceBars } from '../../../../src/market/bars.ts'
import { barsOf, SAMPLE_NOTE, SAMPLES } from '../../../support/indicator-bars.ts'
import { drawn, walk } from './drawn.ts'

const names = (bars: Bars) => chartPatterns(bars).map((pattern) => pattern.name)

/** The same picture upside down. */
function flipped(bars: Bars): Bars {
  const turn = (value: number) => 200 - value
  return barsOf(
    Array.from({ length: bars.length }, (_, i) => ({
      open: turn(bars.open[i]),
      high: turn(bars.low[i]),
      low: turn(bars.high[i]),
      close: turn(bars.close[i]),
    })),
  )
}

const DOUBLE_TOP = drawn(92, [15, 80], [20, 100], [12, 90], [12, 100.4], [25, 75])
const HEAD = drawn(95, [15, 80], [18, 98], [10, 90], [14, 108], [14, 90.5], [10, 98], [25, 72])

describe('chart patterns that were drawn', () => {
  it('a double top is known at the first close below the low between the tops', () => {
    const found = chartPatterns(DOUBLE_TOP)
    expect(found).toMatchObject([{ name: 'double_top', direction: 'bearish', fromRow: 35 }])
    const [{ toRow, knownRow }] = found
    const neck = DOUBLE_TOP.low[47]
    expect(DOUBLE_TOP.close[toRow]).toBeLessThan(neck)
    expect(DOUBLE_TOP.close[toRow - 1]).toBeGreaterThanOrEqual(neck)
    expect(knownRow).toBe(toRow)
  })

  it('a double bottom is the same upside down', () => {
    const [top] = chartPatterns(DOUBLE_TOP)
    expect(chartPatterns(flipped(DOUBLE_TOP))).toEqual([{ ...top, name: 'double_bottom', direction: 'bullish' }])
  })

  it('two tops that are not level, a low that holds, or a rise past the tops are none', () => {
    expect(names(drawn(92, [15, 80], [20, 100], [12, 90], [12, 95], [25, 75]))).not.toContain('double_top')
    expect(names(drawn(92, [15, 80], [20, 100], [12, 90], [12, 100.4], [9, 93], [25, 120]))).not.toContain('double_top')
  })

  it('head and shoulders, and the inverse', () => {
    expect(chartPatterns(HEAD)).toContainEqual(
      expect.objectContaining({ name: 'head_and_shoulders', direction: 'bearish', fromRow: 33 }),
    )
    expect(chartPatterns(flipped(HEAD))).toContainEqual(
      expect.objectContaining({ name: 'inverse_head_and_shoulders', direction: 'bullish' }),
    )
    expect(names(drawn(95, [15, 80], [18, 98], [10, 90], [14, 98.2], [14, 90.5], [10, 98], [25, 72]))).not.toContain(
      'head_and_shoulders',
    )
  })

  it('triangles take the direction of the close that broke out', () => {
    const ascending: [number, number][] = [
      [20, 100],
      [12, 88],
      [12, 100],
      [9, 94],
    ]
    expect(chartPatterns(drawn(95, [15, 80], ...ascending, [14, 112]))).toContainEqual(
      expect.objectContaining({ name: 'ascending_triangle', direction: 'bullish' }),
    )
    const symmetrical: [number, number][] = [
      [20, 104],
      [14, 84],
      [12, 100],
      [10, 88],
    ]
    expect(chartPatterns(drawn(95, [15, 80], ...symmetrical, [16, 112]))).toContainEqual(
      expect.objectContaining({ name: 'symmetrical_triangle', direction: 'bullish' }),
    )
    expect(chartPatterns(flipped(drawn(95, [15, 80], ...ascending, [14, 112])))).toContainEqual(
      expect.objectContaining({ name: 'descending_triangle', direction: 'bearish' }),
    )
  })

  it('a flag: a steep rise, a short rest, a close beyond it; none when the rest gives back too much', () => {
    const pole: [number, number][] = [
      [30, 96],
      [6, 95],
      [10, 115],
    ]
    expect(chartPatterns(drawn(97, ...pole, [8, 111], [10, 122]))).toContainEqual(
      expect.objectContaining({ name: 'flag', direction: 'bullish' }),
    )
    expect(names(drawn(97, ...pole, [8, 100], [14, 122])).filter((name) => name === 'flag' || name === 'pennant')).toEqual([])
  })

  it('a series too short, or flat, has none', () => {
    for (const count of [0, 1, 5, 20]) expect(chartPatterns(sliceBars(walk(20, 1), 0, count))).toEqual([])
    expect(chartPatterns(barsOf(Array.from({ length: 100 }, () => ({ close: 50 }))))).toEqual([])
  })
})

const key = ({ name, fromRow, toRow, knownRow }: ChartPattern) => `${name} ${fromRow} ${toRow} ${knownRow}`

/** Each pattern is in the series cut after its known row, and in no shorter one. */
function expectKnownInTime(bars: Bars, only = (_: number) => true): void {
  chartPatterns(bars).forEach((pattern, i) => {
    if (!only(i)) return
    const at = (rows: number) => chartPatterns(sliceBars(bars, 0, rows)).map(key)
    expect(at(pattern.knownRow + 1)).toContain(key(pattern))
    for (const rows of [pattern.knownRow, pattern.knownRow - 1, pattern.toRow]) expect(at(rows)).not.toContain(key(pattern))
  })
}

describe('since when a pattern is known', () => {
  it('a cut series knows exactly what was known by then', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 30, max: 500 }), (seed, rows) => {
        const bars = walk(500, seed)
        const known = chartPatterns(bars).filter((pattern) => pattern.knownRow < rows)
        expect(chartPatterns(sliceBars(bars, 0, rows)).map(key)).toEqual(known.map(key))
      }),
      { numRuns: 60 },
    )
  })

  it('known after its close, unknown before', () => {
    expectKnownInTime(DOUBLE_TOP)
    expectKnownInTime(HEAD)
    for (const seed of [1, 2, 3]) expectKnownInTime(walk(600, seed))
  })

  it.each(SAMPLES)(`and on bars: %s${SAMPLE_NOTE}`, (_, candles) => {
    const bars = barsOf(candles)
    expect(chartPatterns(bars).length).toBeGreaterThan(0)
    expectKnownInTime(bars, (i) => i % 10 === 0)
  })

  it('a walk without memory has few', () => {
    const counts = Array.from({ length: 10 }, (_, seed) => names(walk(1000, 100 + seed)))
    const each = Map.groupBy(counts.flat(), (name) => name)
    for (const [name, found] of each) expect(found.length, name).toBeLessThan(40)
    expect(counts.flat().length).toBeLessThan(130)
  })
})

describe('settled pivots', () => {
  it('alternate, at the raw extreme, known after their row', () => {
    const bars = walk(800, 7)
    const pivots = settledPivots(bars)
    expect(pivots.length).toBeGreaterThan(30)
    pivots.forEach((pivot, i) => {
      expect(pivot.price).toBe(bars[pivot.kind][pivot.row])
      expect(pivot.knownRow).toBeGreaterThan(pivot.row)
      if (i > 0) {
        expect(pivot.kind).not.toBe(pivots[i - 1].kind)
        expect(pivot.row).toBeGreaterThan(pivots[i - 1].row)
      }
    })
  })

  it('a cut series has exactly those known by then: none moves, none goes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 300 }), (seed, rows) => {
        const bars = walk(300, seed)
        const known = settledPivots(bars).filter((pivot) => pivot.knownRow < rows)
        expect(settledPivots(sliceBars(bars, 0, rows))).toEqual(known)
      }),
    )
  })
})
