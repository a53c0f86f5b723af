import { iso } from '../../../core/time.ts'
import type { Books } from '../../../engine/orders/books.ts'
import type { OwnOrder } from '../../../engine/orders/types.ts'
import type { BrokerOrder } from '../../../ports/broker.ts'
import { z } from '../../operation.ts'
import { plainDollars } from '../desk/answer.ts'
import { trailText } from './trail.ts'

const price = (text: string) => z.number().nullable().describe(`${text} (dollars); null = none`)
const stamp = (text: string) => z.string().describe(`${text} (ISO 8601 UTC)`)

export const orderStateOutput = z
  .enum([
    'intended',
    'denied',
    'submitted',
    'unknown',
    'accepted',
    'partially-filled',
    'filled',
    'canceled',
    'rejected',
    'expired',
  ])
  .describe(
    'denied by our risk, rejected by the broker, canceled by request, expired by time; unknown = nobody knows whether it arrived',
  )

const head = {
  id: z.string().nullable().describe("The broker's id of it; null until the broker has named it"),
  clientOrderId: z.string().describe('Our id of it, stored before it was sent'),
}

const legOutput = z.strictObject({
  ...head,
  leg: z.enum(['stop', 'target']).describe('Which protection it is'),
  type: z.string().describe('Order type'),
  limit: price('Limit price'),
  stop: price('Stop price'),
  trail: z.string().nullable().describe('Distance of a trailing stop: 1% or 0.50'),
  state: orderStateOutput,
})

/** One order, as the journal tells it. */
export const orderOutput = z.strictObject({
  ...head,
  symbol: z.string().describe('Symbol'),
  side: z.enum(['buy', 'sell']).describe('Side'),
  shares: z.number().nullable().describe('Shares, positive; null for an order of dollars that has not filled'),
  notional: z.number().nullable().describe('Dollars, of an order of dollars'),
  type: z.enum(['market', 'limit', 'stop', 'stop-limit', 'trailing-stop']).describe('Order type, as it was sent'),
  limit: price('Limit price'),
  stop: price('Stop price that triggers it'),
  trail: z.string().nullable().describe('Distance of a trailing stop: 1% or 0.50'),
  tif: z.string().describe('How long it is good'),
  extended: z.boolean().describe('May fill outside the regular session'),
  state: orderStateOutput,
  status: z.string().nullable().describe("The broker's own word for the state; null until it spoke"),
  filled: z.number().describe('Shares filled'),
  averagePrice: price('Mean price of the fills'),
  submittedAt: stamp('When it was intended'),
  changedAt: stamp('When it changed last'),
  parent: z.string().nullable().describe('Client order id of the entry whose leg it is'),
  leg: z.enum(['stop', 'target']).nullable().describe('Which leg it is'),
  replaces: z.string().nullable().describe('Client order id of the order it replaced'),
  replacedBy: z.string().nullable().describe('Client order id of the order that replaced it'),
  foreign: z.boolean().describe('Made elsewhere in the same account'),
  cancelRequested: z.boolean().describe('True while a cancel is under way'),
  reason: z.string().nullable().describe('Why it was sent, denied, rejected or canceled, as far as anybody said'),
  legs: z.array(legOutput).describe('Protecting orders that belong to it'),
})
export type OrderOutput = z.output<typeof orderOutput>

/** An order of the books with its legs, which are orders of their own. */
export function orderAnswer(order: OwnOrder, books: Books): OrderOutput {
  const legs = [...books.orders.values()].filter((one) => one.parent === order.clientOrderId && one.leg !== null)
  return {
    id: order.brokerId,
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    shares: order.shares,
    notional: order.notional,
    ...pricesOf(order),
    type: order.type,
    tif: order.tif,
    extended: order.extended,
    state: order.state,
    status: order.status,
    filled: order.filled,
    averagePrice: meanPrice(order.averagePrice),
    submittedAt: iso(order.intendedAt),
    changedAt: iso(order.changedAt),
    parent: order.parent,
    leg: order.leg,
    replaces: order.replaces,
    replacedBy: order.replacedBy,
    foreign: order.foreign,
    cancelRequested: order.cancelRequested,
    reason: order.reason ?? order.intent?.reason ?? null,
    legs: legs.map((one) => ({ ...legHead(one), type: one.type, ...pricesOf(one), state: one.state })),
  }
}

/** An order of an account on which nothing has been done yet: the broker alone knows it. */
export function brokerOrderAnswer(order: BrokerOrder): OrderOutput {
  const { id, clientOrderId, symbol, side, shares, notional, type, tif, extended, state, status, filled } = order
  return {
    ...{ id, clientOrderId, symbol, side, shares, notional, type, tif, extended, state, status, filled },
    averagePrice: meanPrice(order.averagePrice),
    ...pricesOf(order),
    submittedAt: iso(order.submittedAt),
    changedAt: iso(order.updatedAt ?? order.submittedAt),
    parent: null,
    leg: order.leg,
    replaces: order.replaces,
    replacedBy: order.replacedBy,
    foreign: true,
    cancelRequested: false,
    reason: order.reason,
    legs: order.legs.flatMap((one) => (one.leg === null ? [] : [brokerLeg(one, one.leg)])),
  }
}

function brokerLeg(leg: BrokerOrder, which: 'stop' | 'target') {
  return { id: leg.id, clientOrderId: leg.clientOrderId, leg: which, type: leg.type, ...pricesOf(leg), state: leg.state }
}

function pricesOf({ limit, stop, trail }: Pick<OwnOrder, 'limit' | 'stop' | 'trail'>) {
  return { limit, stop, trail: trail && trailText(trail) }
}

function legHead({ brokerId, clientOrderId, leg }: OwnOrder) {
  return { id: brokerId, clientOrderId, leg: leg! }
}

function meanPrice(price: number | null): number | null {
  return price === null ? null : plainDollars(price)
}
