import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type BenchmarkSeries, benchmarkOf } from '../../../../src/analysis/metrics/benchmark.ts'
import { DAY, parseDate } from '../../../../src/core/time.ts'
import type { CorporateAction } from '../../../../src/market/actions.ts'

const dayOf = (date: string) => parseDate(date) as number
const daysOf = (...dates: string[]) => Int32Array.from(dates, dayOf)
const CLOSE = 21 * (DAY / 24)

function seriesOf(symbol: string, rows: [date: string, close: number][]): BenchmarkSeries {
  const day = Int32Array.from(rows, ([date]) => dayOf(date))
  return {
    bars: { symbol, length: rows.length, close: Float64Array.from(rows, ([, close]) => close) },
    closeTime: Float64Array.from(day, (one) => one * DAY + CLOSE),
    day,
  }
}

function action(kind: CorporateAction['kind'], date: string, value: number | null, ratio: number | null): CorporateAction {
  return { symbol: 'AAA', kind, exDay: dayOf(date), value, ratio, source: 'test' }
}

const span = (dates: string[]) => ({ days: daysOf(...dates), from: dayOf(dates[0]) * DAY + CLOSE })
const WEEK = ['2026-03-02', '2026-03-03', '2026-03-04']

describe('buy and hold beside a run', () => {
  it('puts the same sum in each symbol at its first close and never rebalances; one that begins later waits as cash', () => {
    const first = seriesOf('AAA', [
      ['2026-02-27', 50],
      ['2026-03-02', 100],
      ['2026-03-03', 110],
      ['2026-03-04', 120],
    ])
    const second = seriesOf('BBB', [
      ['2026-03-03', 20],
      ['2026-03-04', 10],
    ])
    const both = benchmarkOf([first, second], span(WEEK))
    // Worth (1 + 1) / 2, (1.1 + 1) / 2, (1.2 + 0.5) / 2.
    expect(both?.totalReturn).toBeCloseTo(-0.15, 12)
    expect([...(both?.dailyReturns ?? [])].map((one) => Number(one.toFixed(9)))).toEqual([0, 0.05, -0.19047619])
  })

  it('keeps the last close on a date without a bar', () => {
    const gap = seriesOf('AAA', [
      ['2026-03-02', 100],
      ['2026-03-04', 90],
    ])
    expect([...(benchmarkOf([gap], span(WEEK))?.dailyReturns ?? [])].map((one) => Number(one.toFixed(9)))).toEqual([0, 0, -0.1])
  })

  it('takes splits and dividends of the shares it holds, by value or by ratio, and none from before it bought', () => {
    const series = seriesOf('AAA', [
      ['2026-03-02', 100],
      ['2026-03-03', 50],
      ['2026-03-04', 49],
    ])
    const split = action('split', '2026-03-03', 2, 0.5)
    const bare = action('split', '2026-03-03', null, 0.5)
    const dividend = action('dividend', '2026-03-04', 1, null)
    const byRatio = action('dividend', '2026-03-04', null, 0.98)
    const before = action('split', '2026-03-02', 7, 1 / 7)
    // One share at 100 becomes two at 50; two shares at 49 and two dollars are the 100 again.
    expect(benchmarkOf([series], span(WEEK), [dividend, split, before])?.totalReturn).toBeCloseTo(0, 12)
    expect(benchmarkOf([series], span(WEEK), [bare, byRatio])?.totalReturn).toBeCloseTo(0, 12)
  })

  it('is null without a close in the span', () => {
    expect(benchmarkOf([], span(WEEK))).toBeNull()
    expect(benchmarkOf([seriesOf('AAA', [['2026-03-09', 1]])], span(WEEK))).toBeNull()
  })
})

const data = process.env.OPENBELL_REAL_DATA

describe.skipIf(!data)(
  data ? 'buy and hold of real closes' : 'buy and hold of real closes (skipped: OPENBELL_REAL_DATA is not set)',
  () => {
    it('of AAPL through its four splits is 112 shares for one', () => {
      const lines = readFileSync(join(data as string, 'bars-1day', 'AAPL_1998-2021_lean.csv'), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
      const rows = lines.map((line): [string, number] => [line.slice(0, 10), Number(line.split(',')[4])])
      const splits = (
        [
          ['2000-06-21', 2],
          ['2005-02-28', 2],
          ['2014-06-09', 7],
          ['2020-08-31', 4],
        ] as const
      ).map(([date, value]) => action('split', date, value, 1 / value))
      const held = benchmarkOf([seriesOf('AAA', rows)], span(rows.map(([date]) => date)), splits)
      expect(held?.totalReturn).toBeCloseTo((112 * rows[rows.length - 1][1]) / rows[0][1] - 1, 6)
      const sized = Array.from(held?.dailyReturns ?? [], Math.abs)
      expect(Math.max(...sized), 'its worst day since 1998 was 2000-09-29, -52%; a split would show as one').toBeLessThan(0.53)
    })
  },
)
