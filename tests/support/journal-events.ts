import { DAY, utcDay } from '../../src/core/time.ts'
import { createBooks } from '../../src/engine/orders/books/create.ts'
import type { Books } from '../../src/engine/orders/books.ts'
import type { JournalBody, JournalEvent } from '../../src/engine/orders/journal.ts'
import type { Intent } from '../../src/engine/orders/types.ts'
import type { BrokerFill, BrokerOrder, BrokerOrderRequest } from '../../src/ports/broker.ts'
import { brokerRequest } from './broker-request.ts'

/** A moment of a session; entries of the tests happen a second apart from it. */
export const START = Date.parse('2026-03-20T14:00:00Z')

export const emptyBooks = (): Books => createBooks(utcDay)

/** One entry to take: its body and the order it is about. */
export interface Entry {
  body: JournalBody
  clientOrderId?: string
  at?: number
}

/** Entries as a journal would number them. */
export function eventsOf(entries: readonly Entry[], firstSeq = 1): JournalEvent[] {
  return entries.map(({ body, clientOrderId = null, at }, i) => ({
    seq: firstSeq + i,
    at: at ?? START + 1000 * (firstSeq + i),
    knownAt: START + 1000 * (firstSeq + i),
    clientOrderId,
    body,
  }))
}

/** Books of an account that holds 100,000 dollars, after these entries. */
export function booksOf(entries: readonly Entry[], cash = 100_000): Books {
  const books = emptyBooks()
  for (const event of eventsOf([opened(cash), ...entries])) books.take(event)
  return books
}

export function opened(cash: number, positions: { symbol: string; shares: number; averagePrice: number }[] = []): Entry {
  return { body: { kind: 'opened', cash, positions, known: [], by: 'person', reason: 'first start' }, at: START }
}

export function requestOf(clientOrderId: string, given: Partial<BrokerOrderRequest> = {}): BrokerOrderRequest {
  return brokerRequest({ clientOrderId, symbol: 'SPY', shares: 100, type: 'limit', limit: 10, ...given })
}

export function intended(clientOrderId: string, given: Partial<BrokerOrderRequest> = {}): Entry {
  return {
    clientOrderId,
    body: { kind: 'intended', intent: null, request: requestOf(clientOrderId, given), verdict: null, pid: 1 },
  }
}

export function intentOf(id: string): Intent {
  const { clientOrderId, stop, orderClass, ...request } = requestOf(id)
  return { ...request, id, trigger: null, oco: false, reason: 'test', origin: 'person', validUntil: null }
}

export const submitted = (clientOrderId: string, attempt = 1): Entry => ({
  clientOrderId,
  body: { kind: 'submitted', attempt, pid: 1 },
})

/** What the broker says of an order; its own id is the client order id after `b-`. */
export function brokerOrder(clientOrderId: string, given: Partial<BrokerOrder> = {}): BrokerOrder {
  const { reduces, ...request } = requestOf(clientOrderId)
  return {
    ...request,
    id: `b-${clientOrderId}`,
    state: 'accepted',
    status: given.state ?? 'new',
    filled: 0,
    averagePrice: null,
    submittedAt: START,
    updatedAt: null,
    parent: null,
    leg: null,
    replaces: null,
    replacedBy: null,
    reason: null,
    ...given,
    legs: given.legs ?? [],
  }
}

export function told(clientOrderId: string, given: Partial<BrokerOrder> = {}): Entry {
  return { clientOrderId, body: { kind: 'told', order: brokerOrder(clientOrderId, given) } }
}

export function fillOf(clientOrderId: string, given: Partial<BrokerFill> = {}): BrokerFill {
  return {
    executionId: null,
    orderId: `b-${clientOrderId}`,
    clientOrderId,
    symbol: 'SPY',
    side: 'buy',
    shares: 100,
    price: 10,
    cumulative: null,
    fee: 0,
    at: START,
    ...given,
  }
}

export function filled(clientOrderId: string, given: Partial<BrokerFill> = {}): Entry {
  return { clientOrderId, body: { kind: 'filled', fill: fillOf(clientOrderId, given) } }
}

/** Fills of so many orders of `each` executions, over several symbols, sides and days, the same for a seed: a long life of an account. */
export function* manyFills(orders: number, each: number, random: () => number): Generator<Entry> {
  for (let i = 0; i < orders; i++) {
    const id = `o${i}`
    const [symbol, side] = [`S${i % 7}`, random() < 0.5 ? 'buy' : 'sell'] as const
    const at = START + Math.floor(i / 200) * DAY + (i % 200) * 1000
    yield { ...intended(id, { symbol, side, shares: each * 3 }), at }
    yield { ...submitted(id), at }
    yield { ...told(id, { symbol, side, shares: each * 3 }), at }
    for (let k = 1; k <= each; k++) {
      const price = Math.round(1e4 * (5 + 90 * random())) / 1e4
      const fee = Math.round(1e6 * random() * 0.01) / 1e6
      yield { ...filled(id, { symbol, side, shares: 3, price, fee, cumulative: 3 * k, executionId: `x${i}-${k}`, at }), at }
    }
  }
}
