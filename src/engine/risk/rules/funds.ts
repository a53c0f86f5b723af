import { LONG_MAINTENANCE, SHORT_MAINTENANCE } from '../../../exchange/account/margin.ts'
import type { BrokerView, RuleVerdict } from '../types.ts'
import { dollars, percent } from '../words.ts'
import { allowed, type Case, denied, type Rule, shrunk, sizeWithin, unknown, unknownFact } from './rule.ts'

/** Equity below which nothing is bought on margin or sold short: FINRA Rule 4210(b)(4). */
const MINIMUM_EQUITY = 2000

/**
 * Equity in dollars that one share demands while it is held (FINRA Rule 4210(c)): 25% of a long one; of a short one 30% and at least $5, below
 * a price of $5 the whole price and at least $2.50. What is no stock demands its whole value: brokers lend nothing on it.
 */
export function maintenancePerShare(kind: Case['grid']['kind'], price: number, side: 'long' | 'short'): number {
  if (kind !== 'cents') return price
  if (side === 'long') return price * LONG_MAINTENANCE
  return price < 5 ? Math.max(2.5, price) : Math.max(5, price * SHORT_MAINTENANCE)
}

const FACTS = ['price', 'positionShares'] as const

/** What the entry costs at its worst price must be there; what it closes first costs nothing. */
export const buyingPowerRule: Rule = {
  rule: 'buyingPower',
  sanity: false,
  judge(one) {
    const broker = brokerOf(one)
    if (!broker) return allowed('buyingPower', null, null, 'money is settled when an order fills')
    const missing = unknownFact(one.view, FACTS) ?? (Number.isFinite(broker.buyingPower) ? null : 'the buying power')
    if (missing) return unknown('buyingPower', null, missing)
    const unit = worstPrice(one) * one.grid.multiplier
    const most = closes(one) + Math.max(0, broker.buyingPower) / unit
    const cost = Math.max(0, one.intent.shares - closes(one)) * unit
    const over = `it would cost ${dollars(cost)}, ${dollars(broker.buyingPower)} may still be spent`
    return judged(one, {
      rule: 'buyingPower',
      value: cost,
      limit: broker.buyingPower,
      most,
      over,
      within: 'the account can pay for it',
    })
  },
}

/** Equity must cover what all positions demand after the order, resting entries counted as filled: the intraday margin check of 2026. */
export const marginRule: Rule = {
  rule: 'intradayMargin',
  sanity: false,
  judge(one) {
    const broker = brokerOf(one)
    if (!broker) return allowed('intradayMargin', null, null, 'margin is settled when an order fills')
    const { view, intent, grid } = one
    const missing = unknownFact(view, ['equity', ...FACTS]) ?? (Number.isFinite(broker.maintenance) ? null : 'the margin in use')
    if (missing) return unknown('intradayMargin', 1, missing)
    const opened = Math.max(0, intent.shares - closes(one))
    if (opened === 0) return allowed('intradayMargin', broker.maintenance / view.equity, 1, 'it opens nothing')
    if (tooSmall(one, opened)) {
      const message = `equity is ${dollars(view.equity)}: below ${dollars(MINIMUM_EQUITY)} nothing is sold short or bought on margin`
      return denied('intradayMargin', view.equity, MINIMUM_EQUITY, message)
    }
    const unit = maintenancePerShare(grid.kind, view.price, intent.side === 'buy' ? 'long' : 'short') * grid.multiplier
    const most = closes(one) + (view.equity - broker.maintenance) / unit
    const value = (broker.maintenance + opened * unit) / view.equity
    const over = `positions would demand ${percent(value)} of equity as margin`
    return judged(one, { rule: 'intradayMargin', value, limit: 1, most, over, within: 'equity covers what positions demand' })
  },
}

/** Null where no broker is; a broker's view that is missing has nothing known in it. */
function brokerOf({ view: { broker } }: Case): (Partial<BrokerView> & { buyingPower: number; maintenance: number }) | null {
  if (broker === 'none') return null
  return broker ?? { buyingPower: Number.NaN, maintenance: Number.NaN }
}

/** Shares of the order that close what is held the other way. */
function closes({ intent, view: { positionShares: held } }: Case): number {
  return Math.min(intent.shares, Math.max(0, intent.side === 'buy' ? -held : held))
}

/** The last price; of a market order that buys, the limit at the collar that it is sent with, which the broker sets aside. */
function worstPrice({ intent, view, marketableLimit }: Case): number {
  const buys = intent.type === 'market' && intent.side === 'buy'
  return buys && marketableLimit !== null && marketableLimit > view.price ? marketableLimit : view.price
}

function tooSmall({ intent, view, grid }: Case, opened: number): boolean {
  if (view.equity >= MINIMUM_EQUITY) return false
  return intent.side === 'sell' || !(opened * view.price * grid.multiplier <= view.cash)
}

interface Measured {
  rule: string
  value: number
  limit: number
  /** Most shares that fit, not yet rounded. */
  most: number
  over: string
  within: string
}

function judged(one: Case, { rule, value, limit, most, over, within }: Measured): RuleVerdict {
  const { shares } = one.intent
  const whole = Number.isInteger(shares)
  const fits = sizeWithin(most, whole)
  if (shares <= fits) return allowed(rule, value, limit, within)
  if (!(fits > 0)) return denied(rule, value, limit, `${over}: no room for ${whole ? 'one share' : 'any'}`)
  one.most = Math.min(one.most, fits)
  return shrunk(rule, value, limit, `${over}: ${fits} of ${shares} shares pass`)
}
