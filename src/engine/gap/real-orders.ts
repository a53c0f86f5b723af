import { isExitId } from '../live/intent-id.ts'
import type { Books } from '../orders/books.ts'
import { fillKeys, type JournalEvent } from '../orders/journal.ts'
import type { OwnOrder } from '../orders/types.ts'
import { type DayRun, runOfIntent } from './runs.ts'
import type { Filled, Purpose, RealOrder } from './types.ts'

/** What is known of a day: its journal lines, and the books at its end. */
export interface RealDay {
  events: readonly JournalEvent[]
  books: Books
  runs: readonly DayRun[]
}

/** Every order that was made or filled on the day, with what its fills of the day come to. In the order in which they were made. */
export function realOrders(day: RealDay): RealOrder[] {
  const { events, books } = day
  const fills = fillsOf(events, books)
  const sent = new Map<string, number>()
  const made = new Set<string>()
  for (const { at, body, clientOrderId } of events) {
    if (clientOrderId === null) continue
    if (body.kind === 'submitted') sent.set(clientOrderId, at)
    if (body.kind === 'intended' || body.kind === 'denied' || body.kind === 'told') made.add(clientOrderId)
  }
  const own = [...books.orders.values()]
    .filter(({ clientOrderId }) => made.has(clientOrderId) || fills.has(clientOrderId))
    .sort((a, b) => a.intendedAt - b.intendedAt)
  return own.map((one) => {
    const { clientOrderId } = one
    return realOrder(day, one, fills.get(clientOrderId) ?? null, sent.get(clientOrderId) ?? null)
  })
}

/** Fills of the day by client order id; an execution that was told twice is one. */
function fillsOf(events: readonly JournalEvent[], books: Books): Map<string, Filled> {
  const known = new Set<string>()
  const sums = new Map<string, Filled>()
  for (const { body, clientOrderId } of events) {
    if (body.kind !== 'filled') continue
    const { fill } = body
    const keys = fillKeys(fill)
    const isTold = keys.some((key) => known.has(key))
    for (const key of keys) known.add(key)
    if (isTold) continue
    const id = books.byBrokerId.get(fill.orderId) ?? fill.clientOrderId ?? clientOrderId ?? fill.orderId
    sums.set(id, added(sums.get(id), fill))
  }
  return sums
}

/** One fill more: shares and fees add up, the price is the mean by shares. */
export function added(sum: Filled | undefined, { shares, price, fee, at }: Filled): Filled {
  if (sum === undefined) return { shares, price, fee, at }
  const all = sum.shares + shares
  return { shares: all, price: (sum.price * sum.shares + price * shares) / all, fee: sum.fee + fee, at: Math.min(sum.at, at) }
}

function realOrder({ books, runs }: RealDay, own: OwnOrder, filled: Filled | null, sentAt: number | null): RealOrder {
  const { clientOrderId, symbol, side, type, limit, stop, state, reason, intent } = own
  const purpose = purposeOf(own)
  const entry = purpose === 'entry' ? null : entryOf(books, own)
  const runId = runOf(runs, own, purpose, entry)
  return {
    ...{ clientOrderId, symbol, side, purpose, type, limit, stop, state, reason, entry, filled },
    at: own.intendedAt,
    run: runId,
    origin: intent?.origin ?? null,
    intentId: intent?.id ?? null,
    sentAt,
    asked: intent?.limit ?? null,
  }
}

function purposeOf({ leg, parent, intent, reduces, type, tif }: OwnOrder): Purpose {
  if (leg !== null) return leg
  if (parent !== null) return type === 'limit' ? 'target' : 'stop'
  if (!reduces) return 'entry'
  if (intent === null || isExitId(intent.id)) return 'exit'
  if (type === 'stop' || type === 'trailing-stop') return 'stop'
  return tif === 'gtc' && intent.limit !== null ? 'target' : 'close'
}

/** The intent whose position an order ends: that of its parent, else of the newest entry before it that filled. */
function entryOf(books: Books, own: OwnOrder): string | null {
  for (let one: OwnOrder | undefined = own; one; one = books.orders.get(one.parent ?? one.replaces ?? '')) {
    if (one.intent && !one.intent.reduces) return one.intent.id
  }
  let newest: OwnOrder | null = null
  for (const one of books.orders.values()) {
    const isEntry = one.symbol === own.symbol && !one.reduces && one.parent === null && one.filled > 0
    const isBefore = one.intendedAt <= own.intendedAt && one.side !== own.side
    if (isEntry && isBefore && (newest === null || one.intendedAt >= newest.intendedAt)) newest = one
  }
  return newest?.intent?.id ?? null
}

function runOf(runs: readonly DayRun[], own: OwnOrder, purpose: Purpose, entry: string | null): string | null {
  const { intent, symbol, intendedAt } = own
  const byId = intent && runOfIntent(runs, intent.id, symbol)
  if (byId) return byId.note.id
  const isRuns = purpose === 'stop' || purpose === 'target' || intent?.origin.startsWith('strategy ') === true
  if (!isRuns) return null
  const byEntry = entry === null ? null : runOfIntent(runs, entry, symbol)
  const bySymbol = runs.findLast(({ note, spans }) => note.symbols.includes(symbol) && spans[0].from <= intendedAt)
  return (byEntry ?? bySymbol)?.note.id ?? null
}
