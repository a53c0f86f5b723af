import { plural } from '../words.ts'
import { allowed, denied, type Fact, type Rule, unknown, unknownFact } from './rule.ts'

/** Entries in one minute of market time; the one that is judged comes on top. */
export const ordersPerMinuteRule = (limit: number): Rule =>
  countRule('ordersPerMinute', 'ordersLastMinute', limit, 'in the last minute')

/** Entries in one exchange day. */
export const ordersPerDayRule = (limit: number): Rule => countRule('ordersPerDay', 'ordersToday', limit, 'today')

function countRule(rule: string, fact: Fact & ('ordersLastMinute' | 'ordersToday'), limit: number, when: string): Rule {
  const facts = [fact]
  const within = `no more than ${plural(limit, 'order')} ${when}`
  return {
    rule,
    sanity: false,
    judge({ view }) {
      const missing = unknownFact(view, facts)
      if (missing) return unknown(rule, limit, missing)
      const sent = view[fact]
      if (sent + 1 <= limit) return allowed(rule, sent, limit, within)
      return denied(rule, sent, limit, `${plural(sent, 'order')} ${when}, ${limit} is the limit`)
    },
  }
}
