import { createExchange, type Exchange } from '../../src/exchange/exchange.ts'
import { noFee } from '../../src/exchange/fees/simple.ts'
import type { ExchangeEvent, Order } from '../../src/exchange/order.ts'
import { parseSlippage } from '../../src/exchange/slippage/parse.ts'
import { createBars } from '../../src/market/bars.ts'
import { calendarOf } from '../../src/market/calendar/calendar.ts'
import type {
  Broker,
  BrokerActivity,
  BrokerFill,
  BrokerOrder,
  BrokerOrderRequest,
  CancelOutcome,
  SubmitOutcome,
} from '../../src/ports/broker.ts'

export const SYMBOLS = ['SIMALL', 'SIMBIG']
const OPENING_PRICE = 100

/** A broker in this process over the real matching core: fast enough for ten thousand accounts, with the truth open to look at. */
export class ExchangeBroker implements Broker {
  readonly name = 'alpaca'
  readonly mode = 'paper'
  readonly host = null
  readonly abilities = {
    legs: true,
    trailingStops: true,
    fractional: false,
    notional: false,
    shorting: true,
    extendedHours: true,
  }
  readonly exchange: Exchange
  readonly activitiesSoFar: BrokerActivity[] = []
  /** Every id that a POST was accepted under, in order. */
  readonly accepted: string[] = []
  time: number
  readonly #byId = new Map<string, Order>()
  readonly #changedAt = new Map<number, number>()
  readonly #replaced = new Map<string, { replaces: string | null; replacedBy: string | null }>()

  constructor(start: number, cash = 100_000) {
    this.time = start
    const options = {
      cash,
      fractional: false,
      fee: noFee,
      slippage: parseSlippage('none'),
      margin: 2,
      volumeShare: 0.1,
      accountRules: 'none',
      borrowRate: 0,
      debitRate: 0,
    } as const
    const listings = SYMBOLS.map((symbol) => ({ symbol, tickSize: 0.01, multiplier: 1 }))
    this.exchange = createExchange(options, listings, (event) => this.#hear(event))
    for (const [i, symbol] of SYMBOLS.entries()) {
      const bars = createBars({ symbol, timeframe: '1m', source: 'simulated', feed: 'simulated' }, 0)
      this.exchange.attach(i, { bars, calendar: calendarOf('us'), closeTime: new Float64Array(0), day: new Int32Array(0) })
      this.exchange.mark(i, OPENING_PRICE)
    }
  }

  /** One print in the market. */
  print(symbol: string, price: number, size: number): void {
    this.time += 1000
    const listing = SYMBOLS.indexOf(symbol)
    this.exchange.matchPrint(listing, price, size, this.time)
    this.exchange.mark(listing, price)
  }

  now(): number {
    return this.time
  }

  async account() {
    const { exchange } = this
    return {
      id: 'PA3TEST',
      mode: 'paper' as const,
      cash: exchange.account.cash,
      equity: exchange.equity(),
      buyingPower: exchange.buyingPower(0, 'buy', OPENING_PRICE),
      lastEquity: 100_000,
      maintenance: null,
      state: 'active' as const,
    }
  }

  async positions() {
    return SYMBOLS.flatMap((symbol, i) => {
      const shares = this.exchange.shares(i)
      if (shares === 0) return []
      return [{ symbol, shares, averagePrice: this.exchange.averagePrice(i), price: this.exchange.lastPrice(i) }]
    })
  }

  async orders({ status }: { status: 'open' | 'all' }) {
    const all = [...this.#byId.values()].filter(({ parent }) => parent === null).map((order) => this.#tell(order))
    return (status === 'all' ? all : all.filter((one) => isOpen(one) || one.legs.some(isOpen))).reverse()
  }

  async order(by: { clientOrderId: string } | { id: string }) {
    const found = [...this.#byId.values()].find((one) =>
      'id' in by ? `x${one.id}` === by.id : one.clientOrderId === by.clientOrderId,
    )
    return found ? this.#tell(found) : null
  }

  async submit(request: BrokerOrderRequest): Promise<SubmitOutcome> {
    if (this.accepted.includes(request.clientOrderId)) return { kind: 'duplicate' }
    this.accepted.push(request.clientOrderId)
    const { clientOrderId, symbol, side, type, limit, stop, trail, tif, extended, legs, reduces } = request
    const order = this.exchange.submit(
      {
        clientOrderId,
        symbol,
        side,
        shares: request.shares!,
        type,
        limit,
        stop,
        trail,
        tif,
        extended,
        legs,
        group: null,
        reduceOnly: reduces,
      },
      this.time,
    )
    this.#keep(order)
    if (order.state === 'rejected') return { kind: 'rejected', reason: order.reason!, code: null }
    return { kind: 'accepted', order: this.#tell(order) }
  }

  async replace(
    id: string,
    changes: { shares?: number; limit?: number; stop?: number },
    clientOrderId: string,
  ): Promise<SubmitOutcome> {
    const old = [...this.#byId.values()].find((one) => `x${one.id}` === id)
    if (!old || !isOpen(this.#tell(old))) return { kind: 'rejected', reason: 'it has ended', code: null }
    if (this.accepted.includes(clientOrderId)) return { kind: 'duplicate' }
    this.exchange.cancel(old.id, this.time, 'replaced')
    const told = this.#tell(old)
    const answer = await this.submit({
      ...told,
      shares: (changes.shares ?? told.shares!) - told.filled,
      limit: changes.limit ?? told.limit,
      stop: changes.stop ?? told.stop,
      clientOrderId,
      legs: null,
      orderClass: 'simple',
      reduces: old.reduceOnly,
    })
    const made = this.#byId.get(clientOrderId)
    if (made) {
      this.#replaced.set(clientOrderId, { replaces: id, replacedBy: null })
      this.#replaced.set(old.clientOrderId, { replaces: null, replacedBy: `x${made.id}` })
    }
    return answer.kind === 'accepted' ? { kind: 'accepted', order: this.#tell(made!) } : answer
  }

  async cancel(id: string): Promise<CancelOutcome> {
    const number = Number(id.slice(1))
    return this.exchange.cancel(number, this.time, 'canceled') ? { kind: 'requested' } : { kind: 'gone', reason: 'it has ended' }
  }

  async activities(after: number) {
    return this.activitiesSoFar.filter(({ at }) => at >= after)
  }

  async *events(): AsyncIterable<never> {}

  async close() {}

  #hear(event: ExchangeEvent): void {
    if ('order' in event) {
      this.#keep(event.order)
      this.#changedAt.set(event.order.id, event.at)
    }
    if (event.type !== 'filled') return
    const { order, fill } = event
    const told: BrokerFill = {
      executionId: `e${fill.executionId}`,
      orderId: `x${order.id}`,
      clientOrderId: order.clientOrderId,
      symbol: order.symbol,
      side: order.side,
      shares: fill.shares,
      price: fill.price,
      cumulative: order.filled,
      fee: fill.fee,
      at: fill.time,
    }
    this.activitiesSoFar.push({ kind: 'fill', id: `a${fill.executionId}`, at: fill.time, fill: told })
  }

  #keep(order: Order): void {
    const name = order.parent === null ? order.clientOrderId : `leg-${order.id}`
    this.#byId.set(name, order)
  }

  #tell(order: Order): BrokerOrder {
    const legs = [...this.#byId.values()].filter(({ parent }) => parent === order.id)
    const { symbol, side, shares, type, limit, stop, trail, tif, extended, state, filled, averagePrice, leg, reason } = order
    const { submittedAt } = order
    const links = this.#replaced.get(order.clientOrderId) ?? { replaces: null, replacedBy: null }
    return {
      id: `x${order.id}`,
      clientOrderId: order.parent === null ? order.clientOrderId : `leg-${order.id}`,
      symbol,
      side,
      shares,
      notional: null,
      type,
      limit,
      stop,
      trail,
      tif,
      extended,
      orderClass: order.legs === null ? 'simple' : 'bracket',
      state,
      status: state,
      filled,
      averagePrice,
      submittedAt,
      updatedAt: this.#changedAt.get(order.id) ?? submittedAt,
      parent: order.parent === null ? null : `x${order.parent}`,
      leg,
      legs: legs.map((one) => this.#tell(one)),
      ...links,
      reason,
    }
  }
}

export function isOpen({ state }: Pick<BrokerOrder, 'state'>): boolean {
  return state === 'accepted' || state === 'partially-filled'
}

/** The broker with some of its answers changed: what a bad line does. */
export function brokerOver(world: ExchangeBroker, changes: Partial<Broker>): Broker {
  return {
    name: world.name,
    mode: world.mode,
    host: world.host,
    abilities: world.abilities,
    now: () => world.now(),
    account: () => world.account(),
    positions: () => world.positions(),
    orders: (query) => world.orders(query),
    order: (by) => world.order(by),
    submit: (request) => world.submit(request),
    replace: (id, changed, clientOrderId) => world.replace(id, changed, clientOrderId),
    cancel: (id) => world.cancel(id),
    activities: (after) => world.activities(after),
    events: () => world.events(),
    close: () => world.close(),
    ...changes,
  }
}
