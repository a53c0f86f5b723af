import type { DayNumber, Instant } from '../../../core/time.ts'
import { toDollars, toMicros } from '../../../exchange/account/money.ts'
import type { BrokerActivity, BrokerFill } from '../../../ports/broker.ts'
import type { BookPosition } from '../books.ts'
import { moneyOfFill } from '../money.ts'
import { emptyLot, fillLot } from './lot.ts'
import { type LotChange, LotHistory } from './lot-history.ts'
import { Realised } from './realised.ts'

/**
 * Cash and positions as fills and activities make them. Every sum is of whole millionths: cash is what it was at the opening, plus
 * everything realised, less the signed cost of what is held, exactly, after any number of fills told in any order.
 */
export class Holdings {
  cashMicros = 0
  readonly positions = new Map<string, BookPosition>()
  readonly realised: Realised
  readonly #lots = new Map<string, LotHistory>()

  constructor(dayOf: (at: Instant) => DayNumber) {
    this.realised = new Realised(dayOf)
  }

  /** What the broker holds is the new beginning: earlier cash and positions are forgotten. */
  open(cash: number, positions: readonly { symbol: string; shares: number; averagePrice: number }[], at: Instant): void {
    this.cashMicros = toMicros(cash)
    this.positions.clear()
    this.#lots.clear()
    for (const { symbol, shares, averagePrice } of positions) {
      if (shares === 0) continue
      const lot = emptyLot(symbol)
      fillLot(lot, { side: shares > 0 ? 'buy' : 'sell', shares: Math.abs(shares), price: averagePrice, fee: 0, at })
      this.#lots.set(symbol, new LotHistory(lot, this.realised))
      this.#publish(symbol)
    }
  }

  pay(dollars: number): void {
    this.cashMicros += toMicros(dollars)
  }

  fill(fill: BrokerFill): void {
    const { multiplier } = this.#historyOf(fill.symbol).lot
    this.cashMicros += moneyOfFill(fill, multiplier).cash
    this.#take(fill.symbol, { kind: 'fill', at: fill.at, fill })
  }

  /** Shares that came or went without a fill, with the money paid for a fraction. */
  move(moved: Extract<BrokerActivity, { kind: 'shares' }>): void {
    this.pay(moved.amount)
    this.#take(moved.symbol, { kind: 'shares', at: moved.at, moved })
  }

  #historyOf(symbol: string): LotHistory {
    const known = this.#lots.get(symbol)
    if (known) return known
    const made = new LotHistory(emptyLot(symbol), this.realised)
    this.#lots.set(symbol, made)
    return made
  }

  #take(symbol: string, change: LotChange): void {
    this.#historyOf(symbol).take(change)
    this.#publish(symbol)
  }

  #publish(symbol: string): void {
    const lot = this.#lots.get(symbol)?.lot
    if (!lot || lot.position.shares === 0) {
      this.positions.delete(symbol)
      return
    }
    const { shares, averagePrice } = lot.position
    this.positions.set(symbol, { symbol, shares, averagePrice, realised: toDollars(lot.realised), openedAt: lot.openedAt })
  }
}
