import type { Instant } from '../core/time.ts'
import { snapShares } from '../exchange/account/money.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { Order, OrderChanges, OrderRequest } from '../exchange/order.ts'
import type { OrderType, ProtectingLegs } from '../market/orders.ts'
import { isLeg } from './resting.ts'

/** One kind of leg that is asked for: the type of its orders, and how its price is written into an order and into a change of one. */
interface LegKind {
  type: OrderType
  changes: OrderChanges
  price: Pick<OrderRequest, 'limit' | 'stop' | 'trail'>
}

/** Legs of one group cancel each other: together they protect so many shares. */
interface LegGroup {
  group: string
  shares: number
  legs: Order[]
}

/** Where legs are brought to: the position, the moment, and names for new orders. */
export interface ProtectedPosition {
  exchange: Exchange
  listing: number
  /** Signed. */
  held: number
  at: Instant
  nextId(): string
}

const NO_PRICE = { limit: null, stop: null, trail: null }
const TYPES = { stop: 'stop', trail: 'trailing-stop', target: 'limit' } as const satisfies Record<keyof ProtectingLegs, OrderType>

/**
 * Brings the legs of a position to what is asked, so that a kind that is asked for protects the whole of it: legs that rest are moved, a
 * group of legs without that kind gets one of its size, and shares without any legs get a group of their own. What legs protect beyond the
 * position (a part was sold since) is taken off. `null` cancels a kind everywhere; what is not named stays. Returns why the exchange
 * refused, or null.
 */
export function moveLegs(position: ProtectedPosition, asked: Partial<ProtectingLegs>): string | null {
  const { exchange, listing, at } = position
  const away = (['stop', 'trail', 'target'] as const)
    .filter((name) => asked[name] === null)
    .map((name) => TYPES[name] as OrderType)
  for (const order of exchange.restingOf(listing)) {
    if (isLeg(order) && away.includes(order.type)) exchange.cancel(order.id, at, 'protection taken away')
  }
  const kinds = kindsOf(asked)
  if (kinds.length === 0) return null
  const groups = groupsOf(exchange.restingOf(listing).filter(isLeg))
  const bare = fitTo(position, groups)
  let refused: string | null = null
  for (const group of groups) for (const kind of kinds) refused = bring(position, group, kind) ?? refused
  if (bare > 0) {
    const own: LegGroup = { group: `protect-${position.nextId()}`, shares: bare, legs: [] }
    for (const kind of kinds) refused = submitLeg(position, own, kind) ?? refused
  }
  return refused
}

function kindsOf({ stop, trail, target }: Partial<ProtectingLegs>): LegKind[] {
  const kinds: LegKind[] = []
  if (stop != null) kinds.push({ type: TYPES.stop, changes: { stop }, price: { ...NO_PRICE, stop } })
  if (trail != null) kinds.push({ type: TYPES.trail, changes: { trail }, price: { ...NO_PRICE, trail } })
  if (target != null) kinds.push({ type: TYPES.target, changes: { limit: target }, price: { ...NO_PRICE, limit: target } })
  return kinds
}

/** In the order they came. */
function groupsOf(legs: readonly Order[]): LegGroup[] {
  const groups = Map.groupBy(legs, ({ group }) => group ?? '')
  return [...groups].map(([group, orders]) => ({ group, shares: Math.max(...orders.map(remaining)), legs: orders }))
}

/** Takes what the groups protect beyond the position off the newest; returns the shares that none protects. */
function fitTo({ exchange, held, at }: ProtectedPosition, groups: LegGroup[]): number {
  let left = Math.abs(held)
  for (const group of groups) {
    group.shares = Math.min(group.shares, left)
    left = snapShares(left - group.shares)
    if (group.shares > 0) continue
    for (const { id } of group.legs) exchange.cancel(id, at, 'nothing left to protect')
  }
  return left
}

/** Moves the group's leg of a kind and brings it to the group's size; one that is not there is submitted. */
function bring(position: ProtectedPosition, group: LegGroup, kind: LegKind): string | null {
  if (group.shares <= 0) return null
  const found = group.legs.filter(({ type }) => type === kind.type)
  if (found.length === 0) return submitLeg(position, group, kind)
  let refused: string | null = null
  for (const order of found) {
    const changes = { ...kind.changes, shares: snapShares(order.filled + group.shares) }
    refused = position.exchange.replace(order.id, changes, position.at) ?? refused
  }
  return refused
}

function remaining({ shares, filled }: Order): number {
  return snapShares(shares - filled)
}

function submitLeg({ exchange, listing, held, at, nextId }: ProtectedPosition, group: LegGroup, kind: LegKind): string | null {
  const order = exchange.submit(
    {
      clientOrderId: nextId(),
      symbol: exchange.listings[listing].symbol,
      side: held > 0 ? 'sell' : 'buy',
      shares: group.shares,
      type: kind.type,
      ...kind.price,
      tif: 'gtc',
      extended: false,
      legs: null,
      group: group.group,
      reduceOnly: true,
    },
    at,
  )
  return order.state === 'rejected' ? (order.reason ?? 'rejected') : null
}
