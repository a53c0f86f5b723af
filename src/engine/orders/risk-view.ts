import { type DayNumber, type Instant, MINUTE } from '../../core/time.ts'
import { newYorkMidnight } from '../../market/calendar/new-york.ts'
import type { Account, BrokerAbilities, Mode } from '../../ports/broker.ts'
import { maintenancePerShare } from '../risk/rules/funds.ts'
import { priceGrid } from '../risk/tick.ts'
import type { BrokerView, OrderIntent, RiskLimits, RiskView } from '../risk/types.ts'
import type { Books } from './books.ts'
import { type PendingOrders, pendingOrders } from './pending.ts'
import type { Intent, MarketFacts } from './types.ts'

/** One position with the newest price that is known of it: the broker's answer, or our own. */
export interface HeldPosition {
  symbol: string
  /** Signed. */
  shares: number
  price: number | null
}

/** All that a verdict on an order at a broker is made of. */
export interface RiskFacts {
  intent: Pick<Intent, 'symbol' | 'side' | 'reduces'>
  books: Books
  /** The broker's newest answer. */
  account: Account
  /** What the broker holds, whole; where our books say otherwise the worse of both counts. */
  positions: readonly HeldPosition[]
  abilities: BrokerAbilities
  market: MarketFacts
  /** True when the session was given everything that live takes. */
  confirmed: boolean
  /** The broker's own word; `live` when the account says so too. */
  mode: Mode
  /** True while a file or a signal says halt, whatever the journal says. */
  halted: boolean
  /** Null where this process needs no stream: it asks for every answer. */
  streamUp: boolean | null
  limits: Pick<RiskLimits, 'drawdownDays'>
  now: Instant
  /** The exchange's date at `now`. */
  day: DayNumber
  minutesToClose: number | null
  /** Client order ids that the verdict is about (the order itself when it is judged again, the one that it replaces). */
  except?: readonly string[]
}

/**
 * The world as the gate sees it, from the journal's books and the broker's answers. Every open order that may still fill counts as filled,
 * those without an answer too: they may have arrived. Where two sources differ the one that lets less through counts: the day begins with the
 * higher of its first mark and the broker's last close (so money taken out since that close counts as lost until the next one).
 */
export function riskViewOf(facts: RiskFacts): RiskView {
  const { intent, books, account, market, now, day, limits } = facts
  const { history } = books
  const held = heldOf(facts)
  const here = held.get(intent.symbol)
  // Entries that other processes have written down and are about to send.
  const leaving = books
    .openOrders()
    .filter((one) => one.state === 'intended' && !one.reduces && !facts.except?.includes(one.clientOrderId)).length
  const pending = pendingOrders(books, intent.symbol, intent.side, new Set(facts.except))
  const prices = new Map([...held].map(([symbol, { price }]) => [symbol, price]))
  const price = market.quote?.price ?? (intent.reduces ? (here?.price ?? Number.NaN) : Number.NaN)
  const cost = costs(pending, prices, price, intent.symbol)
  // Before the first thing done on an account its day begins now: so would it be marked.
  const dayStart = greatest(history.equityAtDayStart(day, account.lastEquity), books.isOpen ? null : account.equity)
  return {
    now,
    state: facts.halted ? 'halted' : books.state,
    price,
    priceTime: market.quote?.time ?? Number.NaN,
    printsPerMinute: market.printsPerMinute,
    cash: account.cash,
    equity: account.equity,
    equityAtDayStart: dayStart,
    equityPeak: greatest(history.equityPeak(day, limits.drawdownDays), dayStart, account.equity),
    positionValue: here ? here.most * dollarsOf(intent.symbol, price) : 0,
    // What is really held may always be closed, whatever wrong books say of it. Books that agree may know a fill that the answer does not.
    positionShares: here ? (intent.reduces && books.diverged !== null ? here.told : here.least) : 0,
    grossValue: sum(held, (one, symbol) => Math.abs(one.most) * dollarsOf(symbol, symbol === intent.symbol ? price : one.price)),
    pendingValue: cost.here,
    pendingGross: cost.all,
    // Entries dated ahead by a clock that is ahead count too.
    ordersLastMinute: leaving + history.entriesBetween(now - MINUTE, Number.POSITIVE_INFINITY),
    ordersToday: leaving + history.entriesBetween(newYorkMidnight(day) - 1, Number.POSITIVE_INFINITY),
    notionalToday: history.notionalSince(newYorkMidnight(day), new Set(facts.except)),
    losingStreak: history.losingStreak,
    lastLossAt: history.lastLossAt,
    minutesToClose: facts.minutesToClose,
    broker: brokerView(facts, pending, cost, held),
  }
}

/** What the gate is told of an order; `shares`: how many it comes to (NaN, which no rule lets through, for dollars without a price). */
export function orderIntentOf(intent: Intent, shares: number): OrderIntent {
  const { symbol, side, type, limit, trigger, reduces, legs, trail, tif, extended } = intent
  return { symbol, side, shares, type, limit, stop: trigger, reduces, legs, trail, tif, extended }
}

interface Held {
  /** Signed shares: the smaller and the larger of what the books and the broker say. */
  least: number
  most: number
  /** The broker's own. */
  told: number
  price: number
}

/**
 * Union of the broker's positions and our own. The broker's answer may be older than the books (another process has sent since), so what orders
 * are said to have filled counts as held although its fills are still to come.
 */
function heldOf({ books, positions }: RiskFacts): Map<string, Held> {
  const unbooked = books.unbooked()
  const symbols = new Set([...positions.map((one) => one.symbol), ...books.positions.keys(), ...unbooked.keys()])
  return new Map(
    [...symbols].map((symbol) => {
      const told = positions.find((one) => one.symbol === symbol)
      const booked = books.shares(symbol) + (unbooked.get(symbol)?.shares ?? 0)
      const [theirs, ours] = [told?.shares ?? 0, books.isOpen ? booked : (told?.shares ?? 0)]
      const [less, more] = Math.abs(ours) < Math.abs(theirs) ? [ours, theirs] : [theirs, ours]
      // A position that the broker's answer does not have yet is worth what it was paid for.
      const paid = books.positions.get(symbol)?.averagePrice ?? unbooked.get(symbol)?.price
      const price = (told ? told.price : paid) ?? Number.NaN
      return [symbol, { least: less * more > 0 ? less : 0, most: more, told: theirs, price }]
    }),
  )
}

interface Costs {
  /** Dollars of all resting entries, of those in the symbol, and of those that the broker may not know of yet. */
  all: number
  here: number
  unanswered: number
  maintenance: number
}

const UNANSWERED = new Set(['intended', 'submitted', 'unknown'])

function costs({ entries }: PendingOrders, prices: ReadonlyMap<string, number>, price: number, symbol: string): Costs {
  const result: Costs = { all: 0, here: 0, unanswered: 0, maintenance: 0 }
  for (const { order, shares } of entries) {
    const last = order.symbol === symbol ? price : (prices.get(order.symbol) ?? Number.NaN)
    const at = order.limit ?? order.stop ?? last
    const dollars = shares === null ? (order.notional ?? Number.NaN) : shares * dollarsOf(order.symbol, at)
    const { kind } = priceGrid(order.symbol)
    const perDollar = maintenancePerShare(kind, at, order.side === 'buy' ? 'long' : 'short') / at
    result.all += dollars
    if (order.symbol === symbol) result.here += dollars
    if (UNANSWERED.has(order.state)) result.unanswered += dollars
    // Dollars of an order without a price are long ones: only market orders that buy are given in dollars.
    result.maintenance += dollars * (Number.isFinite(perDollar) ? perDollar : 1)
  }
  return result
}

function brokerView(facts: RiskFacts, pending: PendingOrders, cost: Costs, held: ReadonlyMap<string, Held>): BrokerView {
  const { account, streamUp } = facts
  const demanded =
    account.maintenance ?? sum(held, ({ most, price }, symbol) => Math.abs(most) * maintenanceOf(symbol, price, most))
  return {
    mode: facts.mode === 'paper' && account.mode === 'paper' ? 'paper' : 'live',
    confirmed: facts.confirmed,
    account: account.state,
    updates: streamUp === null ? 'not-needed' : streamUp ? 'up' : 'down',
    diverged: facts.books.diverged,
    abilities: facts.abilities,
    buyingPower: account.buyingPower - cost.unanswered,
    maintenance: demanded + cost.maintenance,
    pendingExits: pending.exitShares,
    opposing: pending.opposing,
  }
}

function maintenanceOf(symbol: string, price: number, shares: number): number {
  const { kind, multiplier } = priceGrid(symbol)
  return maintenancePerShare(kind, price, shares > 0 ? 'long' : 'short') * multiplier
}

/** Dollars of one share (or contract) at a price. */
function dollarsOf(symbol: string, price: number): number {
  return price * priceGrid(symbol).multiplier
}

function sum(held: ReadonlyMap<string, Held>, of: (one: Held, symbol: string) => number): number {
  let total = 0
  for (const [symbol, one] of held) total += of(one, symbol)
  return total
}

/** The greatest of the numbers that are known; NaN when none is. */
function greatest(...numbers: (number | null)[]): number {
  const known = numbers.filter((one): one is number => one !== null && Number.isFinite(one))
  return known.length > 0 ? Math.max(...known) : Number.NaN
}
