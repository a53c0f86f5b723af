import type { Desk } from '../desk.ts'
import { type DeskOrder, isClosing } from '../desk-order.ts'
import { forbidden } from '../refusals.ts'
import type { WireIntent } from '../wire-order.ts'

/** What of an order says whether it could cross another. */
export type Crossing = Pick<DeskOrder, 'symbol' | 'side' | 'type' | 'orderClass' | 'limit'>

/**
 * Orders of one account may not meet each other: a new order is refused while an open one of the other side could cross it. Complex orders
 * are exempt, which is what the refusal tells to use; legs that are held work for nobody yet.
 */
export function checkWash(desk: Desk, wish: Crossing): void {
  if (wish.orderClass !== '' && wish.orderClass !== 'simple') return
  for (const order of desk.openOn(wish.symbol, wish.side === 'buy' ? 'sell' : 'buy')) {
    if (order.status === 'held') continue
    const reason = crossing(wish, order)
    if (reason === null) continue
    throw forbidden('potential wash trade detected. use complex orders', {
      existing_order_id: order.id,
      reject_reason: reason,
    })
  }
}

function crossing(wish: Crossing, order: DeskOrder): string | null {
  if (order.type !== 'limit') return 'opposite side market/stop order exists'
  if (wish.type !== 'limit') return 'opposite side limit order exists'
  const [buy, sell] = wish.side === 'buy' ? [wish.limit!, order.limit!] : [order.limit!, wish.limit!]
  return buy >= sell ? 'opposite side limit order exists' : null
}

/** While an order may open a position on one side, none may open one on the other. */
export function checkOpposite(desk: Desk, symbol: string, intent: WireIntent): void {
  if (intent !== 'buy_to_open' && intent !== 'sell_to_open') return
  const against = intent === 'buy_to_open' ? 'sell' : 'buy'
  for (const order of desk.openOn(symbol, against)) {
    if (isClosing(order)) continue
    throw forbidden(
      intent === 'buy_to_open'
        ? 'cannot open a long buy while a short sell order is open'
        : 'cannot open a short sell while a long buy order is open',
    )
  }
}
