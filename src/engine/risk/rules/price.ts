import { HOUR, MINUTE } from '../../../core/time.ts'
import { type PriceGrid, roundToGrid } from '../tick.ts'
import type { OrderIntent, RiskLimits, RiskView } from '../types.ts'
import { duration, percent, plural, price } from '../words.ts'
import { allowed, type Case, denied, type Rule, unknown, unknownFact } from './rule.ts'

/**
 * The worst price that the collar lets an order of this side have: price * (1 + collar) for a buy, price * (1 - collar) for a sale, rounded
 * outward to a price that can be sent.
 */
function collared(grid: PriceGrid, side: OrderIntent['side'], from: number, collar: number): number {
  return side === 'buy' ? roundToGrid(grid, from * (1 + collar), 'up') : roundToGrid(grid, from * (1 - collar), 'down')
}

/**
 * The limit that an intent without one is sent with where limits allow no market orders: a market intent's lies at the collar from the last
 * price, a stop entry's at the collar from its trigger. A stop that protects stays a stop: it has to fill. Null = sent as it is.
 */
export function marketableLimit(limits: RiskLimits, grid: PriceGrid, intent: OrderIntent, view: RiskView): number | null {
  if (limits.marketOrders) return null
  const from = anchorOf(intent, view)
  if (from === null) return null
  const limit = collared(grid, intent.side, from, limits.collar ?? Number.NaN)
  return from > 0 && Number.isFinite(limit) ? limit : Number.NaN
}

function anchorOf(intent: OrderIntent, view: RiskView): number | null {
  if (intent.type === 'market') return view.price
  if (intent.reduces) return null
  if (intent.type === 'stop') return intent.stop ?? Number.NaN
  return intent.type === 'trailing-stop' ? Number.NaN : null
}

/** No order that takes whatever price is there. Judged for exits too: they are sent with a limit like the others. */
export const marketOrderRule: Rule = {
  rule: 'marketOrders',
  sanity: true,
  judge({ intent, marketableLimit: limit }) {
    if (limit === null) return allowed('marketOrders', null, null, 'sent as it is')
    if (!Number.isNaN(limit)) return allowed('marketOrders', limit, null, 'sent with a limit at the collar')
    if (intent.type === 'trailing-stop') {
      return denied('marketOrders', null, null, 'a trailing stop that enters would fill at any price: limit orders only')
    }
    return denied('marketOrders', null, null, 'the last price is not known, so no limit can be put at the collar')
  },
}

/** A limit no worse than the collar from the last price; of a stop-limit order, from its trigger. */
export function collarRule(collar: number): Rule {
  const within = `no worse than ${percent(collar)} from the last price`
  return {
    rule: 'collar',
    sanity: false,
    judge({ intent, view, grid }) {
      const own = intent.type === 'limit' || intent.type === 'stop-limit'
      if (!own || intent.limit === null) return allowed('collar', null, collar, within)
      const from = intent.type === 'stop-limit' ? (intent.stop ?? Number.NaN) : view.price
      if (!(from > 0 && Number.isFinite(from))) return unknown('collar', collar, 'the last price')
      const worst = collared(grid, intent.side, from, collar)
      const away = (intent.limit / from - 1) * (intent.side === 'buy' ? 1 : -1)
      const fine = intent.side === 'buy' ? intent.limit <= worst : intent.limit >= worst
      if (fine) return allowed('collar', away, collar, within)
      const message = `limit ${price(intent.limit)} is ${percent(away)} worse than ${price(from)}; ${price(worst)} is the furthest`
      return denied('collar', away, collar, message)
    },
  }
}

const AGE_FACTS = ['now', 'price', 'priceTime'] as const

/** The last price is young enough. One dated ahead by less than that is a clock's skew, by more is not known. */
export function quoteAgeRule(maximum: number): Rule {
  const young = `the last price is no older than ${duration(maximum)}`
  return {
    rule: 'maximumQuoteAgeMs',
    sanity: false,
    judge({ view }) {
      const missing = unknownFact(view, AGE_FACTS)
      if (missing) return unknown('maximumQuoteAgeMs', maximum, missing)
      const age = view.now - view.priceTime
      if (Math.abs(age) <= maximum) return allowed('maximumQuoteAgeMs', age, maximum, young)
      const stands = age < 0 ? `is dated ${shown(-age)} ahead` : `is ${shown(age)} old`
      return denied('maximumQuoteAgeMs', age, maximum, `the last price ${stands}, ${duration(maximum)} is the limit`)
    },
  }
}

function shown(ms: number): string {
  if (ms >= 2 * HOUR) return plural(Math.round(ms / HOUR), 'hour')
  return duration(ms < MINUTE ? ms : Math.round(ms / MINUTE) * MINUTE)
}

/** Enough prints a minute; a symbol without a count has none. */
export function printsRule(minimum: number): Rule {
  const busy = `at least ${minimum} prints a minute`
  return {
    rule: 'minimumPrintsPerMinute',
    sanity: false,
    judge({ view }: Case) {
      const prints = view.printsPerMinute
      if (prints === null || !Number.isFinite(prints)) {
        return unknown('minimumPrintsPerMinute', minimum, 'the number of prints a minute')
      }
      if (prints >= minimum) return allowed('minimumPrintsPerMinute', prints, minimum, busy)
      return denied('minimumPrintsPerMinute', prints, minimum, `${Math.floor(prints)} prints a minute, ${minimum} are needed`)
    },
  }
}
