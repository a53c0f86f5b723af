import { readFlag } from '../query.ts'
import { notFound, ok, Refusal, type Reply } from '../reply.ts'
import type { PocketRequest, Route } from '../router.ts'
import { requestCancel } from '../trading/cancel.ts'
import type { Desk } from '../trading/desk.ts'
import { type DeskOrder, wireOf } from '../trading/desk-order.ts'
import { readOrder } from '../trading/order-request.ts'
import { listOrders } from '../trading/orders-query.ts'
import { place } from '../trading/place.ts'
import { unprocessable } from '../trading/refusals.ts'
import { requestReplace } from '../trading/replace.ts'
import { checkShape } from '../trading/rules/shape.ts'
import { ENDED, type WireOrder } from '../trading/wire-order.ts'
import type { World } from '../world.ts'
import { deskRoute } from './trading-route.ts'

export const orderRoutes: Route[] = [
  deskRoute('POST', '/v2/orders', post),
  deskRoute('GET', '/v2/orders', (desk, { query }) => ok(listOrders(desk, query))),
  deskRoute('DELETE', '/v2/orders', (desk) => ({ status: 207, body: cancelAll(desk) })),
  deskRoute('GET', '/v2/orders:by_client_order_id', (desk, { query }) => {
    const order = desk.byClientId.get(query.get('client_order_id') ?? '')
    if (!order) throw notFound('order not found')
    return ok(wireOf(order, readFlag(query, 'nested')))
  }),
  deskRoute('GET', '/v2/orders/:id', (desk, { params, query }) => ok(wireOf(find(desk, params.id), readFlag(query, 'nested')))),
  deskRoute('PATCH', '/v2/orders/:id', (desk, { params, body }) => ok(requestReplace(desk, find(desk, params.id), body))),
  deskRoute('DELETE', '/v2/orders/:id', (desk, { params }) => {
    requestCancel(desk, find(desk, params.id))
    return { status: 204 }
  }),
]

async function post(desk: Desk, { body, signal }: PocketRequest, world: World): Promise<Reply> {
  desk.posted.arrived++
  try {
    const order = await submit(desk, body, world, signal)
    desk.posted.accepted++
    return ok(order)
  } catch (thrown) {
    if (thrown instanceof Refusal) desk.posted.refused++
    throw thrown
  }
}

/** The way of every order into the account: its fields, its symbol, the market, then the account itself. @throws Refusal. */
export async function submit(desk: Desk, body: unknown, world: World, signal: AbortSignal): Promise<WireOrder> {
  const wish = readOrder(body)
  checkShape(wish)
  if (!(await world.directory.mayTrade(wish.symbol, signal))) throw unprocessable(`asset "${wish.symbol}" not found`)
  const market = await world.trading.prices.of(wish.symbol, signal)
  if (market === null) throw unprocessable(`asset ${wish.symbol} is not tradable`)
  await world.trading.list(wish.symbol, market.last)
  return place(desk, wish, market)
}

function find(desk: Desk, id: string): DeskOrder {
  const order = desk.byId.get(id.toLowerCase())
  if (!order) throw notFound(`order not found for ${id}`)
  return order
}

/** Asks for the end of everything that is open; each order answers for itself. */
export function cancelAll(desk: Desk): { id: string; status: number }[] {
  const answers: { id: string; status: number }[] = []
  for (const order of [...desk.open]) {
    // A leg went with its entry: it was asked for with it.
    if (ENDED.has(order.status)) answers.push({ id: order.id, status: 200 })
    else if (order.status === 'pending_cancel') answers.push({ id: order.id, status: 500 })
    else {
      requestCancel(desk, order)
      answers.push({ id: order.id, status: 200 })
    }
  }
  return answers
}
