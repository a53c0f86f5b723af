import type { Instant } from '../../core/time.ts'
import { snapShares } from '../../exchange/account/money.ts'
import type { ExchangeEvent, Order } from '../../exchange/order.ts'
import { noteFill, noteOther } from './activity.ts'
import { decimal } from './decimal.ts'
import type { Desk } from './desk.ts'
import { type DeskOrder, remainingOf } from './desk-order.ts'
import { activateLegs, finish, startWorking } from './lifecycle.ts'
import { adopt } from './make-order.ts'

type Filled = Extract<ExchangeEvent, { type: 'filled' }>

/** What the matching core tells, written into the account and told on. `at`: when it is known, which in a bar is its close. */
export function heard(desk: Desk, event: ExchangeEvent, at: Instant): void {
  switch (event.type) {
    case 'filled':
      filled(desk, event, at)
      return
    case 'canceled':
    case 'expired':
      ended(desk, event.type, event.order, at, event.reason)
      return
    case 'replaced':
      changed(desk, event.order, at, event.reason)
      return
    case 'accepted':
      // An order of the exchange itself: a margin call closes what is held.
      if (!desk.handing) adopt(desk, event.order, at)
      return
    default:
      money(desk, event)
  }
}

function filled(desk: Desk, { order: core, fill }: Filled, at: Instant): void {
  const order = desk.byCore.get(core.id)
  if (!order) return
  startWorking(desk, order, at)
  const total = order.filled + fill.shares
  order.average = ((order.average ?? 0) * order.filled + fill.price * fill.shares) / total
  const whole = core.state === 'filled'
  order.filled = whole ? order.qty : snapShares(total)
  order.updatedAt = at
  if (whole) {
    order.status = 'filled'
    order.filledAt = at
    desk.drop(order)
  } else {
    if (order.status === 'new') order.status = 'partially_filled'
    desk.reserve(order)
  }
  desk.exchange.mark(core.listing, fill.price)
  const id = desk.uuid('execution', ++desk.executions)
  noteFill(desk, order, { id, shares: fill.shares, price: fill.price, at })
  desk.parts.events.tell({
    event: whole ? 'fill' : 'partial_fill',
    at,
    order: desk.wire(order),
    execution_id: id,
    price: decimal(fill.price),
    qty: decimal(fill.shares),
    position_qty: decimal(desk.exchange.shares(core.listing)),
  })
  if (whole && order.legs.length > 0) activateLegs(desk, order, at)
}

/** Orders that take what is there or wait for one auction are canceled where the rest finds none; only their day's end expires the others. */
const NEVER_WAITS: ReadonlySet<string> = new Set(['ioc', 'fok', 'opg', 'cls'])

function ended(desk: Desk, type: 'canceled' | 'expired', core: Order, at: Instant, reason: string | null): void {
  const order = desk.byCore.get(core.id)
  if (!order || desk.handing) return
  finish(desk, order, NEVER_WAITS.has(order.tif) ? 'canceled' : type, at, reason)
}

/** Splits, dividends and fills of a sibling change what rests. */
function changed(desk: Desk, core: Order, at: Instant, reason: string | null): void {
  const order = desk.byCore.get(core.id)
  if (!order || desk.handing) return
  const before = remainingOf(order)
  order.qty = snapShares(order.filled + core.shares - core.filled)
  order.limit = core.limit
  if (order.type !== 'trailing_stop') order.stop = core.stop
  order.updatedAt = at
  if (reason?.startsWith('split')) splitHeldLegs(order, remainingOf(order) / before)
  desk.reserve(order)
}

function splitHeldLegs(order: DeskOrder, ratio: number): void {
  order.reservePrice /= ratio
  for (const leg of order.legs) {
    if (leg.status !== 'held') continue
    leg.qty = snapShares(leg.qty * ratio)
    leg.limit = leg.limit && cents(leg.limit / ratio)
    leg.stop = leg.stop && cents(leg.stop / ratio)
  }
}

function cents(price: number): number {
  return Number(price.toFixed(price >= 1 ? 2 : 4))
}

function money(desk: Desk, event: ExchangeEvent): void {
  if (event.type === 'split') {
    const shares = event.shares - event.shares / event.ratio
    const text = `split, ${decimal(event.ratio, 6)} for 1`
    noteOther(desk, 'SPLIT', event.at, { symbol: symbolOf(desk, event.listing), shares, cash: event.cash, perShare: null, text })
  } else if (event.type === 'dividend') {
    const { cash, perShare, at, listing } = event
    const text = `cash dividend of ${decimal(perShare, 6)} a share`
    noteOther(desk, 'DIV', at, { symbol: symbolOf(desk, listing), shares: desk.exchange.shares(listing), cash, perShare, text })
  } else if (event.type === 'charge') {
    const symbol = event.listing === null ? null : symbolOf(desk, event.listing)
    const type = event.kind === 'interest' ? 'INT' : 'FEE'
    noteOther(desk, type, event.at, { symbol, shares: 0, cash: -event.cash, perShare: null, text: event.kind })
  }
}

function symbolOf(desk: Desk, listing: number): string {
  return desk.exchange.listings[listing].symbol
}
