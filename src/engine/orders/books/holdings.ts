import type { DayNumber, Instant } from '../../../core/time.ts'
import { snapShares, toDollars, toMicros } from '../../../exchange/account/money.ts'
import { applyFill, flatPosition, type Position } from '../../../exchange/account/position.ts'
import type { BrokerActivity, BrokerFill } from '../../../ports/broker.ts'
import { addEntry, addExit, OpenTrip, splitTrip } from '../../round-trip.ts'
import type { BookPosition } from '../books.ts'
import { moneyOfFill, partOfMicros } from '../money.ts'
import { Realised } from './realised.ts'

/** One symbol while something of it is held. Money in millionths. */
interface Held {
  position: Position
  /** Signed: paid for what is long, minus what was received for what is short. Cash and it add up to what there was and what was won. */
  cost: number
  /** Won or lost since it was opened, fees included. */
  realised: number
  openedAt: Instant
  trip: OpenTrip
}

type Shares = Extract<BrokerActivity, { kind: 'shares' }>

/**
 * Cash and positions as fills and activities make them. Every sum is of whole millionths: cash is what it was at the opening, plus
 * everything realised, less the signed cost of what is held, exactly, after any number of fills in any order.
 * Mean prices and what closes what follow the order of telling (cost averaging, as exchange/account/position.ts has it).
 */
export class Holdings {
  cashMicros = 0
  readonly positions = new Map<string, BookPosition>()
  readonly realised: Realised
  readonly #held = new Map<string, Held>()

  constructor(dayOf: (at: Instant) => DayNumber) {
    this.realised = new Realised(dayOf)
  }

  /** What the broker holds is the new beginning: earlier cash and positions are forgotten. */
  open(cash: number, positions: readonly { symbol: string; shares: number; averagePrice: number }[], at: Instant): void {
    this.cashMicros = toMicros(cash)
    this.positions.clear()
    this.#held.clear()
    for (const { symbol, shares, averagePrice } of positions) {
      if (shares === 0) continue
      const side = shares > 0 ? 'buy' : 'sell'
      this.#take(
        symbol,
        side,
        Math.abs(shares),
        averagePrice,
        moneyOfFill({ side, shares: Math.abs(shares), price: averagePrice, fee: 0 }),
        at,
      )
    }
  }

  pay(dollars: number): void {
    this.cashMicros += toMicros(dollars)
  }

  fill({ symbol, side, shares, price, fee, at }: BrokerFill): void {
    const money = moneyOfFill({ side, shares, price, fee })
    this.cashMicros += money.cash
    this.#take(symbol, side, shares, price, money, at)
  }

  #take(
    symbol: string,
    side: BrokerFill['side'],
    shares: number,
    price: number,
    money: ReturnType<typeof moneyOfFill>,
    at: Instant,
  ) {
    const held = this.#held.get(symbol) ?? this.#begin(symbol, side, at)
    const before = Math.abs(held.position.shares)
    const closing = applyFill(held.position, side, shares, price)
    // What rounding leaves over of a fill that closes everything opens nothing.
    const closes = held.position.shares === 0 ? shares : closing
    const value = partOfMicros(money.value, closes, shares)
    const fee = partOfMicros(money.fee, closes, shares)
    if (closing > 0) {
      const flat = closing === before || held.position.shares === 0
      const released = flat ? held.cost : partOfMicros(held.cost, closing, before)
      held.cost -= released
      addExit(held.trip, { shares: closing, price, micros: value, feeMicros: fee, slippageCost: 0 }, before)
      this.#realise(held, (side === 'sell' ? value : -value) - released - fee, at)
      if (flat) this.#end(held, at)
    }
    if (closes < shares) this.#add(symbol, side, shares - closes, price, money.value - value, money.fee - fee, at)
    else this.#publish(symbol)
  }

  #add(symbol: string, side: BrokerFill['side'], shares: number, price: number, value: number, fee: number, at: Instant): void {
    let held = this.#held.get(symbol)
    if (!held) {
      held = this.#begin(symbol, side, at)
      applyFill(held.position, side, shares, price)
    }
    held.cost += side === 'buy' ? value : -value
    const part = { shares, price, micros: value, feeMicros: fee, slippageCost: 0 }
    addEntry(held.trip, part, Math.abs(held.position.shares))
    if (fee !== 0) this.#realise(held, -fee, at)
    this.#publish(symbol)
  }

  /**
   * Shares that came or went without a fill. A split spreads the cost over the new shares, money for a fraction lowering it; others that go
   * take their part of the cost along, which is a gain or loss where money was paid for them; others that come cost what was paid.
   */
  move({ symbol, shares, amount, what, at }: Shares): void {
    this.pay(amount)
    const known = this.#held.get(symbol)
    const before = known?.position.shares ?? 0
    const after = snapShares(before + shares)
    const money = toMicros(amount)
    if (known && after !== 0 && after > 0 === before > 0) {
      if (what === 'other' && Math.abs(after) < Math.abs(before)) this.#lessen(known, after, money, at)
      else spread(known, after, money, what === 'split')
    } else {
      if (known) this.#lessen(known, 0, money, at)
      if (after !== 0) this.#receive(symbol, after, known ? 0 : money, at)
    }
    this.#publish(symbol)
  }

  #lessen(held: Held, after: number, money: number, at: Instant): void {
    const before = Math.abs(held.position.shares)
    const released = partOfMicros(held.cost, before - Math.abs(after), before)
    held.cost -= released
    held.position.shares = after
    if (money !== 0) this.#realise(held, money - released, at)
    if (after === 0) this.#end(held, at)
  }

  #receive(symbol: string, shares: number, money: number, at: Instant): void {
    const held = this.#begin(symbol, shares > 0 ? 'buy' : 'sell', at)
    held.cost = -money
    held.position.shares = shares
    held.position.averagePrice = Math.max(0, toDollars(-money) / shares)
    const part = {
      shares: Math.abs(shares),
      price: held.position.averagePrice,
      micros: Math.abs(money),
      feeMicros: 0,
      slippageCost: 0,
    }
    addEntry(held.trip, part, Math.abs(shares))
  }

  #begin(symbol: string, side: BrokerFill['side'], at: Instant): Held {
    const trip = new OpenTrip(symbol, 1)
    trip.begin(side === 'buy' ? 'long' : 'short', 0, at, '')
    const held = { position: flatPosition(), cost: 0, realised: 0, openedAt: at, trip }
    this.#held.set(symbol, held)
    return held
  }

  #realise(held: Held, micros: number, at: Instant): void {
    held.realised += micros
    this.realised.add(micros, at)
  }

  #end(held: Held, at: Instant): void {
    this.#held.delete(held.trip.symbol)
    this.realised.end(held.trip, held.realised, at)
  }

  #publish(symbol: string): void {
    const held = this.#held.get(symbol)
    if (!held) {
      this.positions.delete(symbol)
      return
    }
    const { shares, averagePrice } = held.position
    this.positions.set(symbol, { symbol, shares, averagePrice, realised: toDollars(held.realised), openedAt: held.openedAt })
  }
}

function spread(held: Held, after: number, money: number, split: boolean): void {
  const { position } = held
  const price = Math.max(0, (position.averagePrice * position.shares - toDollars(money)) / after)
  if (split && price > 0) splitTrip(held.trip, position.averagePrice / price, toDollars(money))
  held.cost -= money
  position.shares = after
  position.averagePrice = price
}
