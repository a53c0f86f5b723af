import { z } from 'zod'
import { DAY, type DayNumber, type Instant, isoDate } from '../../../core/time.ts'
import { newYork } from '../../../market/calendar/new-york.ts'
import type { AlpacaHost, TradingApis } from '../client.ts'
import { unusable } from './account.ts'

/** Wall clock of New York, as minutes after midnight; `09:30` and `0930` are both seen in this API. */
const wallClock = z
  .string()
  .regex(/^([01]?\d|2[0-3]):?[0-5]\d(:\d\d)?$/)
  .transform((text) => {
    const digits = text.replaceAll(':', '').padStart(4, '0')
    return Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4))
  })

const daySchema = z.object({ date: z.string(), open: wallClock, close: wallClock })

/**
 * Regular hours of an exchange date by GET /v2/calendar, which lists trading days only: a day that is not in the answer is closed.
 * @throws OpenbellError `unavailable` when the answer is no list, or the day's hours cannot be read
 */
export async function readSession(
  host: AlpacaHost<TradingApis>,
  day: DayNumber,
  signal: AbortSignal,
): Promise<{ open: Instant; close: Instant } | null> {
  const date = new Date(day * DAY)
  const call = (init: RequestInit) => host.apis.calendar.legacyCalendarRaw({ start: date, end: date }, init)
  const answer = await host.get('the calendar', call, signal)
  if (!Array.isArray(answer)) throw unusable('the calendar', 'list')
  const name = isoDate(day)
  const listed = answer.find((one) => typeof one?.date === 'string' && one.date.slice(0, 10) === name)
  if (listed === undefined) return null
  const hours = daySchema.safeParse(listed).data
  if (hours === undefined || hours.open >= hours.close) throw unusable('the calendar', `open and close of ${name}`)
  return { open: newYork.instant(day, hours.open), close: newYork.instant(day, hours.close) }
}
