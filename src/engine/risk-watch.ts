import { type Instant, MINUTE } from '../core/time.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { Order } from '../exchange/order.ts'
import { TIMEFRAME_MS } from '../market/timeframe.ts'
import type { Cursor } from './cursor.ts'
import type { Ledger } from './ledger.ts'
import { orderType, type Wanted } from './order-request.ts'
import { isEntry } from './resting.ts'
import type { OrderIntent, RiskGate, RiskLimits, RiskView, Verdict } from './risk/types.ts'
import type { PreparedSeries } from './types.ts'

/** Regular minutes whose prints say how busy a symbol is (contract: the mean of the last five). */
const PRINT_MINUTES = 5

/** What the risk gate is told of a run, kept up to date from the run's own state. Exists only where limits are in force. */
export class RiskWatch {
  readonly #gate: RiskGate
  readonly #exchange: Exchange
  readonly #ledger: Ledger
  readonly #series: readonly PreparedSeries[]
  readonly #cursors: readonly Cursor[]
  #equity: number
  #dayStart: number
  #dayHigh: number
  /** Highest equity of each of the sessions before this one, newest last. */
  readonly #highs: number[] = []
  #ordersToday = 0
  #notionalToday = 0
  readonly #sent: Instant[] = []
  #streak = 0
  #lastLossAt: Instant | null = null
  #tripsSeen = 0

  constructor(gate: RiskGate, exchange: Exchange, ledger: Ledger, series: readonly PreparedSeries[], cursors: readonly Cursor[]) {
    this.#gate = gate
    this.#exchange = exchange
    this.#ledger = ledger
    this.#series = series
    this.#cursors = cursors
    this.#equity = ledger.cash
    this.#dayStart = ledger.cash
    this.#dayHigh = ledger.cash
  }

  get limits(): RiskLimits {
    return this.#gate.limits
  }

  beginDay(): void {
    this.#highs.push(this.#dayHigh)
    if (this.#highs.length >= this.limits.drawdownDays) this.#highs.shift()
    this.#dayStart = this.#equity
    this.#dayHigh = this.#equity
    this.#ordersToday = 0
    this.#notionalToday = 0
  }

  /** After the marking of every step. */
  observe(equity: number): void {
    this.#equity = equity
    this.#dayHigh = Math.max(this.#dayHigh, equity)
    const { closed } = this.#ledger
    for (; this.#tripsSeen < closed.length; this.#tripsSeen++) {
      const { profit, exitTime } = closed[this.#tripsSeen]
      this.#streak = profit < 0 ? this.#streak + 1 : 0
      this.#lastLossAt = profit < 0 ? exitTime : null
    }
  }

  sent({ listing, reduces }: Wanted, shares: number, at: Instant): void {
    this.#ordersToday++
    if (!reduces) this.#notionalToday += shares * this.#ledger.lastPrice(listing) * this.#exchange.listings[listing].multiplier
    this.#sent.push(at)
    while (this.#sent[0] <= at - MINUTE) this.#sent.shift()
  }

  /** `turning`: the position there is is being closed by an order just sent, so the new one starts from none. */
  judge(wanted: Wanted, at: Instant, turning: boolean): Verdict {
    const { listing, side, shares, limit, trigger, reduces } = wanted
    const { symbol } = this.#exchange.listings[listing]
    const intent: OrderIntent = { symbol, side, shares, type: orderType(wanted), limit, stop: trigger, reduces }
    return this.#gate.judge(intent, this.#view(listing, at, turning))
  }

  /** True when the limits want the symbol closed now: the next decision would come too late. */
  mustFlatten(listing: number, at: Instant): boolean {
    const before = this.limits.flattenMinutesBeforeClose
    const left = before === null ? null : this.#minutesToClose(listing, at)
    return left !== null && left - TIMEFRAME_MS[this.#series[listing].bars.timeframe] / MINUTE < before!
  }

  #view(listing: number, at: Instant, turning: boolean): RiskView {
    const ledger = this.#ledger
    const value = ledger.value(listing)
    const gross = ledger.gross()
    return {
      now: at,
      state: 'active',
      price: ledger.lastPrice(listing),
      priceTime: this.#series[listing].closeTime[this.#cursors[listing].row],
      printsPerMinute: this.#printsPerMinute(listing),
      cash: ledger.cash,
      equity: this.#equity,
      equityAtDayStart: this.#dayStart,
      equityPeak: Math.max(this.#dayHigh, ...this.#highs),
      positionValue: turning ? 0 : value,
      positionShares: turning ? 0 : ledger.shares(listing),
      grossValue: turning ? gross - Math.abs(value) : gross,
      ...this.#pending(listing),
      ordersLastMinute: this.#sent.filter((one) => one > at - MINUTE).length,
      ordersToday: this.#ordersToday,
      notionalToday: this.#notionalToday,
      losingStreak: this.#streak,
      lastLossAt: this.#lastLossAt,
      minutesToClose: this.#minutesToClose(listing, at),
      broker: 'none',
    }
  }

  /** Entries that rest count as if filled. */
  #pending(listing: number): { pendingValue: number; pendingGross: number } {
    let pendingValue = 0
    let pendingGross = 0
    if (this.#exchange.resting > 0) {
      for (let i = 0; i < this.#series.length; i++) {
        const value = this.#exchange.restingOf(i).reduce((sum, order) => sum + (isEntry(order) ? this.#notional(order) : 0), 0)
        pendingGross += value
        if (i === listing) pendingValue = value
      }
    }
    return { pendingValue, pendingGross }
  }

  #notional({ listing, shares, filled, limit, stop }: Order): number {
    const price = limit ?? stop ?? this.#ledger.lastPrice(listing)
    return (shares - filled) * price * this.#exchange.listings[listing].multiplier
  }

  #minutesToClose(listing: number, at: Instant): number | null {
    const { phase, session } = this.#series[listing].calendar.at(at)
    return phase === 'regular' ? (session!.regular!.close - at) / MINUTE : null
  }

  /** Mean of the newest one-minute bars that have counts; null with other bars or without counts. */
  #printsPerMinute(listing: number): number | null {
    const { bars } = this.#series[listing]
    const { row } = this.#cursors[listing]
    if (bars.timeframe !== '1m' || !bars.prints || row + 1 < PRINT_MINUTES) return null
    let sum = 0
    for (let i = row; i > row - PRINT_MINUTES; i--) sum += bars.prints[i]
    return Number.isFinite(sum) ? sum / PRINT_MINUTES : null
  }
}
