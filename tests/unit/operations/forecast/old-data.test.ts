import { describe, expect, it } from 'vitest'
import { DAY } from '../../../../src/core/time.ts'
import type { Bars } from '../../../../src/market/bars.ts'
import { usCalendar } from '../../../../src/market/calendar/us.ts'
import { oldDataWarning } from '../../../../src/operations/forecast/old-data.ts'
import { barsOf } from '../../../support/indicator-bars.ts'

/** One bar of a Friday, and the close of the session some trading days later. */
const FRIDAY = Date.UTC(2024, 5, 14) / DAY
const bars: Bars = {
  ...barsOf([{ close: 100 }]),
  symbol: 'OBA',
  time: Float64Array.of(usCalendar.day(FRIDAY).regular!.open),
}
const closeAfter = (sessions: number) => {
  let day = FRIDAY
  for (let i = 0; i < sessions; i++) day = usCalendar.next(day)
  return usCalendar.day(day).regular!.close
}

describe('bars that end before the as-of', () => {
  it('are no news while one session at most is missing, also over a weekend', () => {
    expect(oldDataWarning(bars, closeAfter(0))).toBeNull()
    expect(oldDataWarning(bars, closeAfter(0) + 2 * DAY)).toBeNull()
    expect(oldDataWarning(bars, closeAfter(2) - 1)).toBeNull()
  })

  it('are told with their date and the sessions that closed since', () => {
    expect(oldDataWarning(bars, closeAfter(2))).toMatch(/newest bar is of 2024-06-14, and 2 sessions have closed since/)
    expect(oldDataWarning(bars, closeAfter(30))).toMatch(/and 30 sessions/)
    expect(oldDataWarning(bars, closeAfter(600))).toMatch(/and over 500 sessions/)
  })

  it('may miss a week where a bar is one', () => {
    expect(oldDataWarning({ ...bars, timeframe: '1w' }, closeAfter(9))).toBeNull()
    expect(oldDataWarning({ ...bars, timeframe: '1w' }, closeAfter(10))).not.toBeNull()
  })
})
