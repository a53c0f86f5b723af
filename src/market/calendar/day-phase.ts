import { type Instant, MINUTE } from '../../core/time.ts'
import type { Calendar } from './session.ts'
import { zoneOf } from './zone.ts'

/** Phases of the trading day: pre-market from 06:00, the first half hour, the last, and between. */
export type DayPhase = 'closed' | 'pre-market' | 'opening' | 'active' | 'wrap' | 'after-hours'

/** Minutes after midnight on the exchange's clock from which a trader prepares: before, the exchange trades, but next to nobody does. */
const PRE_MARKET = 6 * 60
/** How long the open takes, and how long before the close the day is brought to its end. */
const EDGE = 30 * MINUTE

/**
 * What part of the trading day an instant is: before the open from 06:00 on the exchange's clock (where the market has a pre-market), 30 minutes of opening,
 * 30 minutes of wrap that end with the regular close (13:00 on a half day), active between, after-hours as long as the exchange trades then. Markets that know no
 * pre-market (futures, crypto) are closed, opening, active and wrap only.
 */
export function dayPhase(calendar: Calendar, at: Instant): DayPhase {
  const { phase, session } = calendar.at(at)
  if (phase === 'pre') {
    return session !== null && at >= zoneOf(calendar.zone).instant(session.day, PRE_MARKET) ? 'pre-market' : 'closed'
  }
  if (phase === 'post') return 'after-hours'
  if (phase === 'closed' || !session?.regular) return 'closed'
  if (at < session.regular.open + EDGE) return 'opening'
  return at >= session.regular.close - EDGE ? 'wrap' : 'active'
}
