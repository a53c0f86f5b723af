import { isoDate } from '../../core/time.ts'
import { newYorkDay } from '../../market/calendar/new-york.ts'
import { stamp } from '../wire.ts'
import { decimal } from './decimal.ts'
import type { Desk } from './desk.ts'
import { buyingPower, multiplierOf } from './rules/account.ts'

/** Share of a position's value that must be equity: to open it, and to keep it (as the assets here say: 30). */
const INITIAL = 0.5
const MAINTENANCE = 0.3

const money = (value: number) => decimal(value, 6)

/** The account on the wire. Fields the vendor withdrew in July 2026 are not sent. */
export function accountView(desk: Desk): Record<string, unknown> {
  const { exchange, parts } = desk
  const { cash } = exchange.account
  const equity = exchange.equity()
  const { long, short } = marketValues(desk)
  const power = money(buyingPower(desk))
  const free = money(Math.max(0, Math.min(cash, equity - (long - short) * INITIAL)))
  const id = accountId(desk)
  return {
    id,
    account_number: `PA3${id.slice(0, 8).toUpperCase()}`,
    status: 'ACTIVE',
    crypto_status: 'ACTIVE',
    currency: 'USD',
    cash: money(cash),
    equity: money(equity),
    last_equity: money(desk.lastEquity),
    portfolio_value: money(equity),
    position_market_value: money(long + short),
    buying_power: power,
    effective_buying_power: power,
    regt_buying_power: power,
    non_marginable_buying_power: free,
    options_buying_power: free,
    options_approved_level: 0,
    options_trading_level: 0,
    multiplier: String(multiplierOf(desk)),
    long_market_value: money(long),
    short_market_value: money(short),
    initial_margin: money((long - short) * INITIAL),
    maintenance_margin: money((long - short) * MAINTENANCE),
    last_maintenance_margin: money(desk.lastMaintenance),
    sma: money(desk.lastEquity),
    accrued_fees: '0',
    pending_transfer_in: '0',
    pending_reg_taf_fees: '0',
    intraday_adjustments: '0',
    balance_asof: isoDate(parts.calendar.previous(newYorkDay(desk.now()))),
    created_at: stamp(parts.startedAt),
    account_blocked: false,
    trading_blocked: false,
    transfers_blocked: false,
    trade_suspended_by_user: parts.configurations.suspend_trade,
    shorting_enabled: !parts.configurations.no_shorting,
  }
}

/** The account's id, made of the seed: the same in every run. */
export function accountId(desk: Desk): string {
  return desk.uuid('account')
}

/** Dollars: what is held long, and what is held short (negative). */
function marketValues(desk: Desk): { long: number; short: number } {
  let long = 0
  let short = 0
  for (const [, listing] of desk.listedSymbols()) {
    const shares = desk.exchange.shares(listing)
    if (shares === 0) continue
    const value = shares * desk.exchange.lastPrice(listing)
    if (value > 0) long += value
    else short += value
  }
  return { long, short }
}

/** Equity that the positions demand right now, in dollars. */
export function maintenance(desk: Desk): number {
  const { long, short } = marketValues(desk)
  return (long - short) * MAINTENANCE
}
