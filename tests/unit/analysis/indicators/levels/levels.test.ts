import { Pivot } from '@debut/indicators'
import { describe, expect, test } from 'vitest'
import { specs } from '../../../../../src/analysis/indicators/levels/index.ts'
import type { Timeframe } from '../../../../../src/market/timeframe.ts'
import {
  barsOf,
  type Candle,
  columnsOf,
  pick,
  SAMPLE_NOTE,
  SAMPLES,
  seededCandles,
  specOf,
  usCalendar,
} from '../../../../support/indicator-bars.ts'

const N = Number.NaN
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const at = (iso: string) => Date.parse(iso)
const run = (name: string, candles: Partial<Candle>[], times: number[], timeframe: Timeframe, ...params: number[]) => {
  const spec = specOf(specs, name)
  return columnsOf(spec, barsOf(candles, times, timeframe), params.length > 0 ? params : undefined)
}

// Tuesday 2024-07-02 is a whole day, 9:30 to 16:00 in New York = 13:30 to 20:00 UTC; Wednesday the 3rd ends at 13:00 = 17:00 UTC.
const TUESDAY = at('2024-07-02T13:30:00Z')
const WEDNESDAY = at('2024-07-03T13:30:00Z')

describe.each(SAMPLES)(`pivots of %s daily bars are those of the bar before${SAMPLE_NOTE}`, (_name, candles) => {
  test.each(['classic', 'fibonacci', 'camarilla'] as const)('%s', (mode) => {
    const ours = columnsOf(specOf(specs, `pivot_${mode}`), barsOf(candles))
    const pivot = new Pivot(mode)
    expect(ours.p[0]).toBeNaN()
    for (let i = 1; i < candles.length; i++) {
      const { high, low, close } = candles[i - 1]
      const theirs = pivot.nextValue(high, low, close)
      expect(ours.p[i]).toBeCloseTo(theirs.pp, 10)
      for (const level of ['r1', 'r2', 'r3', 's1', 's2', 's3'] as const) expect(ours[level][i]).toBeCloseTo(theirs[level]!, 10)
    }
  })
})

describe('pivots within the day', () => {
  test('are of the regular session before, from the first pre-market bar on', () => {
    // Tuesday: pre-market 50, regular bars 10 to 12 (high 13, low 9), post-market 70. Wednesday: pre-market, then regular.
    const times = [TUESDAY - HOUR, TUESDAY, TUESDAY + HOUR, TUESDAY + 7 * HOUR, WEDNESDAY - HOUR, WEDNESDAY]
    const candles = [
      { close: 50 },
      { close: 10, high: 13, low: 9.5 },
      { close: 12, low: 9 },
      { close: 70 },
      { close: 20 },
      { close: 21 },
    ]
    const { p, r1, s1 } = run('pivot_classic', candles, times, '30m')
    const pivot = (13 + 9 + 12) / 3
    expect(p).toEqual([N, N, N, N, pivot, pivot])
    expect(r1.slice(4)).toEqual([2 * pivot - 9, 2 * pivot - 9])
    expect(s1.slice(4)).toEqual([2 * pivot - 13, 2 * pivot - 13])
  })

  test('camarilla by hand: range 10, close 100: levels 11/12, 11/6 and 11/4 away', () => {
    const { r1, r2, r3, s3 } = run(
      'pivot_camarilla',
      [{ high: 105, low: 95, close: 100 }, { close: 1 }],
      [TUESDAY, WEDNESDAY],
      '1d',
    )
    expect(r1[1]).toBeCloseTo(100 + 11 / 12, 12)
    expect(r2[1]).toBeCloseTo(100 + 11 / 6, 12)
    expect([r3[1], s3[1]]).toEqual([102.75, 97.25])
  })
})

describe('session', () => {
  test('minutes are those of the bar’s close, by the calendar: a half day has fewer left', () => {
    const times = [TUESDAY - 30 * MINUTE, TUESDAY, TUESDAY + 6 * HOUR, WEDNESDAY + 30 * MINUTE, WEDNESDAY + 3 * HOUR]
    const { minute, minutes_left } = run(
      'session',
      times.map(() => ({})),
      times,
      '30m',
    )
    expect(minute).toEqual([0, 30, 390, 60, 210])
    expect(minutes_left).toEqual([390, 360, 0, 150, 0])
  })

  test('open, high, low and number are of the regular bars so far; the close before is that of the regular session before', () => {
    const times = [TUESDAY - HOUR, TUESDAY, TUESDAY + HOUR, TUESDAY + 8 * HOUR, WEDNESDAY - HOUR, WEDNESDAY, WEDNESDAY + HOUR]
    const candles = [
      { close: 50 },
      { open: 9, close: 10, high: 12, low: 8 },
      { open: 10, close: 11, high: 11, low: 7 },
      { close: 70 },
      { close: 30 },
      { open: 20, close: 21 },
      { open: 21, close: 19 },
    ]
    const { open, high, low, previous_close, bar } = run('session', candles, times, '30m')
    expect(open).toEqual([N, 9, 9, 9, N, 20, 20])
    expect(high).toEqual([N, 12, 12, 12, N, 21, 21])
    expect(low).toEqual([N, 8, 7, 7, N, 20, 19])
    expect(previous_close).toEqual([N, N, N, N, 11, 11, 11])
    expect(bar).toEqual([0, 1, 2, 2, 0, 1, 2])
  })

  test('an hour from 9:00 to 10:00 is the first of the session, as soon as the next bar shows that it ran so long', () => {
    const nine = TUESDAY - 30 * MINUTE
    const candles = [{ close: 5 }, { open: 6, close: 7, high: 9, low: 6 }, { open: 7, close: 8 }]
    const whole = run('session', candles, [nine - HOUR, nine, nine + HOUR], '1h')
    expect(whole.bar).toEqual([0, 0, 2])
    expect([whole.open[1], whole.open[2], whole.high[2]]).toEqual([N, 6, 9])
    // Cut at the open it is pre-market.
    const cut = run('session', candles, [nine - HOUR, nine, TUESDAY], '1h')
    expect(cut.bar).toEqual([0, 0, 1])
    expect([cut.open[2], cut.high[2]]).toEqual([7, 8])
  })

  test('a daily bar is a session of its own', () => {
    const { minute, minutes_left, open, previous_close, bar } = run(
      'session',
      [{ close: 1 }, { open: 2, close: 3 }],
      [TUESDAY, WEDNESDAY],
      '1d',
    )
    expect(minute).toEqual([390, 210])
    expect(minutes_left).toEqual([0, 0])
    expect(open).toEqual([1, 2])
    expect(previous_close).toEqual([N, 1])
    expect(bar).toEqual([1, 1])
  })
})

describe('opening range', () => {
  const minutes = (count: number, from: number) => Array.from({ length: count }, (_, k) => from + k * MINUTE)

  test('is silent until its minutes are over, then stands for the rest of the date', () => {
    const times = [...minutes(2, TUESDAY - 2 * MINUTE), ...minutes(5, TUESDAY), WEDNESDAY - MINUTE, ...minutes(3, WEDNESDAY)]
    const prices = [90, 1, 10, 12, 11, 30, 5, 2, 20, 19, 40]
    const { high, low } = run(
      'opening_range',
      prices.map((close) => ({ close })),
      times,
      '1m',
      3,
    )
    // The bars of minutes 0 to 2; the third closes with the range and shows it.
    expect(high).toEqual([N, N, N, N, 12, 12, 12, N, N, N, 40])
    expect(low).toEqual([N, N, N, N, 10, 10, 10, N, N, N, 19])
  })

  test('of bars longer than the range is that of the first bar; without a bar in those minutes there is none', () => {
    const long = run('opening_range', [{ close: 10, high: 11 }, { close: 20 }], [TUESDAY, TUESDAY + 30 * MINUTE], '30m', 15)
    expect(long.high).toEqual([11, 11])
    const late = run('opening_range', [{ close: 10 }, { close: 20 }, { close: 30 }], minutes(3, TUESDAY + 20 * MINUTE), '1m', 15)
    expect(late.high).toEqual([N, N, N])
    expect(run('opening_range', [{ close: 10 }, { close: 20 }], [TUESDAY, WEDNESDAY], '1d', 15).high).toEqual([N, N])
  })

  test('counts an hour from 9:00 once the next bar shows that it reached into the session', () => {
    const nine = TUESDAY - 30 * MINUTE
    const { high, low } = run(
      'opening_range',
      [{ close: 9, high: 10, low: 8 }, { close: 20 }, { close: 30 }],
      [nine, nine + HOUR, nine + 2 * HOUR],
      '1h',
      30,
    )
    expect(high).toEqual([N, 10, 10])
    expect(low).toEqual([N, 8, 8])
  })
})

describe('anchored indicators do not look ahead', () => {
  // A week with a half day and a holiday, pre-market to post-market, with holes: every seventh bar is missing.
  const days = ['2024-07-01', '2024-07-02', '2024-07-03', '2024-07-05'].map((date) =>
    usCalendar.day(Date.parse(date) / (24 * HOUR)),
  )
  const times = days.flatMap(({ pre, post }) =>
    Array.from({ length: (post!.close - pre!.open) / (5 * MINUTE) }, (_, k) => pre!.open + 5 * MINUTE * k).filter(
      (_, k) => k % 7 !== 3,
    ),
  )
  const candles = seededCandles(times.length)

  test.each(specs.map((spec) => spec.name))('%s: whatever comes after a row, its values stay', (name) => {
    const whole = run(name, candles, times, '5m')
    for (let cut = 1; cut < times.length; cut += 23) {
      const other = candles.map((one, i) =>
        i < cut ? one : { ...one, high: 2 * one.high, low: one.low / 2, close: one.close / 3 },
      )
      const shifted = times.map((time, i) => (i < cut ? time : time + 24 * HOUR))
      const changed = run(name, other, shifted, '5m')
      for (const output of Object.keys(whole)) expect(changed[output].slice(0, cut)).toEqual(whole[output].slice(0, cut))
    }
    expect(pick([whole], Object.keys(whole)[0])[0].some(Number.isFinite)).toBe(true)
  })
})
