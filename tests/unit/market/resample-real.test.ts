import { describe, expect, it } from 'vitest'
import { isoDate } from '../../../src/core/time.ts'
import type { Bars } from '../../../src/market/bars.ts'
import { calendarOf } from '../../../src/market/calendar/calendar.ts'
import { resample } from '../../../src/market/resample.ts'
import { needsRealData, realBars, realData } from './real-bars.ts'

const us = calendarOf('us')
/** The vendor's daily file rounds the half cents of the minutes and is two cents off once. */
const TWO_CENTS = 0.0201

/** Days of our daily bars beside the vendor's own row of that date: largest differences of prices, and of volume as a fraction. */
function against(daily: Bars, vendor: Bars): { date: string; price: number; volume: number }[] {
  const rows = new Map(Array.from({ length: vendor.length }, (_, i) => [isoDate(Math.round(vendor.time[i] / 864e5)), i]))
  return Array.from({ length: daily.length }, (_, i) => {
    const date = isoDate(us.dateOf(daily.time[i]))
    const row = rows.get(date)!
    const price = Math.max(
      ...(['open', 'high', 'low', 'close'] as const).map((name) => Math.abs(daily[name][i] - vendor[name][row])),
    )
    return { date, price, volume: Math.abs(daily.volume[i] / vendor.volume[row] - 1) }
  })
}

describe.skipIf(!realData)(`daily bars made of real finer bars${needsRealData}`, () => {
  it.each([
    ['AAPL', 'AAPL_20140605-20140609', 3],
    ['SPY', 'SPY_20131004-20131009', 4],
    ['BAC', 'BAC_20131004-20131009', 4],
  ])('%s minutes with pre-market and after hours give the daily rows to two cents and the share', (symbol, file, days) => {
    const daily = resample(realBars(`bars-1min/${file}_lean.csv`, '1m', symbol), '1d', us, { session: 'all' })
    const compared = against(daily, realBars(`bars-1day/${symbol}_1998-2021_lean.csv`, '1d', symbol))
    expect(compared).toHaveLength(days)
    for (const day of compared) {
      expect(day.price, day.date).toBeLessThan(TWO_CENTS)
      expect(day.volume, day.date).toBeLessThan(1e-4)
    }
  })

  it('clock-aligned hours give the daily volume on every plain day from 1999 to 2021', () => {
    const daily = resample(realBars('bars-1hour/SPY_1998-2021_lean.csv.gz', '1h'), '1d', us, { session: 'all' })
    const compared = against(daily, realBars('bars-1day/SPY_1998-2021_lean.csv', '1d')).filter(({ date }) => date >= '1999')
    const wrong = compared.filter(({ volume }) => volume > 1e-3).map(({ date }) => date)
    expect(compared.length).toBeGreaterThan(5500)
    // Half days to 2008: the hourly file has after-hours rows there, which the calendar leaves out.
    expect(wrong.filter((date) => !us.day(Date.parse(date) / 864e5).halfDay)).toEqual(['2002-09-11'])
  })

  it.each(['AAPL', 'NVDA', 'SMCI', 'TSLA'])(
    'five minutes made of minutes have the prices of the five minutes that Yahoo itself gives for %s',
    (symbol) => {
      const made = resample(realBars(`bars-1min/${symbol}_20260319-20260327_yahoo.csv`, '1m', symbol), '5m', us, {
        session: 'all',
      })
      const yahoo = realBars(`bars-5min/${symbol}_20251223-20260320_yahoo.csv`, '5m', symbol)
      const rows = new Map(Array.from({ length: yahoo.length }, (_, i) => [yahoo.time[i], i]))
      let [both, equalVolume] = [0, 0]
      for (let i = 0; i < made.length; i++) {
        const row = rows.get(made.time[i])
        if (row === undefined) continue
        both++
        for (const name of ['open', 'high', 'low', 'close'] as const) expect(made[name][i]).toBe(yahoo[name][row])
        if (made.volume[i] === yahoo.volume[row]) equalVolume++
      }
      // Two sessions lie in both files; Yahoo corrects volumes afterwards, prices not.
      expect(both).toBe(156)
      expect(equalVolume).toBeGreaterThan(110)
    },
  )

  it('a month of minutes keeps its volume, and every regular session has its 78 five-minute bars', () => {
    const minutes = realBars('bars-1min/SPY_20240220-20240419.csv.gz', '1m')
    const five = resample(minutes, '5m', us, { session: 'all' })
    const total = (column: Float64Array<ArrayBufferLike>) => column.reduce((a, b) => a + b, 0)
    expect(total(five.volume)).toBeCloseTo(total(minutes.volume), 3)
    const regular = resample(minutes, '5m', us, { session: 'regular' })
    const sessions = new Set([...regular.time].map((time) => us.dateOf(time)))
    expect(regular.length).toBe(sessions.size * 78)
    expect(sessions.size).toBe(43)
  })
})
