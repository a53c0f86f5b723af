import { createRiskGate } from '../../../../src/engine/risk/gate.ts'
import { NO_LIMITS } from '../../../../src/engine/risk/limits.ts'
import type { BrokerView, OrderIntent, RiskLimits, RiskView, RuleVerdict, Verdict } from '../../../../src/engine/risk/types.ts'

/** No limit at all; a test switches on the one it is about. */
export { NO_LIMITS }

/** Friday 2026-03-20, 11:00 in New York. */
export const NOW = Date.UTC(2026, 2, 20, 15)

/** A flat account of 100,000 dollars, everything known, a price of 100 dollars made now. */
export const VIEW: RiskView = {
  now: NOW,
  state: 'active',
  price: 100,
  priceTime: NOW,
  printsPerMinute: 2000,
  cash: 100_000,
  equity: 100_000,
  equityAtDayStart: 100_000,
  equityPeak: 100_000,
  positionValue: 0,
  positionShares: 0,
  grossValue: 0,
  pendingValue: 0,
  pendingGross: 0,
  ordersLastMinute: 0,
  ordersToday: 0,
  notionalToday: 0,
  losingStreak: 0,
  lastLossAt: null,
  minutesToClose: 300,
  broker: 'none',
}

/** The same account at a broker that takes everything. */
export const BROKER: BrokerView = {
  mode: 'paper',
  confirmed: false,
  account: 'active',
  updates: 'not-needed',
  diverged: null,
  abilities: { legs: true, trailingStops: true, fractional: true, notional: true, shorting: true, extendedHours: true },
  buyingPower: 200_000,
  maintenance: 0,
  pendingExits: 0,
  opposing: [],
}

export const BUY: OrderIntent = {
  symbol: 'AAPL',
  side: 'buy',
  shares: 10,
  type: 'market',
  limit: null,
  stop: null,
  reduces: false,
}

export function judge(limits: Partial<RiskLimits>, intent: Partial<OrderIntent> = {}, view: Partial<RiskView> = {}): Verdict {
  return createRiskGate({ ...NO_LIMITS, ...limits }).judge({ ...BUY, ...intent }, { ...VIEW, ...view })
}

/** The same with an account at a broker behind it. */
export function judgeAtBroker(
  broker: Partial<BrokerView>,
  intent: Partial<OrderIntent> = {},
  view: Partial<RiskView> = {},
  limits: Partial<RiskLimits> = {},
): Verdict {
  return judge(limits, intent, { ...view, broker: { ...BROKER, ...broker } })
}

/** What one rule said. */
export function said(verdict: Verdict, rule: string): RuleVerdict {
  const found = verdict.rules.find((one) => one.rule === rule)
  if (!found) throw new Error(`no rule '${rule}' among ${verdict.rules.map((one) => one.rule).join(', ')}`)
  return found
}
