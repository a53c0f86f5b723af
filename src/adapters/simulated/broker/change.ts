import { hasEnded } from '../../../market/orders.ts'
import type { BrokerOrder, BrokerOrderChanges, CancelOutcome } from '../../../ports/broker.ts'
import type { OrderRecord } from './body.ts'
import { endRecord } from './hear.ts'
import type { LiveAccount } from './live-account.ts'
import { Refused, refuseAmount } from './refusals.ts'
import { orderOf } from './views.ts'

/** Cancels an order and what stands or falls with it: the legs of an entry, the other exit of two. */
export function cancelOrder(account: LiveAccount, record: OrderRecord): CancelOutcome {
  if (hasEnded(record)) return { kind: 'gone', reason: `it is ${record.status}` }
  for (const one of groupOf(account, record)) cancelOne(account, one)
  return { kind: 'requested' }
}

/** An order with the ones that its cancel takes along. A leg that waits cannot go without its entry; legs of a filled entry stay together. */
function groupOf(account: LiveAccount, record: OrderRecord): OrderRecord[] {
  const entry = record.parent === null ? record : account.byId.get(record.parent)
  if (!entry) return [record]
  const live = account.legsOf(entry).filter((one) => !hasEnded(one))
  if (record === entry && entry.orderClass !== 'oco') return [entry]
  return entry.orderClass === 'oco' || record.core === null ? [entry, ...live] : live
}

function cancelOne(account: LiveAccount, record: OrderRecord): void {
  if (hasEnded(record)) return
  if (record.core === null) endRecord(account, record, 'canceled', 'canceled with its entry', account.time)
  else account.driven.exchange.cancel(record.core, account.time, 'canceled by request')
}

/**
 * Replaces an order by one of its own for what is left of it. Fills stay with the order that got them.
 * @throws Refused with the reason; the account in memory may then be half changed and is thrown away.
 */
export function replaceOrder(
  account: LiveAccount,
  old: OrderRecord,
  changes: BrokerOrderChanges,
  clientOrderId: string,
): BrokerOrder {
  const core = old.core
  if (hasEnded(old)) throw new Refused(`the order is ${old.status} already`)
  if (core === null) throw new Refused('this leg waits for its entry and cannot be changed yet')
  refuseChanges(account, old, changes)
  const order = account.coreOrders.get(core)!
  const filled = order.filled
  const { shares, ...terms } = changes
  account.changing = true
  const refused = account.driven.exchange.replace(core, { ...terms, ...(shares && { shares: shares + old.base }) }, account.time)
  account.changing = false
  if (refused !== null) throw new Refused(refused)
  const legs = account.legsOf(old)
  account.byCore.delete(core)
  const { limit, stop, trail, tif } = order
  const { number: _, id: __, ...kept } = old
  const next = account.add({
    ...kept,
    ...{ clientOrderId, limit, stop, trail, tif, shares: order.shares - filled, base: filled, filled: 0, averagePrice: null },
    ...{ state: 'accepted', status: 'new', submittedAt: account.time, updatedAt: account.time, replaces: old.id, reason: null },
  })
  for (const leg of legs) leg.parent = next.id
  Object.assign(old, { core: null, state: 'canceled', status: 'replaced', replacedBy: next.id, reason: 'replaced' })
  account.tell('replaced', old, account.time)
  account.tell('new', next, account.time)
  return orderOf(account, next)
}

function refuseChanges(account: LiveAccount, old: OrderRecord, changes: BrokerOrderChanges): void {
  if (old.notional !== null) throw new Refused('an order of dollars cannot be replaced')
  if (Object.values(changes).every((value) => value === undefined)) throw new Refused('nothing to change')
  const { shares } = changes
  if (shares !== undefined && old.leg !== null) throw new Refused('a leg follows the size of its entry')
  if (shares !== undefined && !(shares > old.filled))
    throw new Refused(`${old.filled} shares have filled, ${shares} are asked for`)
  const wanted = { ...old, ...changes, legs: null, orderClass: 'simple' as const }
  const left = (shares ?? old.shares!) - old.filled
  const listing = account.coreOrders.get(old.core!)!.listing
  refuseAmount(account, { request: wanted, shares: left, listing, except: old })
}
