import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isoDate, parseDate } from '../../../../src/core/time.ts'
import { createBars } from '../../../../src/market/bars.ts'
import { calendarFor } from '../../../../src/market/calendar/calendar.ts'
import { candlesOf } from '../../../../src/operations/report/data/candles.ts'
import { ascending, chartClock } from '../../../../src/operations/report/data/clock.ts'
import { histogram } from '../../../../src/operations/report/data/histogram.ts'
import { dailyReturns, monthlyReturns } from '../../../../src/operations/report/data/monthly.ts'

const us = calendarFor('SPY')

describe('the clock of charts', () => {
  it('shows the wall clock of the exchange within the day, in summer and in winter', () => {
    const clock = chartClock(us, true)
    expect(new Date(clock(Date.UTC(2024, 6, 1, 13, 30)) * 1000).toISOString()).toBe('2024-07-01T09:30:00.000Z')
    expect(new Date(clock(Date.UTC(2024, 0, 3, 14, 30)) * 1000).toISOString()).toBe('2024-01-03T09:30:00.000Z')
  })

  it('shows daily bars at the date of their session', () => {
    const clock = chartClock(us, false)
    expect(isoDate(clock(Date.UTC(2024, 0, 3, 14, 30)) / 86_400)).toBe('2024-01-03')
  })

  it('never stands still nor goes back', () => {
    expect(ascending([5, 5, 4, 9])).toEqual([5, 6, 7, 9])
  })
})

describe('candles', () => {
  const barsOf = (closes: number[]) => {
    const bars = createBars({ symbol: 'SPY', timeframe: '1m', source: 's', feed: 'f' }, closes.length)
    bars.length = closes.length
    closes.forEach((close, i) => {
      bars.time[i] = Date.UTC(2024, 0, 3, 14, 30) + i * 60_000
      bars.open[i] = close
      bars.high[i] = close + 1
      bars.low[i] = close - 1
      bars.close[i] = close + 0.5
    })
    return bars
  }

  it('of few bars are the bars', () => {
    const { series, per } = candlesOf(barsOf([100, 101]), 10)
    expect(per).toBe(1)
    expect(series).toMatchObject({ open: [100, 101], high: [101, 102], low: [99, 100], close: [100.5, 101.5], digits: 2 })
  })

  it('of many bars keep first open, extremes and last close', () => {
    const { series, per } = candlesOf(barsOf([100, 120, 90, 101, 102]), 2)
    expect(per).toBe(3)
    expect(series).toMatchObject({ open: [100, 101], high: [121, 103], low: [89, 100], close: [90.5, 102.5] })
  })

  it('property: no extreme is lost, and every instant has its candle', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 50, max: 500 }), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 50 }),
        (closes, most) => {
          const bars = barsOf(closes)
          const { series, per, timeOf } = candlesOf(bars, most)
          expect(series.time.length).toBeLessThanOrEqual(most)
          expect(Math.max(...series.high)).toBe(Math.max(...closes) + 1)
          expect(Math.min(...series.low)).toBe(Math.min(...closes) - 1)
          expect(series.open[0]).toBe(closes[0])
          expect(series.close.at(-1)).toBe(closes.at(-1)! + 0.5)
          closes.forEach((_, row) => {
            for (const later of [0, 59_999]) expect(timeOf(bars.time[row] + later)).toBe(series.time[Math.floor(row / per)])
          })
          expect(timeOf(0)).toBe(series.time[0])
          expect(timeOf(Number.POSITIVE_INFINITY)).toBe(series.time.at(-1))
        },
      ),
    )
  })
})

describe('monthly returns', () => {
  const day = (date: string) => parseDate(date) as number

  it('stand against the last equity before, the first against the start cash', () => {
    // December: 100 -> 110 (10%); January: 110 -> 99 (-10%); March (nothing in February): 99 -> 118.8 (20%); the year 110 -> 118.8 (8%).
    const days = ['2023-12-28', '2023-12-29', '2024-01-02', '2024-01-31', '2024-03-01'].map(day)
    const years = monthlyReturns(days, [105, 110, 120, 99, 118.8], 100)
    expect(years.map((one) => one.year)).toEqual([2023, 2024])
    expect(years[0].months[11]).toBeCloseTo(0.1, 12)
    expect(years[0].total).toBeCloseTo(0.1, 12)
    expect(years[1].months[0]).toBeCloseTo(-0.1, 12)
    expect(years[1].months[1]).toBeNull()
    expect(years[1].months[2]).toBeCloseTo(0.2, 12)
    expect(years[1].total).toBeCloseTo(0.08, 12)
  })

  it('property: months compound to their year, years to the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 50, max: 200, noNaN: true }), { minLength: 1, maxLength: 900 }), (equity) => {
        const days = equity.map((_, i) => 19_000 + i)
        const years = monthlyReturns(days, equity, 100)
        for (const { months, total } of years) {
          expect(months.reduce<number>((value, one) => value * (1 + (one ?? 0)), 1)).toBeCloseTo(1 + total, 9)
        }
        expect(100 * years.reduce((value, one) => value * (1 + one.total), 1)).toBeCloseTo(equity.at(-1)!, 7)
      }),
    )
  })

  it('daily returns start from the start cash', () => {
    expect([...dailyReturns([110, 99], 100)].map((value) => Number(value.toFixed(12)))).toEqual([0.1, -0.1])
  })
})

describe('the histogram', () => {
  it('counts every value once, in at most 60 bins, never a gain and a loss together', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { maxLength: 400 }), (values) => {
        const bins = histogram(values)
        expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(values.length)
        expect(bins.length).toBeLessThanOrEqual(60)
        if (bins.length > 1) for (const bin of bins) expect(bin.from < -1e-12 && bin.to > 1e-12).toBe(false)
      }),
    )
  })

  it('of nothing, and of one value over and over, is defined', () => {
    expect(histogram([])).toEqual([])
    expect(histogram([0.01, 0.01, Number.NaN])).toEqual([{ from: 0.01, to: 0.01, count: 2 }])
  })

  it('takes the width of Freedman and Diaconis', () => {
    // 1 .. 8: quartiles 2.75 and 6.25, so the width is 2 * 3.5 / 2 = 3.5; bins from 0, 3.5 and 7 hold 1-3, 4-6 and 7-8.
    expect(histogram([1, 2, 3, 4, 5, 6, 7, 8]).map((bin) => bin.count)).toEqual([3, 3, 2])
  })
})
