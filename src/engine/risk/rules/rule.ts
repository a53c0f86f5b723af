import type { PriceGrid } from '../tick.ts'
import type { OrderIntent, RiskView, RuleVerdict } from '../types.ts'

/** What is judged; one object for all judgements of a gate, filled anew for each. */
export interface Case {
  intent: OrderIntent
  view: RiskView
  /** The intent's symbol, normalised. */
  symbol: string
  grid: PriceGrid
  /** Where an intent without a limit of its own gets one: null = it is sent as it is, NaN = it cannot be computed. */
  marketableLimit: number | null
  /** Most shares that the rules asked so far let through. */
  most: number
}

/** One rule in force: what it says of a case. A rule that shrinks lowers `most`. */
export interface Rule {
  /** The field of the limits that it enforces, or the sanity it looks after. */
  readonly rule: string
  /** True for what is judged even where an order only lowers a position. */
  readonly sanity: boolean
  judge(one: Case): RuleVerdict
}

/** Facts of the view that limits are measured by, as messages call them. */
const FACTS = {
  now: 'the time',
  price: 'the last price',
  priceTime: 'the time of the last price',
  equity: 'the equity',
  equityAtDayStart: 'the equity at the start of the day',
  equityPeak: 'the highest equity',
  positionValue: 'the value of the position',
  positionShares: 'the shares that are held',
  grossValue: 'the value of all positions',
  pendingValue: 'the value of resting entries in the symbol',
  pendingGross: 'the value of all resting entries',
  ordersLastMinute: 'the number of orders in the last minute',
  ordersToday: "the number of the day's orders",
  notionalToday: "the value of the day's entries",
  losingStreak: 'the number of losses in a row',
} as const

export type Fact = keyof typeof FACTS

/** Facts that mean nothing at 0 or below. */
const POSITIVE: ReadonlySet<Fact> = new Set(['price', 'equity', 'equityAtDayStart', 'equityPeak'])

/** The first fact that is not known (NaN, null, infinite, or 0 where that is no answer), in words; null when all are. */
export function unknownFact(view: RiskView, facts: readonly Fact[]): string | null {
  for (const fact of facts) {
    const value = view[fact]
    if (!Number.isFinite(value) || (value <= 0 && POSITIVE.has(fact))) return FACTS[fact]
  }
  return null
}

/** A rule that lets pass; what is not finite is said as null. */
export function allowed(rule: string, value: number | null, limit: number | null, message: string): RuleVerdict {
  return { rule, outcome: 'allow', value: finite(value), limit, message }
}

/** A rule that denies, with what was and what may be. */
export function denied(rule: string, value: number | null, limit: number | null, message: string): RuleVerdict {
  return { rule, outcome: 'deny', value: finite(value), limit, message }
}

/** A rule that lets less pass than was asked for. */
export function shrunk(rule: string, value: number | null, limit: number | null, message: string): RuleVerdict {
  return { rule, outcome: 'shrink', value: finite(value), limit, message }
}

/** What cannot be computed is denied. */
export function unknown(rule: string, limit: number | null, fact: string): RuleVerdict {
  return { rule, outcome: 'deny', value: null, limit, message: `${fact} is not known, so the limit cannot be judged` }
}

/** Verdicts are printed and stored: every number finite or null. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null
}

/** What rounding alone may add to a size: a limit of exactly so many shares lets so many shares through. */
const ROUNDING = 1e-12

/** Decimals of a fractional size, as many as brokers take. */
const FRACTIONS = 1e9

/** The largest size that the room holds: whole where the intent is whole. */
export function sizeWithin(room: number, whole: boolean): number {
  const generous = room + Math.abs(room) * ROUNDING
  if (whole) return Math.floor(generous)
  return Math.floor(generous * FRACTIONS) / FRACTIONS
}
