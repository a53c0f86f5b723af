import { type Instant, iso, isoDate } from '../../core/time.ts'
import { newYorkDay } from '../../market/calendar/new-york.ts'
import { stamp } from '../wire.ts'
import { decimal } from './decimal.ts'
import type { Desk } from './desk.ts'
import { type DeskOrder, remainingOf } from './desk-order.ts'

/** One row of the account's history, with the row of the wire as it will always be told. */
export interface Activity {
  id: string
  at: Instant
  type: string
  orderId: string | null
  symbol: string | null
  /** What it changed: signed shares, and signed dollars of cash. */
  shares: number
  cash: number
  wire: Record<string, unknown>
}

export interface Execution {
  id: string
  shares: number
  price: number
  at: Instant
}

/** `20261120143105101::uuid`: sorts by time, and says which row a page ended with. */
function activityId(at: Instant, uuid: string): string {
  return `${new Date(Math.floor(at)).toISOString().replace(/\D/g, '')}::${uuid}`
}

/** An execution. The order is as the execution left it. */
export function noteFill(desk: Desk, order: DeskOrder, { id, shares, price, at }: Execution): void {
  const done = order.status === 'filled'
  const rowId = activityId(at, id)
  keep(desk, {
    id: rowId,
    at,
    type: 'FILL',
    orderId: order.id,
    symbol: order.symbol,
    shares: order.side === 'buy' ? shares : -shares,
    cash: (order.side === 'buy' ? -1 : 1) * Math.round(shares * price * 1e6) * 1e-6,
    wire: {
      id: rowId,
      activity_type: 'FILL',
      transaction_time: stamp(at),
      type: done ? 'fill' : 'partial_fill',
      price: decimal(price),
      qty: decimal(shares),
      side: order.intent === 'sell_to_open' ? 'sell_short' : order.side,
      symbol: order.symbol,
      leaves_qty: decimal(remainingOf(order)),
      order_id: order.id,
      cum_qty: decimal(order.filled),
      order_status: order.status,
    },
  })
}

/** What changes the account without a fill: `DIV`, `SPLIT`, `INT`, `FEE`. */
export function noteOther(
  desk: Desk,
  type: 'DIV' | 'SPLIT' | 'INT' | 'FEE',
  at: Instant,
  {
    symbol,
    shares,
    cash,
    perShare,
    text,
  }: { symbol: string | null; shares: number; cash: number; perShare: number | null; text: string },
): void {
  const id = activityId(at, desk.uuid('activity', desk.activities.length))
  keep(desk, {
    id,
    at,
    type,
    orderId: null,
    symbol,
    shares: type === 'SPLIT' ? shares : 0,
    cash,
    wire: {
      id,
      activity_type: type,
      date: isoDate(newYorkDay(at)),
      created_at: iso(at),
      net_amount: decimal(cash, 6),
      description: text,
      status: 'executed',
      ...(symbol === null ? {} : { symbol }),
      ...(shares === 0 ? {} : { qty: decimal(shares) }),
      ...(perShare === null ? {} : { per_share_amount: decimal(perShare) }),
    },
  })
}

function keep(desk: Desk, activity: Activity): void {
  desk.activityById.set(activity.id, desk.activities.length)
  desk.activities.push(activity)
  for (const listener of desk.activityListeners) listener()
}
