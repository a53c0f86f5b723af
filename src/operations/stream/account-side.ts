import { asOpenbellError, OpenbellError } from '../../core/errors.ts'
import { SECOND } from '../../core/time.ts'
import { monitorPosition } from '../../engine/monitor/monitor.ts'
import type { OwnOrder } from '../../engine/orders/types.ts'
import { priceGrid } from '../../engine/risk/tick.ts'
import type { Account } from '../../ports/broker.ts'
import type { Context } from '../context.ts'
import type { Desk } from '../trade/desk/desk.ts'
import { Following } from '../trade/running/following.ts'
import type { AccountView, OrderRow, PositionRow } from './view.ts'

/** The broker is asked for the account's money so often at most, real time: vendors count requests. */
const ASK_EVERY = 5 * SECOND

/** Last price of a symbol on the stream; null when there is none. */
export type PriceOf = (symbol: string) => number | null

/** The account beside the data: what is held and rests by our books, valued at the stream's prices. */
export class AccountSide {
  readonly desk: Desk
  readonly #context: Context
  readonly #priceOf: PriceOf
  #following: Following | null = null
  #tell: ((text: string) => void) | null = null
  #taking: Promise<void> | null = null
  #account: Account | null = null
  #askedAt = Number.NEGATIVE_INFINITY
  #asking: Promise<void> | null = null
  /** Why the broker could not be asked; null while it answers. */
  fault: string | null = null

  readonly #onlyLooks: boolean

  constructor({ context, desk, onlyLooks }: { context: Context; desk: Desk; onlyLooks: boolean }, priceOf: PriceOf) {
    this.#context = context
    this.desk = desk
    this.#onlyLooks = onlyLooks
    this.#priceOf = priceOf
  }

  /** Listens to order updates, now or when the process that does has ended; `tell` hears who listens. */
  async listen(tell: (text: string) => void): Promise<void> {
    this.#tell = tell
    const holder = await this.#listenNow()
    if (holder !== null) tell(`${holder}: its books are followed`)
  }

  /** A sentence naming the process that listens already, else null. */
  async #listenNow(): Promise<string | null> {
    const following = new Following(this.desk.path, this.#context.clock, this.#context.signal)
    try {
      await following.connected()
      this.#following = following
      return null
    } catch (thrown) {
      await following.stop()
      const error = asOpenbellError(thrown)
      if (error.kind !== 'unavailable') throw error
      return error.message
    }
  }

  /** Takes what other processes wrote, and now and then asks the broker; never waits for it, unless `waits`. */
  async look(waits: boolean): Promise<void> {
    this.desk.path.refresh()
    const { clock } = this.#context
    if (!waits && (this.#asking || clock.elapsed() - this.#askedAt < ASK_EVERY)) return
    this.#askedAt = clock.elapsed()
    this.#listenAgain()
    this.#asking = this.#ask().finally(() => {
      this.#asking = null
    })
    if (waits) await this.#asking
  }

  /** Asks how every open order stands: simulated fills happen when somebody looks. */
  async settle(): Promise<void> {
    const { path } = this.desk
    for (const { clientOrderId, foreign } of path.books.openOrders()) {
      if (!foreign) await path.settle(clientOrderId, 0, this.#context.signal)
    }
  }

  view(): AccountView {
    const { path, broker } = this.desk
    const { books } = path
    const positions = [...books.positions.values()].map((one) => this.#position(one, books.openOrders()))
    const equity = this.#equity(positions)
    const lastEquity = this.#account?.lastEquity ?? null
    const dayProfit = equity === null || lastEquity === null ? null : equity - lastEquity
    return {
      name: nameOf(path.account, broker.mode),
      cash: books.isOpen ? books.cash : (this.#account?.cash ?? null),
      equity,
      buyingPower: this.#account?.buyingPower ?? null,
      dayProfit,
      dayChange: dayProfit === null || lastEquity === null || lastEquity <= 0 ? null : dayProfit / lastEquity,
      state: path.tradingState,
      reconciled: books.diverged === null,
      updatesUp: path.updatesUp,
      positions,
      orders: books.openOrders().map(orderRow),
    }
  }

  /** Where whoever listened is gone nobody hears of fills: this process takes its place. */
  #listenAgain(): void {
    const tell = this.#tell
    if (tell === null || this.#taking !== null || this.#following?.isOver === false || this.desk.path.updatesUp !== null) return
    const taken = (holder: string | null) => tell(holder ?? 'order updates are heard here from now on')
    this.#taking = this.#listenNow()
      .then(taken)
      .catch((thrown) => tell(asOpenbellError(thrown).message))
      .finally(() => {
        this.#taking = null
      })
  }

  async stop(): Promise<void> {
    this.#tell = null
    await this.#taking
    await this.#following?.stop()
    await this.#asking
  }

  /** Cash by our books and what is held at the stream's prices; the broker's own figure where one of them is not known. */
  #equity(positions: readonly PositionRow[]): number | null {
    const { books } = this.desk.path
    const asked = this.#account?.equity ?? null
    if (!books.isOpen || books.unbooked().size > 0) return asked
    let equity = books.cash
    for (const { symbol, shares, price } of positions) {
      if (price === null) return asked
      equity += shares * price * priceGrid(symbol).multiplier
    }
    return equity
  }

  #position(
    held: { symbol: string; shares: number; averagePrice: number; openedAt: number },
    open: readonly OwnOrder[],
  ): PositionRow {
    const { symbol, shares, averagePrice } = held
    const watched = monitorPosition(held, this.#priceOf(symbol), open, null)
    const target = open.find((one) => one.symbol === symbol && one.leg === 'target')?.limit ?? null
    const { price, profit, profitFraction, protection, alert } = watched
    return { symbol, shares, averagePrice, price, profit, profitFraction, stop: protection?.stop ?? null, target, alert }
  }

  async #ask(): Promise<void> {
    try {
      const { signal } = this.#context
      this.#account = await this.desk.broker.account(signal)
      // Nobody listens for what may only be looked at: the broker is asked for orders and fills too.
      if (this.#onlyLooks) await this.desk.path.reconcile({ accept: null }, signal)
      this.fault = null
    } catch (thrown) {
      if (!(thrown instanceof OpenbellError) || thrown.kind === 'internal') throw thrown
      this.fault = thrown.message
    }
  }
}

function orderRow(order: OwnOrder): OrderRow {
  const { clientOrderId, symbol, side, shares, filled, type, limit, stop, state, reason } = order
  return { clientOrderId, symbol, side, shares, filled, type, limit, stop, state, reason }
}

/** How a screen names an account, by its key or its number: of a live one only the last four are shown. */
export function nameOf(account: string, mode: 'paper' | 'live'): string {
  const name = account.slice(account.indexOf(':') + 1)
  return mode === 'live' ? `…${name.slice(-4)}` : name
}
