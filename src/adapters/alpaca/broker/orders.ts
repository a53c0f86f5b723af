import { errors } from '@alpacahq/alpaca-trade-api/rest'
import { OpenbellError, throwIfAborted } from '../../../core/errors.ts'
import type { Instant } from '../../../core/time.ts'
import type { BrokerOrder, OrdersQuery } from '../../../ports/broker.ts'
import type { Log } from '../../../ports/log.ts'
import type { AlpacaHost, TradingApis } from '../client.ts'
import { endless } from '../pages.ts'
import { unusable } from './account.ts'
import type { OrderDecoder } from './families.ts'
import { isProvenAbsence } from './outcome.ts'

export interface OrderReader extends OrderDecoder {
  host: AlpacaHost<TradingApis>
  log: Log
}

/** The vendor's largest page. */
const PAGE = 500

/** All orders of a question, newest first, legs inside their parents. */
export async function readOrders(reader: OrderReader, query: OrdersQuery, signal: AbortSignal): Promise<BrokerOrder[]> {
  const nested = await readPages(reader, query, true, signal)
  if (query.status !== 'open') return nested
  // A stop goes on after its entry has filled, and whether a nested list of open orders still shows it under that entry is not written anywhere:
  // the flat list shows every open order, so what stands only there is added.
  const flat = await readPages(reader, query, false, signal)
  const known = new Set(nested.flatMap((order) => [order.id, ...order.legs.map((leg) => leg.id)]))
  const missing = flat.filter((order) => !known.has(order.id))
  return [...nested, ...missing].sort((a, b) => b.submittedAt - a.submittedAt)
}

/**
 * Goes back in time page by page. Each page begins a millisecond above the last order of the page before, so that orders of one stamp are never
 * cut apart; what comes twice is left out.
 */
async function readPages(reader: OrderReader, query: OrdersQuery, nested: boolean, signal: AbortSignal): Promise<BrokerOrder[]> {
  const orders = new Map<string, BrokerOrder>()
  const after = query.after === undefined ? undefined : stampText(Math.floor(query.after) - 1)
  let until: string | undefined
  for (;;) {
    throwIfAborted(signal)
    const request = { status: query.status, limit: PAGE, direction: 'desc', nested, after, until } as const
    const answer = await reader.host.get('the orders', (init) => reader.host.apis.orders.getAllOrdersRaw(request, init), signal)
    if (!Array.isArray(answer)) throw unusable('the orders', 'list')
    const page = decodePage(reader, answer)
    const before = orders.size
    for (const order of page) if (!orders.has(order.id)) orders.set(order.id, order)
    // Legs may count towards the page as the vendor fills it, although they stand inside their parents.
    const rows = answer.length + page.reduce((sum, order) => sum + order.legs.length, 0)
    const last = page.at(-1)
    if (rows < PAGE || !last) break
    if (orders.size === before) throw endless('orders')
    until = stampText(Math.floor(last.submittedAt) + 1)
  }
  return [...orders.values()].filter((order) => query.after === undefined || order.submittedAt > query.after)
}

/** Orders of kinds that we do not know (several legs of options, say) are set aside with a line in the log. */
function decodePage({ log, decode }: OrderReader, rows: unknown[]): BrokerOrder[] {
  return rows.flatMap((row) => {
    const order = decode(row)
    if (!order) log.warn('alpaca.order.unreadable', { row: JSON.stringify(row)?.slice(0, 300) })
    return order ?? []
  })
}

/** One order; null when the vendor itself says that there is none. */
export async function readOrder(
  reader: OrderReader,
  by: { clientOrderId: string } | { id: string },
  signal: AbortSignal,
): Promise<BrokerOrder | null> {
  const answer = await askOrder(reader, by, signal)
  if (answer === null) return null
  const order = reader.decode(answer)
  if (!order) throw unusable('an order', 'id')
  if (!('clientOrderId' in by) || order.orderClass === 'simple' || order.legs.length > 0) return order
  // Asked for by our id, the vendor leaves the legs out.
  return (await readOrder(reader, { id: order.id }, signal)) ?? order
}

async function askOrder(
  { host }: OrderReader,
  by: { clientOrderId: string } | { id: string },
  signal: AbortSignal,
): Promise<unknown> {
  const { orders } = host.apis
  try {
    return await host.get(
      'an order',
      (init) =>
        'id' in by
          ? orders.getOrderByOrderIDRaw({ orderId: by.id, nested: true }, init)
          : orders.getOrderByClientOrderIdRaw(by, init),
      signal,
    )
  } catch (thrown) {
    if (isAbsence(thrown)) return null
    throw thrown
  }
}

/** A 404 that is not the vendor's own word proves nothing, and must not read as a command that failed for good either. */
function isAbsence(thrown: unknown): boolean {
  if (!(thrown instanceof OpenbellError) || !(thrown.cause instanceof errors.ApiError) || thrown.cause.status !== 404)
    return false
  if (isProvenAbsence(thrown.cause.code, thrown.cause.message)) return true
  throw new OpenbellError(
    'unavailable',
    `${thrown.message}, which does not prove that there is none`,
    'openbell config',
    thrown.cause,
  )
}

function stampText(at: Instant): string {
  return new Date(at).toISOString()
}
