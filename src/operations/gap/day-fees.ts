import type { RealOrder } from '../../engine/gap/types.ts'
import type { JournalEvent } from '../../engine/orders/journal.ts'

/** Dollars that the broker charged in one sum on the day, beside the fills. */
export function chargedFees(events: readonly JournalEvent[]): number {
  return events.reduce((sum, { body }) => {
    const isFee = body.kind === 'activity' && body.activity.kind === 'cash' && body.activity.what === 'fee'
    return isFee ? sum - (body.activity as { amount: number }).amount : sum
  }, 0)
}

/** Regulators charge sales: such a sum goes to the sales by their dollars, where there was none to all fills. */
export function withFees(orders: readonly RealOrder[], charged: number): RealOrder[] {
  const dollars = ({ filled }: RealOrder) => (filled ? filled.shares * filled.price : 0)
  const sales = orders.filter(({ side, filled }) => side === 'sell' && filled)
  const payers = new Set(sales.length > 0 ? sales : orders.filter(({ filled }) => filled))
  const all = [...payers].reduce((sum, one) => sum + dollars(one), 0)
  if (charged === 0 || all === 0) return [...orders]
  return orders.map((one) => {
    if (!payers.has(one) || !one.filled) return one
    return { ...one, filled: { ...one.filled, fee: one.filled.fee + (charged * dollars(one)) / all } }
  })
}
