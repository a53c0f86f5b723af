import { describe, expect, it } from 'vitest'
import { DAY, HOUR, isoDate, weekday } from '../../../../src/core/time.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import { needsRealData, realBars, realData, realDates } from '../real-bars.ts'

const us = calendarOf('us')

/** Trading dates of the calendar and of the file, from the file's first to its last, where they differ. */
function differences(file: string): { onlyCalendar: string[]; onlyFile: string[] } {
  const dates = realDates(file)
  const sorted = [...dates].sort()
  const onlyCalendar: string[] = []
  for (let day = Date.parse(sorted[0]) / DAY; isoDate(day) <= sorted.at(-1)!; day++) {
    if (us.day(day).regular && !dates.has(isoDate(day))) onlyCalendar.push(isoDate(day))
  }
  return { onlyCalendar, onlyFile: sorted.filter((date) => !us.day(Date.parse(date) / DAY).regular) }
}

describe.skipIf(!realData)(`the US calendar against real daily bars${needsRealData}`, () => {
  it('has the dates of the index since 1950, and beyond them only Saturdays, which that file leaves out', () => {
    const { onlyCalendar, onlyFile } = differences('bars-1day/SPX_1950-2012_si.csv')
    expect(onlyFile).toEqual([])
    expect(onlyCalendar.filter((date) => weekday(Date.parse(date) / DAY) !== 6)).toEqual([])
    expect(onlyCalendar).toHaveLength(87)
    expect(onlyCalendar.at(-1)).toBe('1952-05-24')
  })

  it.each([
    'SPY_1998-2021_lean.csv',
    'SPY_1999-2020.csv',
    'MSFT_1990-2022_si.csv',
    'universe-1603-symbols_2015.csv.gz',
    'universe-1603-symbols_2016.csv.gz',
    'universe-1603-symbols_2017.csv.gz',
  ])('has exactly the dates of %s', (file) => {
    expect(differences(`bars-1day/${file}`)).toEqual({ onlyCalendar: [], onlyFile: [] })
  })

  it('closes every session of 1998 to 2021 in the hour after which trading dies', () => {
    const hourly = realBars('bars-1hour/SPY_1998-2021_lean.csv.gz', '1h')
    const last = new Map<number, number>()
    for (let i = 0; i < hourly.length; i++) last.set(us.dateOf(hourly.time[i]), hourly.time[i])
    const early: string[] = []
    const late: string[] = []
    for (const [day, open] of last) {
      const session = us.day(day)
      if (open + HOUR < session.regular!.close) early.push(session.date)
      // Until 2008 this file has some after-hours rows on half days.
      if (open >= session.regular!.close && !session.halfDay) late.push(session.date)
    }
    expect({ early, late }).toEqual({ early: [], late: [] })
  })
})
