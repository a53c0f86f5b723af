import { iso, MINUTE } from '../../../core/time.ts'
import { dollars, percent, plural } from '../words.ts'
import { allowed, denied, type Rule, unknown, unknownFact } from './rule.ts'

/** What rounding alone may take off a loss, as a share of the equity it is measured by. */
const ROUNDING = 1e-12

const DAY_FACTS = ['equity', 'equityAtDayStart'] as const
const PEAK_FACTS = ['equity', 'equityPeak'] as const

/** Loss of the exchange day as a share of the equity it began with: reached, there are no more entries that day. */
export function dayLossShareRule(limit: number): Rule {
  const within = `the day has lost less than ${percent(limit)}`
  return {
    rule: 'dayLossShare',
    sanity: false,
    judge({ view }) {
      const missing = unknownFact(view, DAY_FACTS)
      if (missing) return unknown('dayLossShare', limit, missing)
      const loss = 1 - view.equity / view.equityAtDayStart
      if (loss < limit - ROUNDING) return allowed('dayLossShare', loss, limit, within)
      return denied('dayLossShare', loss, limit, `the day has lost ${percent(loss)}, ${percent(limit)} ends its entries`)
    },
  }
}

/** The same in dollars. */
export function dayLossNotionalRule(limit: number): Rule {
  const within = `the day has lost less than ${dollars(limit)}`
  return {
    rule: 'dayLossNotional',
    sanity: false,
    judge({ view }) {
      const missing = unknownFact(view, DAY_FACTS)
      if (missing) return unknown('dayLossNotional', limit, missing)
      const loss = view.equityAtDayStart - view.equity
      if (loss < limit - view.equityAtDayStart * ROUNDING) return allowed('dayLossNotional', loss, limit, within)
      return denied('dayLossNotional', loss, limit, `the day has lost ${dollars(loss)}, ${dollars(limit)} ends its entries`)
    },
  }
}

/** Fall from the highest equity of the last sessions. */
export function drawdownRule(limit: number, sessions: number): Rule {
  const since = `the highest equity of the last ${plural(sessions, 'session')}`
  const within = `less than ${percent(limit)} below ${since}`
  return {
    rule: 'drawdown',
    sanity: false,
    judge({ view }) {
      const missing = unknownFact(view, PEAK_FACTS)
      if (missing) return unknown('drawdown', limit, missing)
      const fall = 1 - view.equity / view.equityPeak
      if (fall < limit - ROUNDING) return allowed('drawdown', fall, limit, within)
      return denied('drawdown', fall, limit, `equity is ${percent(fall)} below ${since}, ${percent(limit)} stops entries`)
    },
  }
}

const STREAK_FACTS = ['now', 'losingStreak'] as const

/** After so many losing round trips in a row entries wait; each further loss makes them wait again. */
export function losingStreakRule(limit: number, cooldownMinutes: number): Rule {
  const within = `fewer than ${plural(limit, 'losing round trip')} in a row, or waited ${plural(cooldownMinutes, 'minute')} since`
  return {
    rule: 'losingStreak',
    sanity: false,
    judge({ view }) {
      const missing = unknownFact(view, STREAK_FACTS)
      if (missing) return unknown('losingStreak', limit, missing)
      const streak = view.losingStreak
      if (streak < limit) return allowed('losingStreak', streak, limit, within)
      if (view.lastLossAt === null || !Number.isFinite(view.lastLossAt))
        return unknown('losingStreak', limit, 'the time of the last loss')
      const until = view.lastLossAt + cooldownMinutes * MINUTE
      if (view.now >= until) return allowed('losingStreak', streak, limit, within)
      return denied(
        'losingStreak',
        streak,
        limit,
        `${plural(streak, 'losing round trip')} in a row: entries wait until ${iso(until)}`,
      )
    },
  }
}
