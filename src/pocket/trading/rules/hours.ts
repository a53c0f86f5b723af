import { HOUR, type Instant, MINUTE } from '../../../core/time.ts'
import type { Calendar } from '../../../market/calendar/calendar.ts'
import { newYorkDay, newYorkMidnight } from '../../../market/calendar/new-york.ts'
import { unprocessable } from '../refusals.ts'
import type { WireTif } from '../wire-order.ts'

/** Auctions take no more orders from so long before them; in the evening they take those of the next day. */
const BEFORE_OPEN = 2 * MINUTE
const BEFORE_CLOSE = 10 * MINUTE
const EVENING = 19 * HOUR

/** @throws Refusal when an auction order comes too late for the auction of its day. */
export function checkAuction(calendar: Calendar, tif: WireTif, at: Instant): void {
  if (tif !== 'opg' && tif !== 'cls') return
  const day = newYorkDay(at)
  const { regular } = calendar.day(day)
  if (!regular || at >= newYorkMidnight(day) + EVENING) return
  if (tif === 'opg' && at >= regular.open - BEFORE_OPEN)
    throw unprocessable('opg orders must be submitted before 9:28am or after 7:00pm ET')
  if (tif === 'cls' && at >= regular.close - BEFORE_CLOSE)
    throw unprocessable('cls orders must be submitted 10 minutes before the close or after 7:00pm ET')
}

/** True when the market takes such an order right now; else it waits as `accepted`. */
export function isWorking(calendar: Calendar, { tif, extended }: { tif: WireTif; extended: boolean }, at: Instant): boolean {
  const { phase } = calendar.at(at)
  if (tif === 'opg') return false
  return phase === 'regular' || (extended && phase !== 'closed')
}

/** When an order that waits is sent on: at the start of the next stretch it may fill in. */
export function worksFrom(calendar: Calendar, extended: boolean, at: Instant): Instant {
  if (!extended) return calendar.nextOpen(at)
  const { to } = calendar.at(at)
  return Number.isFinite(to) ? to : calendar.nextOpen(at)
}

const GTC_DAYS = 90

/** Until when an order lives: the close of the day it is for; good till canceled, 90 days, as the vendor keeps them. */
export function expiryOf(calendar: Calendar, { tif, extended }: { tif: WireTif; extended: boolean }, at: Instant): Instant {
  const today = newYorkDay(at)
  if (tif === 'gtc') return newYorkMidnight(today + GTC_DAYS) + 16 * HOUR
  const ends = (day: number) => {
    const { regular, post } = calendar.day(day)
    return regular && (extended ? (post ?? regular).close : regular.close)
  }
  const end = ends(today)
  if (end !== null && at < end) return end
  return ends(calendar.next(today)) ?? at
}
