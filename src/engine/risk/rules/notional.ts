import type { RuleVerdict } from '../types.ts'
import { dollars, percent } from '../words.ts'
import { allowed, type Case, denied, type Fact, type Rule, shrunk, sizeWithin, unknown, unknownFact } from './rule.ts'

/** A cap on what an entry may be worth. */
interface Cap {
  rule: string
  /** What it caps, for messages: `an order`, `the position`. */
  what: string
  facts: readonly Fact[]
  /** Dollars that count against the cap before the intent; what the intent first closes counts as room. */
  taken(one: Case): number
}

const ORDER: Omit<Cap, 'rule'> = { what: 'the order', facts: ['price'], taken: () => 0 }

/** Resting entries may all fill, whichever way they point; an entry against the position first closes it. */
const POSITION: Omit<Cap, 'rule'> = {
  what: 'the position',
  facts: ['price', 'positionValue', 'pendingValue'],
  taken: ({ intent, view }) => Math.abs(view.pendingValue) + (intent.side === 'buy' ? view.positionValue : -view.positionValue),
}

const GROSS: Omit<Cap, 'rule'> = {
  what: 'the sum of all positions',
  facts: ['price', 'positionValue', 'grossValue', 'pendingGross'],
  taken: ({ intent, view }) => {
    const along = intent.side === 'buy' ? view.positionValue : -view.positionValue
    return view.grossValue + Math.abs(view.pendingGross) + 2 * Math.min(0, along)
  },
}

/** Entries of the day, by the prices of their moments: what was canceled has been sent all the same. */
const DAY: Omit<Cap, 'rule'> = {
  what: "the sum of the day's entries",
  facts: ['price', 'notionalToday'],
  taken: ({ view }) => view.notionalToday,
}

export const orderNotionalRule = (limit: number): Rule => inDollars({ rule: 'orderNotional', ...ORDER }, limit)
export const orderShareRule = (limit: number): Rule => asShare({ rule: 'orderShare', ...ORDER }, limit)
export const positionNotionalRule = (limit: number): Rule => inDollars({ rule: 'positionNotional', ...POSITION }, limit)
export const positionShareRule = (limit: number): Rule => asShare({ rule: 'positionShare', ...POSITION }, limit)
export const grossExposureRule = (limit: number): Rule => asShare({ rule: 'grossExposure', ...GROSS }, limit)
export const dayNotionalRule = (limit: number): Rule => inDollars({ rule: 'dayNotional', ...DAY }, limit)

function inDollars(cap: Cap, limit: number): Rule {
  const within = `${cap.what} is worth no more than ${dollars(limit)}`
  return {
    rule: cap.rule,
    sanity: false,
    judge: (one) => judge(one, cap, { limit, scale: 1, facts: cap.facts, within, shown: dollars }),
  }
}

function asShare(cap: Cap, limit: number): Rule {
  const within = `${cap.what} is worth no more than ${percent(limit)} of equity`
  const facts: Fact[] = [...cap.facts, 'equity']
  return {
    rule: cap.rule,
    sanity: false,
    judge: (one) => judge(one, cap, { limit, scale: one.view.equity, facts, within, shown: percent }),
  }
}

interface Measure {
  limit: number
  /** Dollars of one unit of the limit. */
  scale: number
  facts: readonly Fact[]
  within: string
  shown(value: number): string
}

function judge(one: Case, cap: Cap, { limit, scale, facts, within, shown }: Measure): RuleVerdict {
  const missing = unknownFact(one.view, facts)
  if (missing) return unknown(cap.rule, limit, missing)
  const { shares } = one.intent
  const unit = one.view.price * one.grid.multiplier
  const taken = cap.taken(one)
  const most = sizeWithin((limit * scale - taken) / unit, Number.isInteger(shares))
  const value = (taken + shares * unit) / scale
  if (shares <= most) return allowed(cap.rule, value, limit, within)
  const over = `${cap.what} would be worth ${shown(value)}, ${shown(limit)} is the limit`
  if (!(most > 0)) return denied(cap.rule, value, limit, `${over}: no room for ${Number.isInteger(shares) ? 'one share' : 'any'}`)
  one.most = Math.min(one.most, most)
  return shrunk(cap.rule, value, limit, `${over}: ${most} of ${shares} shares pass`)
}
