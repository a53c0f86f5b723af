import { z } from 'zod'
import { OpenbellError } from '../../../core/errors.ts'
import type { Account, BrokerPosition, Mode } from '../../../ports/broker.ts'
import { amount, faultOf, flag, perhaps, perhapsText, text } from './wire.ts'

const accountSchema = z.object({
  id: perhapsText,
  account_number: perhapsText,
  status: perhapsText,
  cash: amount,
  equity: perhaps,
  portfolio_value: perhaps,
  last_equity: perhaps,
  maintenance_margin: perhaps,
  buying_power: perhaps,
  account_blocked: flag,
  trading_blocked: flag,
  trade_suspended_by_user: flag,
})

/**
 * Fields come and go on the vendor's side; only cash must be there, since nothing can stand in for it.
 * @throws OpenbellError `unavailable` without it
 */
export function decodeAccount(raw: unknown, mode: Mode): Account {
  const parsed = accountSchema.safeParse(raw)
  if (!parsed.success) throw unusable('the account', faultOf(parsed.error))
  const found = parsed.data
  const equity = found.equity ?? found.portfolio_value ?? found.cash
  return {
    id: found.account_number ?? found.id ?? 'unknown',
    mode,
    cash: found.cash,
    equity,
    buyingPower: found.buying_power ?? found.cash,
    lastEquity: found.last_equity,
    maintenance: found.maintenance_margin,
    state: stateOf(found),
  }
}

function stateOf(found: z.output<typeof accountSchema>): Account['state'] {
  if (found.account_blocked || found.trading_blocked) return 'blocked'
  if (found.trade_suspended_by_user || (found.status && found.status !== 'ACTIVE')) return 'restricted'
  return 'active'
}

const positionSchema = z.object({
  symbol: text,
  qty: amount,
  side: perhapsText,
  avg_entry_price: perhaps,
  cost_basis: perhaps,
  current_price: perhaps,
})

/**
 * What is held. A record that cannot be read is an error: a position left out would read as flat.
 * @throws OpenbellError `unavailable`
 */
export function decodePositions(raw: unknown): BrokerPosition[] {
  if (!Array.isArray(raw)) throw unusable('the positions', 'list')
  return raw.flatMap((one) => {
    const parsed = positionSchema.safeParse(one)
    if (!parsed.success) throw unusable('the positions', faultOf(parsed.error))
    const { symbol, qty, side, avg_entry_price, cost_basis, current_price } = parsed.data
    if (qty === 0) return []
    const averagePrice = avg_entry_price ?? (cost_basis === null ? current_price : Math.abs(cost_basis / qty))
    if (averagePrice === null) throw unusable('the positions', 'avg_entry_price')
    // Short sizes are negative on the wire; the side says it too, where the sign should ever be left out.
    return { symbol, shares: side === 'short' ? -Math.abs(qty) : qty, averagePrice, price: current_price }
  })
}

/** The vendor answered, and not with what must be there. */
export function unusable(what: string, field: string): OpenbellError {
  return new OpenbellError('unavailable', `alpaca answered ${what} without usable '${field}'`, 'try again later')
}
