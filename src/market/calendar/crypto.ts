import { DAY, isoDate, utcDay } from '../../core/time.ts'
import { createCalendar, type MarketRules } from './build.ts'
import { dayOf } from './dates.ts'

const rules: MarketRules = {
  market: 'crypto',
  zone: 'UTC',
  // The first block was mined on this day.
  first: dayOf(2009, 1, 3),
  last: dayOf(2099, 12, 31),
  session: (day) => ({
    market: 'crypto',
    day,
    date: isoDate(day),
    known: true,
    holiday: null,
    halfDay: false,
    pre: null,
    regular: { open: day * DAY, close: (day + 1) * DAY },
    post: null,
    halts: [],
  }),
  nominal: (day) => ({ open: day * DAY, close: (day + 1) * DAY }),
  dateOf: utcDay,
}

/** Crypto pairs: every UTC day is one session. */
export const cryptoCalendar = createCalendar(rules)
