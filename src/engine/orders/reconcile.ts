import { hasEnded } from '../../market/orders.ts'
import type { Account, BrokerPosition } from '../../ports/broker.ts'
import type { Recorder } from './recorder.ts'
import { askAgain, type SettleParts } from './settle.ts'
import { activitiesSince, type BrokerState, booksBegan, readBroker, takeActivities, takeOrders, unlisted } from './sync.ts'
import type { Difference, Reconciliation } from './types.ts'

/** Shares are kept to nine decimals. */
const SAME_SHARES = 1e-9
/** Mean prices may differ by rounding: Nautilus' reconciliation takes the same 0.01%. */
const SAME_PRICE = 1e-4
/** A cent; brokers that keep cents round every fill, and such roundings add up like a random walk. */
const CENT = 0.01

const NEXT = 'openbell trade reconcile --accept --by NAME --reason TEXT'

/**
 * Reads everything from the broker, takes over what its own orders and activities account for, and compares the rest over the union of
 * symbols. What is left is diverged: entries are blocked until a person resolves it.
 */
export async function reconcileBooks(parts: SettleParts, signal: AbortSignal): Promise<Reconciliation> {
  const { recorder } = parts
  let before: Difference[] | null = null
  for (let look = 1; ; look++) {
    // A market that moves may put fills between two readings: only what stays is a difference. The last look asks for everything since the books began.
    const since = look < LOOKS ? activitiesSince(recorder) : booksBegan(recorder)
    const state = await readBroker(parts.broker, since, signal)
    before ??= differencesOf(recorder, state)
    await takeOver(parts, state, signal)
    const left = differencesOf(recorder, state)
    if (left.every(({ what }) => what === 'average-price') || look === LOOKS) {
      const explained = before.filter((one) => !left.some((other) => sameThing(one, other)))
      return verdictOf(
        recorder,
        explained.map((one) => ({ ...one, explained: true })),
        left,
      )
    }
  }
}

const LOOKS = 3

/** Takes over what the broker's own orders and activities account for. */
async function takeOver(parts: SettleParts, { orders, activities }: BrokerState, signal: AbortSignal): Promise<void> {
  const { recorder } = parts
  takeOrders(recorder, orders)
  takeActivities(recorder, activities)
  for (const order of unlisted(recorder.books.openOrders(), orders)) await askAgain(parts, order, signal)
  for (const brokerId of entriesWithoutLegs(recorder)) {
    const told = await parts.broker.order({ id: brokerId }, signal)
    if (told !== null) takeOrders(recorder, [told])
  }
}

/**
 * Entries of ours that asked for legs and have none, beside open orders of the symbol that nobody seems to have made: when the answer to an entry
 * is lost, a stream may tell its legs as orders of their own. Broker ids.
 */
function entriesWithoutLegs({ books }: Recorder): string[] {
  const orphans = new Set(books.openOrders().flatMap(({ foreign, symbol }) => (foreign ? [symbol] : [])))
  if (orphans.size === 0) return []
  const parents = new Set(Array.from(books.orders.values(), ({ parent }) => parent))
  return [...books.orders.values()].flatMap(({ clientOrderId, brokerId, symbol, intent, filled }) => {
    const lacks = intent?.legs != null && filled > 0 && orphans.has(symbol) && !parents.has(clientOrderId)
    return lacks && brokerId !== null ? [brokerId] : []
  })
}

function sameThing(a: Difference, b: Difference): boolean {
  return a.what === b.what && a.symbol === b.symbol && a.clientOrderId === b.clientOrderId
}

/** Says it in the journal only when it is news: a second start of an agreeing account writes nothing. */
function verdictOf(recorder: Recorder, explained: Difference[], still: readonly Difference[]): Reconciliation {
  // Where shares and cash agree to the cent, a mean price differs by the order in which fills were told: said, and no reason to block.
  const books = still.some(({ what }) => what !== 'average-price')
  const left = books ? still : []
  const differences = [...explained, ...(books ? still : still.map((one) => ({ ...one, explained: true })))]
  const sentence = left.length === 0 ? null : sentenceOf(left)
  const { diverged } = recorder.books
  if (sentence !== null && sentence !== diverged) {
    recorder.write({ clientOrderId: null, body: { kind: 'diverged', differences, sentence } })
  } else if (sentence === null && (diverged !== null || explained.length > 0)) {
    recorder.write({ clientOrderId: null, body: { kind: 'reconciled', differences } })
  }
  return { at: recorder.now(), agreed: left.length === 0, differences, sentence, settled: [] }
}

function sentenceOf(left: readonly Difference[]): string {
  const more = left.length > 1 ? ` (and ${left.length - 1} more)` : ''
  return `${left[0].message}${more}: entries are blocked, exits are not. Look at both, then: ${NEXT}`
}

/** What differs between the books and the broker now. */
function differencesOf({ books }: Recorder, { positions, account, orders }: BrokerState): Difference[] {
  return [
    ...positionDifferences(books.positions, positions),
    ...cashDifference(books.cash, account, books.fills),
    ...orderDifferences(),
  ]

  function orderDifferences(): Difference[] {
    const theirs = new Map(
      orders
        .flatMap((order) => [order, ...order.legs])
        .filter((order) => !hasEnded(order))
        .map((order) => [order.id, order]),
    )
    const own = books.openOrders().filter(({ brokerId }) => brokerId !== null)
    const missing = own.filter(({ brokerId }) => !theirs.has(brokerId!))
    const foreign = [...theirs.values()].filter(({ id }) => {
      const known = books.orders.get(books.byBrokerId.get(id) ?? '')
      return known === undefined || hasEnded(known)
    })
    return [
      ...missing.map((one) =>
        orderDifference(
          one.symbol,
          one.clientOrderId,
          one.state,
          null,
          `order ${one.clientOrderId} is open in our books and not at the broker`,
        ),
      ),
      ...foreign.map((one) =>
        orderDifference(
          one.symbol,
          one.clientOrderId,
          null,
          one.state,
          `the broker has an open order ${one.clientOrderId} that our books do not have open`,
        ),
      ),
    ]
  }
}

function orderDifference(
  symbol: string,
  clientOrderId: string,
  ours: string | null,
  brokers: string | null,
  message: string,
): Difference {
  return { what: 'order', symbol, clientOrderId, ours, brokers, explained: false, message }
}

function positionDifferences(
  ours: ReadonlyMap<string, { shares: number; averagePrice: number }>,
  brokers: readonly BrokerPosition[],
): Difference[] {
  const theirs = new Map(brokers.map((one) => [one.symbol, one]))
  const symbols = [...new Set([...ours.keys(), ...theirs.keys()])].sort()
  return symbols.flatMap((symbol): Difference[] => {
    const mine = ours.get(symbol)
    const its = theirs.get(symbol)
    const [held, stands] = [mine?.shares ?? 0, its?.shares ?? 0]
    const head = { symbol, clientOrderId: null, explained: false }
    if (Math.abs(held - stands) > SAME_SHARES) {
      const message = `${symbol}: our books hold ${held} shares, the broker ${stands}`
      return [{ ...head, what: 'position', ours: held, brokers: stands, message }]
    }
    if (mine && its && Math.abs(mine.averagePrice - its.averagePrice) > SAME_PRICE * its.averagePrice) {
      const message = `${symbol}: our average price is ${mine.averagePrice}, the broker's ${its.averagePrice}`
      return [{ ...head, what: 'average-price', ours: mine.averagePrice, brokers: its.averagePrice, message }]
    }
    return []
  })
}

function cashDifference(cash: number, account: Account, fills: number): Difference[] {
  const off = account.cash - cash
  if (Math.abs(off) <= CENT + (CENT / 2) * Math.sqrt(fills)) return []
  const message = `cash: our books have ${cash.toFixed(2)}, the broker ${account.cash.toFixed(2)} (${off > 0 ? '+' : ''}${off.toFixed(2)})`
  return [{ what: 'cash', symbol: null, clientOrderId: null, ours: cash, brokers: account.cash, explained: false, message }]
}
