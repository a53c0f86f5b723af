import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDate } from '../../../../src/core/time.ts'
import { barClose } from '../../../../src/market/bar-times.ts'
import { type Bars, createBars } from '../../../../src/market/bars.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import { opensBefore, opensFrom, regularOpens } from '../../../../src/market/quality/expected.ts'
import { coverageOf, outsideSessions } from '../../../../src/market/quality/missing.ts'
import { findOutliers, median, robustScale } from '../../../../src/market/quality/outliers.ts'
import { brokenRules, findJumps, splitsWithoutJump } from '../../../../src/market/quality/rules.ts'
import { barJump, splitJump, splitLike } from '../../../../src/market/quality/splits.ts'
import type { Timeframe } from '../../../../src/market/timeframe.ts'

const us = calendarOf('us')
const day = (text: string) => parseDate(text)!

/** Flat bars with a little wobble at the given opens. */
function barsAt(times: number[], timeframe: Timeframe, close: (i: number) => number = (i) => 100 + (i % 7) * 0.01): Bars {
  const bars = createBars({ symbol: 'OBX', timeframe, source: 'import', feed: 'import' }, times.length)
  times.forEach((time, i) => {
    bars.time[i] = time
    bars.close[i] = close(i)
    bars.open[i] = close(Math.max(0, i - 1))
    bars.high[i] = Math.max(bars.open[i], bars.close[i]) + 0.01
    bars.low[i] = Math.min(bars.open[i], bars.close[i]) - 0.01
    bars.volume[i] = 100
  })
  bars.length = times.length
  return bars
}

describe('bars that the calendar expects', () => {
  it('390 minutes of a plain day, 210 of a half day, none of a holiday', () => {
    expect(regularOpens(us.day(day('2024-07-02')), '1m')).toHaveLength(390)
    expect(regularOpens(us.day(day('2024-07-03')), '1m')).toHaveLength(210)
    expect(regularOpens(us.day(day('2024-07-04')), '1m')).toEqual([])
  })

  it('hours on the session grid, or on the clock', () => {
    const clocks = (offset: number) =>
      regularOpens(us.day(day('2024-07-02')), '1h', offset).map((at) => new Date(at).toISOString().slice(11, 16))
    expect(clocks(0)).toEqual(['13:30', '14:30', '15:30', '16:30', '17:30', '18:30', '19:30'])
    expect(clocks(30 * 60_000)).toEqual(['13:00', '14:00', '15:00', '16:00', '17:00', '18:00', '19:00'])
  })

  it('places the newest closed bars before an instant, and the first from a date on', () => {
    const noon = Date.UTC(2024, 6, 5, 16)
    const opens = opensBefore(us, '1m', 200, noon)
    expect(new Date(opens.at(-1)!).toISOString()).toBe('2024-07-05T15:59:00.000Z')
    expect(opens).toEqual([...opens].sort((a, b) => a - b))
    expect(new Set(opens).size).toBe(200)
    expect(opens.every((open) => barClose('1m', open, us) <= noon)).toBe(true)
    expect(opensBefore(us, '1d', 2, noon).map((at) => new Date(at).toISOString().slice(0, 10))).toEqual([
      '2024-07-02',
      '2024-07-03',
    ])
    expect(opensFrom(us, '1w', 3, day('2024-07-02')).map((at) => new Date(at).toISOString().slice(0, 10))).toEqual([
      '2024-07-08',
      '2024-07-15',
      '2024-07-22',
    ])
  })
})

describe('missing bars', () => {
  const minutes = [...regularOpens(us.day(day('2024-07-02')), '1m'), ...regularOpens(us.day(day('2024-07-03')), '1m')]

  it('property: what was taken out is what is missing, in runs', () => {
    const removed = fc.uniqueArray(fc.integer({ min: 1, max: minutes.length - 2 }), { maxLength: 60 })
    fc.assert(
      fc.property(removed, (holes) => {
        const bars = barsAt(
          minutes.filter((_, i) => !holes.includes(i)),
          '1m',
        )
        const { expected, present, gaps } = coverageOf(bars, us)
        expect([expected, present]).toEqual([minutes.length, minutes.length - holes.length])
        const found = gaps.flatMap((gap) => {
          const first = minutes.indexOf(gap.from)
          expect(minutes.indexOf(gap.to) - first + 1).toBe(gap.bars)
          return Array.from({ length: gap.bars }, (_, i) => first + i)
        })
        expect(found).toEqual([...holes].sort((a, b) => a - b))
      }),
    )
  })

  it('does not expect pre-market bars, nor count them', () => {
    const pre = us.day(day('2024-07-02')).pre!.open
    const { expected, present } = coverageOf(barsAt([pre, pre + 60_000, ...minutes], '1m'), us)
    expect([expected, present]).toEqual([600, 600])
  })

  it('a year of days knows weekends and holidays; a missing week is one run', () => {
    const days = opensFrom(us, '1d', 252, day('2023-01-01'))
    expect(coverageOf(barsAt(days, '1d'), us)).toEqual({ expected: 252, present: 252, gaps: [] })
    const holed = coverageOf(barsAt([...days.slice(0, 10), ...days.slice(15)], '1d'), us)
    expect(holed.gaps).toEqual([{ from: days[10], to: days[14], bars: 5 }])
    const weeks = opensFrom(us, '1w', 52, day('2023-01-01'))
    expect(coverageOf(barsAt(weeks, '1w'), us).gaps).toEqual([])
  })

  it('names bars outside every session', () => {
    const holiday = Date.UTC(2024, 6, 4, 15)
    expect(outsideSessions(barsAt([minutes[0], holiday], '1m'), us)).toEqual([holiday])
    expect(outsideSessions(barsAt([holiday], '1d'), us)).toEqual([holiday])
  })
})

describe('outliers', () => {
  it('median and scale are those of the definition', () => {
    expect(median(Float64Array.of(5, 1, 3))).toBe(3)
    expect(median(Float64Array.of(4, 1, 3, 2))).toBe(2.5)
    const { middle, scale } = robustScale(Float64Array.of(1, 2, 3, 4, 100))
    expect([middle, scale]).toEqual([3, 1 / 0.6745])
    expect(robustScale(Float64Array.of(0, 0, 0, 0, 5)).scale).toBeCloseTo(1.2533)
  })

  it('a bad low is found with its field, and a quiet series has none', () => {
    const times = opensFrom(us, '1m', 390, day('2024-07-02'))
    const bars = barsAt(times, '1m', (i) => 100 + Math.sin(i) * 0.05)
    expect(findOutliers(bars, us)).toEqual([])
    bars.low[200] = 90
    const found = findOutliers(bars, us)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ time: times[200], field: 'low' })
    expect(found[0].z).toBeLessThan(-3)
  })

  it('the night between two sessions is no outlier within the day', () => {
    const times = opensFrom(us, '1m', 780, day('2024-07-01'))
    expect(
      findOutliers(
        barsAt(times, '1m', (i) => (i < 390 ? 100 : 120) + Math.sin(i) * 0.05),
        us,
      ),
    ).toEqual([])
  })
})

describe('rules and splits', () => {
  it('splitLike names the split; splitJump ignores ordinary moves', () => {
    expect([splitLike(7.02, 0.01), splitLike(0.1, 0.01), splitLike(3.6, 0.01)]).toEqual([7, 0.1, null])
    expect(splitJump(645.57, 92.69)).toBe(7)
    expect(splitJump(1, 10.1)).toBe(1 / 10)
    expect([splitJump(100, 101), splitJump(100, 80), splitJump(100, 75), splitJump(0, 5)]).toEqual([null, null, null, null])
  })

  it('sees a split by the close too, where the first print still had the old price', () => {
    expect(barJump(645.7, 645.57, 92.42)).toEqual({ split: 7, after: 92.42 })
    expect(barJump(645.57, 92.69, 93.7)).toEqual({ split: 7, after: 92.69 })
    expect(barJump(100, 101, 99)).toBeNull()
  })

  it('finds each broken rule', () => {
    const bars = barsAt(opensFrom(us, '1d', 7, day('2024-07-01')), '1d')
    bars.high[1] = 1
    bars.open[2] = 500
    bars.close[3] = 1
    bars.volume[4] = -1
    bars.low[5] = 0
    bars.time[6] = bars.time[5]
    expect(brokenRules(bars).map((one) => one.rule)).toEqual([
      'high below low',
      'open outside low to high',
      'close outside low to high',
      'negative volume',
      'a price is not above zero',
      'time does not ascend',
    ])
  })

  it('a jump is explained by a stored split of its date; a stored split without a jump is a violation', () => {
    const times = opensFrom(us, '1d', 3, day('2014-06-05'))
    const split = { symbol: 'OBX', kind: 'split' as const, exDay: day('2014-06-09'), value: 7, ratio: 1 / 7, source: 'import' }
    const jumping = barsAt(times, '1d')
    for (const name of ['open', 'high', 'low', 'close'] as const) jumping[name][2] /= 7
    expect(findJumps(jumping, us, [])).toMatchObject([{ time: times[2], split: 7, explained: false }])
    expect(findJumps(jumping, us, [split])).toMatchObject([{ explained: true }])
    expect(splitsWithoutJump(jumping, us, [split])).toEqual([])
    expect(splitsWithoutJump(barsAt(times, '1d'), us, [split])).toMatchObject([
      { time: times[2], rule: expect.stringContaining('adjusted already') },
    ])
  })

  it('a coin or a currency that falls to a seventh is no split, unless one is stored', () => {
    const times = opensFrom(us, '1d', 3, day('2014-06-05'))
    const found = (symbol: string, actions: Parameters<typeof findJumps>[2] = []) => {
      const bars = { ...barsAt(times, '1d'), symbol }
      for (const name of ['open', 'high', 'low', 'close'] as const) bars[name][2] /= 7
      return findJumps(bars, us, actions)
    }
    expect(found('BTCUSD')).toEqual([])
    expect(found('EURUSD')).toEqual([])
    expect(found('ES')).toHaveLength(1)
    const exDay = day('2014-06-09')
    const stored = { symbol: 'BTCUSD', kind: 'split' as const, exDay, value: 7, ratio: 1 / 7, source: 'import' }
    expect(found('BTCUSD', [stored])).toMatchObject([{ split: 7, explained: true }])
  })
})
