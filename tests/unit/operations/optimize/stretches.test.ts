import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prepareSeries } from '../../../../src/engine/prepare.ts'
import { cutSeries, planStretches } from '../../../../src/operations/optimize/stretches.ts'
import { barsOf } from '../../../support/store-rows.ts'
import { randomWalk, rowsOf } from './market.ts'

/** A series of so many sessions, some of them left out. */
function seriesOf(symbol: string, count: number, skip: (i: number) => boolean = () => false) {
  const rows = rowsOf(randomWalk(count, count)).filter((_, i) => !skip(i))
  return prepareSeries(barsOf(rows, { symbol, timeframe: '1d' }))
}

describe('the stretches of a walk-forward', () => {
  it('cover every session once as a search or a judgement; what is judged follows what was searched', () => {
    const cases = fc.tuple(fc.integer({ min: 60, max: 400 }), fc.integer({ min: 2, max: 10 }), fc.boolean())
    fc.assert(
      fc.property(cases, ([count, folds, anchored]) => {
        const series = [seriesOf('A', count, (i) => i % 7 === 3), seriesOf('B', count, (i) => i % 5 === 1)]
        const plan = planStretches(series, folds, anchored)
        const days = [...new Set(series.flatMap(({ day }) => [...day]))].sort((a, b) => a - b)
        const inside = ({ from, to }: { from: number; to: number }) => days.filter((day) => day >= from && day <= to)
        expect(inside(plan.all)).toEqual(days)
        expect(plan.all.sessions).toBe(days.length)
        const parts = [plan.folds[0].inSample, ...plan.folds.map((fold) => fold.outOfSample)]
        expect(parts.flatMap(inside)).toEqual(days)
        const sizes = parts.map((part) => part.sessions)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
        for (const [i, { inSample, outOfSample }] of plan.folds.entries()) {
          expect(inSample.to).toBeLessThan(outOfSample.from)
          expect(inSample.from).toBe(anchored || i === 0 ? days[0] : plan.folds[i - 1].outOfSample.from)
          expect(inSample.sessions).toBe(inside(inSample).length)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('hold no bar after their end, and decide on none before their beginning', () => {
    const series = [seriesOf('A', 120), seriesOf('B', 120, (i) => i < 70)]
    const { folds } = planStretches(series, 5, false)
    for (const stretch of folds.flatMap((fold) => [fold.inSample, fold.outOfSample])) {
      const cut = cutSeries(series, stretch)
      for (const { bars, day, closeTime } of cut.series) {
        expect(day.length).toBe(bars.length)
        expect(day[bars.length - 1]).toBeLessThanOrEqual(stretch.to)
        for (let i = 0; i < bars.length; i++) expect(closeTime[i] > (cut.decideFrom ?? 0)).toBe(day[i] >= stretch.from)
      }
    }
    // B begins in the fourth part: before it there is nothing of it.
    expect(cutSeries(series, folds[0].inSample).series.map(({ bars }) => bars.symbol)).toEqual(['A'])
    expect(cutSeries(series, folds[3].outOfSample).series.map(({ bars }) => bars.symbol)).toEqual(['A', 'B'])
  })

  it('share the columns of the whole, without a copy', () => {
    const [whole] = [seriesOf('A', 100)]
    const { folds } = planStretches([whole], 4, false)
    const [cut] = cutSeries([whole], folds[1].inSample).series
    expect(cut.bars.close.buffer).toBe(whole.bars.close.buffer)
    expect(cut.day.buffer).toBe(whole.day.buffer)
  })
})
