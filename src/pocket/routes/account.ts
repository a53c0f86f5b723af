import { isoDate } from '../../core/time.ts'
import { newYorkDay } from '../new-york.ts'
import { ok } from '../reply.ts'
import type { Route } from '../router.ts'
import { stableUuid } from '../stable-uuid.ts'
import { stamp } from '../wire.ts'
import type { World } from '../world.ts'

export const accountRoutes: Route[] = [{ method: 'GET', surface: 'trading', pattern: '/v2/account', handle: account }]

/** The account before its first order: all cash, no leverage drawn. Fields the vendor withdrew in July 2026 are not sent. */
function account(world: World) {
  const id = stableUuid(world.seed, 'account')
  const cash = String(world.cash)
  const doubled = String(world.cash * 2)
  return ok({
    id,
    account_number: `PA3${id.slice(0, 8).toUpperCase()}`,
    status: 'ACTIVE',
    crypto_status: 'ACTIVE',
    currency: 'USD',
    cash,
    equity: cash,
    last_equity: cash,
    portfolio_value: cash,
    position_market_value: '0',
    buying_power: doubled,
    effective_buying_power: doubled,
    regt_buying_power: doubled,
    non_marginable_buying_power: cash,
    options_buying_power: cash,
    options_approved_level: 0,
    options_trading_level: 0,
    multiplier: '2',
    long_market_value: '0',
    short_market_value: '0',
    initial_margin: '0',
    maintenance_margin: '0',
    last_maintenance_margin: '0',
    sma: cash,
    accrued_fees: '0',
    pending_transfer_in: '0',
    pending_reg_taf_fees: '0',
    intraday_adjustments: '0',
    balance_asof: isoDate(world.calendar.previous(newYorkDay(world.time.start))),
    created_at: stamp(world.time.start),
    account_blocked: false,
    trading_blocked: false,
    transfers_blocked: false,
    trade_suspended_by_user: false,
    shorting_enabled: true,
  })
}
