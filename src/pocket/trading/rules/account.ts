import { toDollars } from '../../../exchange/account/money.ts'
import { decimal } from '../decimal.ts'
import type { Desk } from '../desk.ts'
import { type DeskOrder, isClosing, remainingOf } from '../desk-order.ts'
import type { OrderWish } from '../order-request.ts'
import { forbidden, unprocessable } from '../refusals.ts'
import type { WireIntent } from '../wire-order.ts'

/** Equity below which a margin account may not sell short. */
const SMALLEST_EQUITY = 2000

/** What an order does to the position as it stands; the intent that was sent must say the same. */
export function intentOf(desk: Desk, { side, symbol, intent, orderClass, qty }: OrderWish): WireIntent {
  const held = desk.held(symbol)
  const closes = side === 'buy' ? held < 0 : held > 0
  if (closes && (orderClass === 'bracket' || orderClass === 'oto'))
    throw unprocessable(`${orderClass} orders must be entry orders`)
  if (!closes && (orderClass === 'oco' || intent === `${side}_to_close`)) {
    if (orderClass === 'oco' && held === 0 && intent === null) throw unprocessable('oco orders must be exit orders')
    throw notAvailable(desk, symbol, qty?.value ?? 0, 0)
  }
  const inferred = `${side}_to_${closes ? 'close' : 'open'}` as const
  if (intent !== null && intent !== inferred)
    throw unprocessable(`position intent mismatch, inferred: ${inferred}, specified: ${intent}`)
  return inferred
}

/** Closing orders take only what no other open order holds. */
export function checkAvailable(desk: Desk, symbol: string, qty: number): void {
  const held = Math.abs(desk.held(symbol))
  const available = held - heldForOrders(desk, symbol)
  if (qty > available + 1e-9) throw notAvailable(desk, symbol, qty, Math.max(0, available))
}

function notAvailable(desk: Desk, symbol: string, requested: number, available: number) {
  const held = heldForOrders(desk, symbol)
  return forbidden(`insufficient qty available for order (requested: ${decimal(requested)}, available: ${decimal(available)})`, {
    available: decimal(available),
    existing_qty: decimal(Math.abs(desk.held(symbol))),
    held_for_orders: decimal(held),
    related_orders: desk
      .openOf(symbol)
      .filter(isClosing)
      .map((order) => order.id),
    symbol,
  })
}

/** Shares of a position that open orders would close; exits of one group hold them once. */
export function heldForOrders(desk: Desk, symbol: string): number {
  const groups = new Map<DeskOrder, number>()
  for (const order of desk.openOn(symbol, desk.held(symbol) < 0 ? 'buy' : 'sell')) {
    if (!isClosing(order) || order.status === 'held') continue
    const group = order.parent ?? order
    groups.set(group, Math.max(groups.get(group) ?? 0, remainingOf(order)))
  }
  let sum = 0
  for (const shares of groups.values()) sum += shares
  return sum
}

/** Short sales need an account that allows them and enough equity. */
export function checkShort(desk: Desk, intent: WireIntent, fractional: boolean): void {
  if (intent !== 'sell_to_open') return
  if (fractional) throw unprocessable('fractional orders cannot be sold short')
  if (desk.parts.configurations.no_shorting || desk.exchange.equity() < SMALLEST_EQUITY)
    throw forbidden('account is not allowed to short')
}

/** Dollars that may still be opened: margin times equity, less what is held and what open orders would add. */
export function buyingPower(desk: Desk): number {
  const { exchange } = desk
  if (multiplierOf(desk) === 1) return Math.max(0, exchange.account.cash - toDollars(desk.reserved))
  return Math.max(0, 2 * exchange.equity() - exchange.grossValue() - toDollars(desk.reserved))
}

/** This account borrows once over at most, whatever larger multiple is set. */
export function multiplierOf(desk: Desk): 1 | 2 {
  return desk.parts.configurations.max_margin_multiplier === '1' ? 1 : 2
}

/** Opening orders need buying power for their whole size at a price that leaves room for the market to move. */
export function checkBuyingPower(desk: Desk, cost: number): void {
  const power = buyingPower(desk)
  if (cost <= power + 1e-6) return
  throw forbidden('insufficient buying power', { buying_power: decimal(power, 2), cost_basis: decimal(cost, 2) })
}
