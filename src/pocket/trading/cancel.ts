import type { Desk } from './desk.ts'
import type { DeskOrder } from './desk-order.ts'
import { cancelNow } from './lifecycle.ts'
import { unprocessable } from './refusals.ts'
import { ENDED } from './wire-order.ts'

/**
 * Asks for the end of an order. That it was asked for is told at once; that it is canceled is told when it is, and a fill may come first.
 * @throws Refusal when it has ended, or is on its way out already.
 */
export function requestCancel(desk: Desk, order: DeskOrder): void {
  if (ENDED.has(order.status) || order.status === 'pending_cancel')
    throw unprocessable(`order is already in "${order.status}" state`)
  const at = desk.now()
  order.status = 'pending_cancel'
  order.updatedAt = at
  desk.tell('pending_cancel', order, at)
  desk.after(desk.delays.cancel, (then) => {
    if (ENDED.has(order.status)) desk.tell('order_cancel_rejected', order, then)
    else cancelNow(desk, order, then, 'canceled by request')
  })
}
