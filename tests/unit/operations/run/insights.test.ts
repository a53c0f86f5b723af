import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { insightsOf } from '../../../../src/operations/run/insights.ts'
import { lineThrough, seriesFacts } from '../../../../src/operations/run/series-facts.ts'
import type { Dataset } from '../../../../src/ports/datasets.ts'

const time = Float64Array.from({ length: 40 }, (_, i) => Date.UTC(2026, 2, 19, 13, 30 + i))
const DATA: Dataset = {
  name: 'week',
  kind: 'bars',
  rows: 40,
  columns: [{ name: 'time', type: 'time', values: time }],
  symbols: ['SPY'],
  timeframe: '1m',
  source: 'import',
  feed: 'import',
  asOf: 0,
  loadedAt: 0,
  quality: { rating: 'good', completeness: 1, gaps: 0, outliers: 0, violations: 0 },
}
const with_ = (changed: Partial<Dataset>): Dataset => ({ ...DATA, ...changed })
const ramp = Array.from({ length: 40 }, (_, i) => 100 + i)

describe('insights of a series', () => {
  it('say which way it goes, its ends by their times', () => {
    expect(insightsOf(ramp, 'return 1', DATA)).toEqual([
      'the result rises over 40 values, from 100 to 139: a straight line explains 100%',
      'the result is lowest at 2026-03-19T13:30:00Z (100) and highest at 2026-03-19T14:09:00Z (139)',
    ])
  })

  it('say no way where a line explains little, and name rows where times do not fit', () => {
    const zigzag = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 1 : -1))
    const [trend, ends] = insightsOf(zigzag, '', DATA)
    expect(trend).toMatch(/^the result goes no one way over 20 values/)
    expect(ends).toBe('the result is lowest at row 1 (-1) and highest at row 0 (1)')
  })

  it('say what is missing, what is level, and what stands out at the end', () => {
    expect(seriesFacts('x', [null, 2, null, 2], String)).toEqual(['x is 2 throughout', 'x: 2 of 4 values missing'])
    const last = seriesFacts('x', [...Array<number>(20).fill(1), 1.1, 9], String)
    expect(last).toContainEqual(expect.stringMatching(/^the last value of x stands \d\.\d deviations above its mean$/))
    expect(seriesFacts('x', [null, 1], String)).toEqual(['x: 1 of 2 values missing'])
  })

  it('the line through points on a line is that line', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 3, max: 60 }),
        (a, b, n) => {
          fc.pre(b !== 0)
          const { slope, explained } = lineThrough(Array.from({ length: n }, (_, row) => ({ row, value: a + b * row })))
          expect(slope).toBeCloseTo(b, 9)
          expect(explained).toBeCloseTo(1, 9)
        },
      ),
    )
  })
})

describe('insights of other results', () => {
  it('rank the rows of a table by the words in it', () => {
    const rows = [
      { symbol: 'A', change: 0.01 },
      { symbol: 'B', change: -0.02 },
      { symbol: 'C', change: null },
    ]
    expect(insightsOf(rows, '', DATA)).toEqual(['highest change: A (0.01); lowest: B (-0.02)'])
    expect(insightsOf({ rows }, '', DATA)).toEqual(['highest change: A (0.01); lowest: B (-0.02)'])
  })

  it('give a correlation the range that its rows allow, or say that it has none', () => {
    expect(insightsOf({ correlation: 0.5, rows: 103 }, '', DATA)).toEqual([
      'correlation 0.5 on 103 rows: between 0.34 and 0.63 with 95%',
    ])
    expect(insightsOf({ correlation: 0.3, rows: 20 }, '', DATA)[0]).toMatch(/it may be chance$/)
    expect(insightsOf({ correlation: 0.3 }, '', DATA)[0]).toMatch(/without the number of rows/)
  })

  it('say that code without return brought nothing', () => {
    expect(insightsOf(null, 'calculateRsi(df)', DATA)[0]).toMatch(/returned nothing.*return/)
    expect(insightsOf(null, 'console.log(1)', DATA)).toEqual([])
  })

  it('say nothing of what they cannot read', () => {
    for (const result of [null, 3, 'words', true, [], {}, [[1, 2]], { a: { b: 1 } }])
      expect(insightsOf(result, 'return x', DATA)).toEqual([])
    expect(insightsOf(ramp, '', null)).toHaveLength(2)
  })

  it('say no infinity of numbers near the largest that there are', () => {
    const largest = Number.MAX_VALUE
    expect(insightsOf([0, -largest], '', DATA).join('')).toContain('-1.798e+308')
    const swings = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? largest : -largest))
    for (const series of [swings, swings.map(Math.abs), [...Array(19).fill(0), largest]]) {
      expect(insightsOf(series, '', DATA).join('')).not.toMatch(/NaN|Infinity/)
    }
  })

  it('never break, whatever came out', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (result) => {
        const insights = insightsOf(result, '', DATA)
        expect(insights.length).toBeLessThanOrEqual(8)
        expect(insights.join('')).not.toMatch(/NaN|undefined|Infinity/)
      }),
      { numRuns: 200 },
    )
  })
})

describe('insights on the data', () => {
  it('say what weakens every figure: made data, few rows, holes, symbols in one column', () => {
    expect(insightsOf(3, '', with_({ source: 'simulated' }))).toEqual(['the data is simulated: it says nothing of a real market'])
    expect(insightsOf(3, '', with_({ source: 'store', feed: 'iex,simulated' }))).toHaveLength(1)
    expect(insightsOf(3, '', with_({ rows: 12 }))).toEqual(['only 12 rows: figures of so few say little'])
    const poor = { ...DATA.quality, rating: 'poor' as const, completeness: 0.5 }
    expect(insightsOf(3, '', with_({ quality: poor }))).toEqual(['the data is poor: 50.0% of what is expected is there'])
    const two = with_({ symbols: ['A', 'B'] })
    expect(insightsOf(3, 'return df.mean("close")', two)).toEqual([
      'df holds 2 symbols one below the other: a figure of a whole column mixes them',
    ])
    expect(insightsOf(3, 'return df.groupBy("symbol").A.mean("close")', two)).toEqual([])
  })
})
