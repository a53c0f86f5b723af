import type { Instant } from '../../core/time.ts'
import type { OrderChanges } from '../../exchange/order.ts'
import { isWhole, type ReadDecimal } from './decimal.ts'
import type { Desk } from './desk.ts'
import { type DeskOrder, isClosing, remainingOf, wireOf } from './desk-order.ts'
import { hand, trailOf } from './hand.ts'
import { finish, startWorking } from './lifecycle.ts'
import { makeOrder } from './make-order.ts'
import { amount, choice, readClientId, readObject } from './order-request.ts'
import { inconsistent, unprocessable } from './refusals.ts'
import { checkAvailable, checkBuyingPower } from './rules/account.ts'
import { checkWash } from './rules/opposite.ts'
import { checkIncrements } from './rules/shape.ts'
import { ENDED, type WireOrder, type WireTif } from './wire-order.ts'

interface ChangeWish {
  qty: ReadDecimal | null
  limit: ReadDecimal | null
  stop: ReadDecimal | null
  trail: ReadDecimal | null
  tif: WireTif | null
  clientOrderId: string | null
}

/**
 * Puts a new order in the place of one that is open. `qty` is the whole size, what has filled included: the new order is for the rest.
 * The answer is the new order on its way; the old one is `replaced` once it is.
 * @throws Refusal in the vendor's words; the old order stays as it was.
 */
export function requestReplace(desk: Desk, old: DeskOrder, raw: unknown): WireOrder {
  const wish = readChange(raw)
  checkState(old)
  checkFields(old, wish)
  if (wish.clientOrderId !== null && desk.byClientId.has(wish.clientOrderId)) throw inconsistent('client_order_id must be unique')
  const at = desk.now()
  const next = successor(desk, old, wish, at)
  checkMeans(desk, old, next)
  const before = old.status
  old.status = 'pending_replace'
  old.updatedAt = at
  desk.tell('pending_replace', old, at)
  desk.add(next)
  const shown = wireOf(next, true)
  const whole = old.filled + next.qty
  desk.after(desk.delays.replace, (then) => settle(desk, old, next, whole, before, then))
  return shown
}

function readChange(raw: unknown): ChangeWish {
  const body = readObject(raw)
  return {
    qty: amount(body, 'qty'),
    limit: amount(body, 'limit_price'),
    stop: amount(body, 'stop_price'),
    trail: amount(body, 'trail'),
    tif: choice(body, 'time_in_force', ['day', 'gtc', 'ioc', 'fok', 'opg', 'cls'] as const),
    clientOrderId: readClientId(body),
  }
}

const REPLACEABLE: ReadonlySet<string> = new Set(['new', 'partially_filled', 'held'])

function checkState(old: DeskOrder): void {
  if (ENDED.has(old.status)) throw unprocessable(`order is already in "${old.status}" state`)
  if (!REPLACEABLE.has(old.status)) throw unprocessable(`cannot replace order in ${old.status} status`)
  if (old.notional !== null) throw unprocessable('notional orders cannot be replaced')
}

function checkFields(old: DeskOrder, { qty, limit, stop, trail, tif }: ChangeWish): void {
  if (!qty && !limit && !stop && !trail && !tif) throw inconsistent('no field to replace was given')
  if (old.parent && (qty || trail || tif)) throw unprocessable('only limit_price and stop_price of a leg can be replaced')
  if (qty && old.orderClass === 'oco') throw unprocessable('qty of oco orders cannot be replaced')
  if (qty && (!isWhole(qty.value) || !isWhole(old.qty))) throw unprocessable('fractional orders cannot be replaced')
  if (qty && qty.value <= old.filled) throw unprocessable('qty must be greater than filled_qty')
  if (limit && old.limit === null) throw unprocessable(`${old.type} orders have no limit_price`)
  if (stop && (old.stop === null || old.type === 'trailing_stop')) throw unprocessable(`${old.type} orders have no stop_price`)
  if (trail && old.type !== 'trailing_stop') throw unprocessable(`${old.type} orders have no trail`)
  checkIncrements({ limit, stop, target: null, protect: null, trailPrice: null })
}

function successor(
  desk: Desk,
  old: DeskOrder,
  { qty, limit, stop, trail, tif, clientOrderId }: ChangeWish,
  at: Instant,
): DeskOrder {
  const percent = old.trailPercent !== null
  return makeOrder(
    desk,
    {
      symbol: old.symbol,
      side: old.side,
      type: old.type,
      orderClass: old.orderClass,
      extended: old.extended,
      intent: old.intent,
      subtag: old.subtag,
      parent: old.parent,
      replaces: old.id,
      status: 'pending_new',
      clientOrderId: clientOrderId ?? undefined,
      tif: tif ?? old.tif,
      qty: qty ? qty.value - old.filled : remainingOf(old),
      limit: limit?.value ?? old.limit,
      stop: stop?.value ?? old.stop,
      trailPrice: percent ? null : (trail?.value ?? old.trailPrice),
      trailPercent: percent ? (trail?.value ?? old.trailPercent) : null,
    },
    at,
  )
}

/** What the new order needs beyond what the old one already takes. */
function checkMeans(desk: Desk, old: DeskOrder, next: DeskOrder): void {
  checkWash(desk, next)
  if (isClosing(old)) {
    if (old.status !== 'held') checkAvailable(desk, old.symbol, next.qty - remainingOf(old))
    return
  }
  const price =
    old.limit !== null && next.limit !== null && old.side === 'buy' ? next.limit : Math.max(old.reservePrice, next.limit ?? 0)
  const more = next.qty * price - remainingOf(old) * old.reservePrice
  if (more > 0) checkBuyingPower(desk, more)
  // While both stand, buying power holds the larger of the two: the old one's part and what comes on top.
  next.reservePrice = Math.max(0, more) / next.qty
}

/** The replace is done, or came too late. */
function settle(desk: Desk, old: DeskOrder, next: DeskOrder, whole: number, before: DeskOrder['status'], at: Instant): void {
  // Fills may have come while the replace was on its way.
  next.qty = whole - old.filled
  const refusal = ENDED.has(old.status) ? `order is already in "${old.status}" state` : exchangeFor(desk, old, next, before, at)
  if (refusal !== null) {
    if (!ENDED.has(old.status)) old.status = before
    desk.tell('order_replace_rejected', old, at)
    next.parent = null
    finish(desk, next, 'rejected', at, refusal)
    return
  }
  takePlace(old, next)
  const perShare = old.reservePrice
  old.replacedBy = next.id
  finish(desk, old, 'replaced', at, null)
  if (next.core) desk.byCore.set(next.core.id, next)
  next.reservePrice = isClosing(next) ? 0 : next.limit !== null && next.side === 'buy' ? next.limit : perShare
  desk.reserve(next)
  if (before === 'held') {
    next.status = 'held'
    next.updatedAt = at
  } else startWorking(desk, next, at)
}

/** Changes what is matched; a reason when that cannot be. */
function exchangeFor(desk: Desk, old: DeskOrder, next: DeskOrder, before: string, at: Instant): string | null {
  const { core } = old
  if (before === 'held') return null
  if (!core) return 'order is not at the exchange'
  if (!(next.qty > 0)) return 'qty must be greater than filled_qty'
  desk.handing = true
  try {
    if (next.tif !== old.tif) return sendAnew(desk, old, next, at)
    const refusal = desk.exchange.replace(core.id, changesOf(old, next), at)
    if (refusal === null) next.core = core
    return refusal
  } finally {
    desk.handing = false
  }
}

function changesOf(old: DeskOrder, next: DeskOrder): OrderChanges {
  const changes: OrderChanges = { shares: old.core!.filled + next.qty }
  if (next.limit !== null) changes.limit = next.limit
  if (next.type !== 'trailing_stop' && next.stop !== null) changes.stop = next.stop
  const trail = trailOf(next)
  if (trail !== null && (next.trailPrice !== old.trailPrice || next.trailPercent !== old.trailPercent)) changes.trail = trail
  return changes
}

/** Another time in force makes another order at the core. */
function sendAnew(desk: Desk, old: DeskOrder, next: DeskOrder, at: Instant): string | null {
  const core = hand(desk, next, old.core!.group, at)
  if (core.state === 'rejected') return core.reason ?? 'rejected'
  desk.handing = true
  desk.exchange.cancel(old.core!.id, at, 'replaced')
  return null
}

/** The new order stands where the old one stood among its legs or under its entry. */
function takePlace(old: DeskOrder, next: DeskOrder): void {
  next.carried = old.carried + old.filled
  next.legs = old.legs
  for (const leg of next.legs) {
    leg.parent = next
    if (leg.status === 'held') leg.qty = next.carried + next.qty
  }
  if (old.parent) old.parent.legs = old.parent.legs.map((leg) => (leg === old ? next : leg))
  old.legs = []
}
