import { exchangeDay } from '../../engine/orders/recorder.ts'
import { riskViewOf } from '../../engine/orders/risk-view.ts'
import { NO_LIMITS } from '../../engine/risk/limits.ts'
import { priceGrid } from '../../engine/risk/tick.ts'
import type { RiskView } from '../../engine/risk/types.ts'
import type { Account, BrokerPosition } from '../../ports/broker.ts'
import type { Context } from '../context.ts'
import type { Desk } from '../trade/desk/desk.ts'

/** An account as its limits see it, apart from any order. */
export interface AccountView {
  account: Account
  /** With their signed market value in dollars; NaN where the broker has no price. */
  positions: (BrokerPosition & { value: number })[]
  view: RiskView
}

/** Reads account and positions and views them as the gate would, for no symbol in particular. */
export async function accountView(context: Context, { broker, path }: Desk): Promise<AccountView> {
  const [account, held] = await Promise.all([broker.account(context.signal), broker.positions(context.signal)])
  const positions = held
    .map((one) => ({ ...one, value: one.shares * (one.price ?? Number.NaN) * priceGrid(one.symbol).multiplier }))
    .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
  const now = broker.now()
  const view = riskViewOf({
    intent: { symbol: '', side: 'buy', reduces: false },
    books: path.books,
    account,
    positions: held,
    abilities: broker.abilities,
    market: { quote: null, printsPerMinute: null, coverage: 1, fault: null },
    confirmed: false,
    mode: broker.mode,
    halted: path.tradingState === 'halted',
    streamUp: null,
    limits: path.limits ?? NO_LIMITS,
    now,
    day: exchangeDay(now),
    minutesToClose: null,
  })
  return { account, positions, view }
}
