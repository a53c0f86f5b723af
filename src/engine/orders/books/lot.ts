import type { Instant } from '../../../core/time.ts'
import { snapShares, toDollars, toMicros } from '../../../exchange/account/money.ts'
import { applyFill, flatPosition, type Position } from '../../../exchange/account/position.ts'
import type { Side } from '../../../market/orders.ts'
import type { BrokerActivity, BrokerFill } from '../../../ports/broker.ts'
import { listingOf } from '../../listing.ts'
import { addEntry, addExit, OpenTrip, splitTrip } from '../../round-trip.ts'
import type { LiveRoundTrip } from '../books.ts'
import { moneyOfFill, partOfMicros } from '../money.ts'

/** What is held of one symbol. Money in millionths. */
export interface Lot {
  readonly symbol: string
  /** Dollars a point: 1 but for contracts. */
  readonly multiplier: number
  position: Position
  /** Signed: paid for what is long, minus what was received for what is short. Cash and it add up to what there was and what was won. */
  cost: number
  /** Won or lost since it was opened, fees included. */
  realised: number
  openedAt: Instant
  /** Null when flat. */
  trip: OpenTrip | null
}

/** What a change won or lost, in millionths, and the round trip that it ended. */
export interface Gain {
  micros: number
  ended: LiveRoundTrip | null
}

type Shares = Extract<BrokerActivity, { kind: 'shares' }>
type Money = Pick<ReturnType<typeof moneyOfFill>, 'value' | 'fee'>

/** Nothing held. Money in millionths of a dollar. */
export function emptyLot(symbol: string): Lot {
  const { multiplier } = listingOf(symbol)
  return { symbol, multiplier, position: flatPosition(), cost: 0, realised: 0, openedAt: Number.NaN, trip: null }
}

/** The same lot, free to be folded on without touching the first. */
export function copyOfLot(lot: Lot): Lot {
  const trip = lot.trip && Object.assign(new OpenTrip(lot.symbol, lot.multiplier), lot.trip)
  return { ...lot, position: { ...lot.position }, trip }
}

/** A fill: what closes realises price less cost (by mean cost), less fees; what turns the position opens the rest at its own price. */
export function fillLot(lot: Lot, fill: Pick<BrokerFill, 'side' | 'shares' | 'price' | 'fee' | 'at'>): Gain {
  const { side, shares, price, at } = fill
  const money = moneyOfFill(fill, lot.multiplier)
  const gain: Gain = { micros: 0, ended: null }
  const before = Math.abs(lot.position.shares)
  const closing = applyFill(lot.position, side, shares, price)
  // What rounding leaves over of a fill that closes everything opens nothing.
  const closes = lot.position.shares === 0 ? shares : closing
  const part = { value: partOfMicros(money.value, closes, shares), fee: partOfMicros(money.fee, closes, shares) }
  if (lot.trip && closing > 0) {
    const all = closing === before || lot.position.shares === 0
    const released = all ? lot.cost : partOfMicros(lot.cost, closing, before)
    lot.cost -= released
    addExit(lot.trip, { shares: closing, price, micros: part.value, feeMicros: part.fee, slippageCost: 0 }, before)
    realise(lot, gain, (side === 'sell' ? part.value : -part.value) - released - part.fee)
    if (all) end(lot, gain, at)
  }
  if (closes < shares) enter(lot, gain, fill, shares - closes, { value: money.value - part.value, fee: money.fee - part.fee })
  return gain
}

function enter(
  lot: Lot,
  gain: Gain,
  fill: Pick<BrokerFill, 'side' | 'price' | 'at'>,
  shares: number,
  { value, fee }: Money,
): void {
  const { side, price, at } = fill
  lot.cost += side === 'buy' ? value : -value
  addEntry(
    lot.trip ?? begin(lot, side, at),
    { shares, price, micros: value, feeMicros: fee, slippageCost: 0 },
    Math.abs(lot.position.shares),
  )
  realise(lot, gain, -fee)
}

/**
 * Shares that came or went without a fill. A split spreads the cost over the new shares, money for a fraction lowering it; others that go
 * take their part of the cost along, which is a gain or loss where money was paid for them; others that come cost what was paid.
 */
export function moveLot(lot: Lot, { shares, amount, what, at }: Pick<Shares, 'shares' | 'amount' | 'what' | 'at'>): Gain {
  const gain: Gain = { micros: 0, ended: null }
  const before = lot.position.shares
  const after = snapShares(before + shares)
  const money = toMicros(amount)
  if (before !== 0 && after !== 0 && after > 0 === before > 0) {
    if (what === 'other' && Math.abs(after) < Math.abs(before)) lessen(lot, gain, after, money, at)
    else spread(lot, after, money, what === 'split')
    return gain
  }
  if (before !== 0) lessen(lot, gain, 0, money, at)
  if (after !== 0) receive(lot, after, before === 0 ? money : 0, at)
  return gain
}

function lessen(lot: Lot, gain: Gain, after: number, money: number, at: Instant): void {
  const before = Math.abs(lot.position.shares)
  const released = partOfMicros(lot.cost, before - Math.abs(after), before)
  lot.cost -= released
  lot.position.shares = after
  if (money !== 0) realise(lot, gain, money - released)
  if (after === 0) end(lot, gain, at)
}

function receive(lot: Lot, shares: number, money: number, at: Instant): void {
  const price = Math.max(0, toDollars(-money) / shares)
  lot.position = { shares, averagePrice: price }
  lot.cost = -money
  const part = { shares: Math.abs(shares), price, micros: Math.abs(money), feeMicros: 0, slippageCost: 0 }
  addEntry(begin(lot, shares > 0 ? 'buy' : 'sell', at), part, Math.abs(shares))
}

function spread(lot: Lot, after: number, money: number, split: boolean): void {
  const { position, trip } = lot
  const price = Math.max(0, (position.averagePrice * position.shares - toDollars(money)) / after)
  if (trip && split && price > 0) splitTrip(trip, position.averagePrice / price, toDollars(money))
  lot.cost -= money
  position.shares = after
  position.averagePrice = price
}

function begin(lot: Lot, side: Side, at: Instant): OpenTrip {
  const trip = new OpenTrip(lot.symbol, lot.multiplier)
  trip.begin(side === 'buy' ? 'long' : 'short', 0, at, '')
  lot.trip = trip
  lot.openedAt = at
  lot.realised = 0
  return trip
}

function realise(lot: Lot, gain: Gain, micros: number): void {
  lot.realised += micros
  gain.micros += micros
}

function end(lot: Lot, gain: Gain, at: Instant): void {
  const { trip } = lot
  if (!trip) return
  gain.ended = {
    symbol: trip.symbol,
    side: trip.side,
    shares: trip.largest,
    entryTime: trip.entryTime,
    entryPrice: trip.entryPrice,
    exitTime: at,
    // What was paid out or moved away without a fill has no price.
    exitPrice: trip.exitShares > 0 ? trip.exitPrice : 0,
    profit: toDollars(lot.realised),
    fees: toDollars(trip.feeMicros),
  }
  lot.trip = null
}
