import { normalizeSymbol } from '../../market/symbols.ts'
import { abilitiesRule, extendedHoursRule } from './rules/abilities.ts'
import { buyingPowerRule, marginRule } from './rules/funds.ts'
import { dayLossNotionalRule, dayLossShareRule, drawdownRule, losingStreakRule } from './rules/loss.ts'
import {
  dayNotionalRule,
  grossExposureRule,
  orderNotionalRule,
  orderShareRule,
  positionNotionalRule,
  positionShareRule,
} from './rules/notional.ts'
import { collarRule, marketableLimit, marketOrderRule, printsRule, quoteAgeRule } from './rules/price.ts'
import { ordersPerDayRule, ordersPerMinuteRule } from './rules/rate.ts'
import type { Case, Rule } from './rules/rule.ts'
import { priceRule, sharesRule } from './rules/sanity.ts'
import { accountRule, divergedRule, modeRule, updatesRule } from './rules/session.ts'
import { heldRule, stateRule } from './rules/state.ts'
import { allowRule, denyRule } from './rules/symbols.ts'
import { washRule } from './rules/wash.ts'
import { flattenRule, quietWindowsRule } from './rules/window.ts'
import { type PriceGrid, priceGrid } from './tick.ts'
import type { OrderIntent, RiskGate, RiskLimits, RiskView, RuleVerdict, Verdict } from './types.ts'

/**
 * The one gate before a broker, in every mode. Entries are judged by every rule in force; orders marked to lower a position by the sanity
 * rules alone (state, size, prices, no more than is held); cancels are never judged. What cannot be computed is denied. Prices come from
 * the view; an order's own prices are only measured against it (grid, collar, legs, own orders they would meet) and size nothing.
 */
export function createRiskGate(limits: RiskLimits): RiskGate {
  return new Gate(limits)
}

class Gate implements RiskGate {
  readonly limits: RiskLimits
  readonly #all: readonly Rule[]
  readonly #sanity: readonly Rule[]
  readonly #withBroker: readonly Rule[]
  readonly #sanityWithBroker: readonly Rule[]
  readonly #known = new Map<string, { symbol: string; grid: PriceGrid }>()
  readonly #case: Case = { most: 0, marketableLimit: null } as unknown as Case

  constructor(limits: RiskLimits) {
    this.limits = limits
    this.#all = rulesOf(limits)
    this.#sanity = this.#all.filter((one) => one.sanity)
    this.#withBroker = [...this.#all, ...BROKER_RULES]
    this.#sanityWithBroker = this.#withBroker.filter((one) => one.sanity)
  }

  judge(intent: OrderIntent, view: RiskView): Verdict {
    const one = this.#fill(intent, view)
    const rules = this.#rulesFor(intent, view)
    const verdicts: RuleVerdict[] = []
    let outcome: Verdict['outcome'] = 'allow'
    for (const rule of rules) {
      const verdict = rule.judge(one)
      verdicts.push(verdict)
      if (verdict.outcome === 'deny') outcome = 'deny'
      else if (verdict.outcome === 'shrink' && outcome === 'allow') outcome = 'shrink'
    }
    if (outcome === 'deny') return { outcome, shares: 0, marketableLimit: null, rules: verdicts }
    return { outcome, shares: Math.min(intent.shares, one.most), marketableLimit: one.marketableLimit, rules: verdicts }
  }

  #rulesFor({ reduces }: OrderIntent, { broker }: RiskView): readonly Rule[] {
    if (broker === 'none') return reduces ? this.#sanity : this.#all
    return reduces ? this.#sanityWithBroker : this.#withBroker
  }

  #fill(intent: OrderIntent, view: RiskView): Case {
    const { symbol, grid } = this.#symbolOf(intent.symbol)
    const one = this.#case
    one.intent = intent
    one.view = view
    one.symbol = symbol
    one.grid = grid
    one.marketableLimit = marketableLimit(this.limits, grid, intent, view)
    one.most = Number.POSITIVE_INFINITY
    return one
  }

  #symbolOf(text: string): { symbol: string; grid: PriceGrid } {
    const known = this.#known.get(text)
    if (known) return known
    const symbol = normalizeSymbol(text)
    const made = { symbol, grid: priceGrid(symbol) }
    this.#known.set(text, made)
    return made
  }
}

/** What an account at a broker adds, whatever the limits: no setting switches these off. */
const BROKER_RULES: readonly Rule[] = [
  modeRule,
  accountRule,
  updatesRule,
  divergedRule,
  abilitiesRule,
  extendedHoursRule,
  washRule,
  buyingPowerRule,
  marginRule,
]

/** A rule for each limit in force, sanity first. */
function rulesOf(limits: RiskLimits): Rule[] {
  const wanted = <T>(limit: T | null, make: (limit: T) => Rule): Rule[] => (limit === null ? [] : [make(limit)])
  return [
    stateRule,
    sharesRule,
    heldRule,
    priceRule,
    marketOrderRule,
    ...wanted(limits.allow, allowRule),
    ...(limits.deny.length > 0 ? [denyRule(limits.deny)] : []),
    ...wanted(limits.minimumPrintsPerMinute, printsRule),
    ...wanted(limits.maximumQuoteAgeMs, quoteAgeRule),
    ...wanted(limits.collar, collarRule),
    ...wanted(limits.orderNotional, orderNotionalRule),
    ...wanted(limits.orderShare, orderShareRule),
    ...wanted(limits.positionNotional, positionNotionalRule),
    ...wanted(limits.positionShare, positionShareRule),
    ...wanted(limits.grossExposure, grossExposureRule),
    ...wanted(limits.ordersPerMinute, ordersPerMinuteRule),
    ...wanted(limits.ordersPerDay, ordersPerDayRule),
    ...wanted(limits.dayNotional, dayNotionalRule),
    ...wanted(limits.dayLossShare, dayLossShareRule),
    ...wanted(limits.dayLossNotional, dayLossNotionalRule),
    ...wanted(limits.drawdown, (limit) => drawdownRule(limit, limits.drawdownDays)),
    ...wanted(limits.losingStreak, (limit) => losingStreakRule(limit, limits.cooldownMinutes)),
    ...(limits.quietWindows.length > 0 ? [quietWindowsRule(limits.quietWindows)] : []),
    ...wanted(limits.flattenMinutesBeforeClose, flattenRule),
  ]
}
