import { listingOf } from '../../../../src/engine/listing.ts'
import type { Asked } from '../../../../src/engine/live/asked.ts'
import type { LiveRun } from '../../../../src/engine/live/live-run.ts'
import { createBooks } from '../../../../src/engine/orders/books/create.ts'
import type { JournalBody, JournalEvent } from '../../../../src/engine/orders/journal.ts'
import { exchangeDay } from '../../../../src/engine/orders/recorder.ts'
import { clientOrderIdOf, requestOf } from '../../../../src/engine/orders/request.ts'
import type { PreparedSeries } from '../../../../src/engine/types.ts'
import { createExchange, type Exchange } from '../../../../src/exchange/exchange.ts'
import type { ExchangeOptions } from '../../../../src/exchange/models.ts'
import type { ExchangeEvent, Order } from '../../../../src/exchange/order.ts'
import type { BrokerOrder } from '../../../../src/ports/broker.ts'

/** A broker in a test: the real matching exchange, which tells through a real journal fold; orders go out as they come, at once. */
export class MatchedBroker {
  readonly books = createBooks(exchangeDay)
  readonly exchange: Exchange
  readonly #series: readonly PreparedSeries[]
  readonly #names = new Map<number, string>()
  #events: JournalEvent[] = []
  #seq = 0
  #at = 0

  constructor(series: readonly PreparedSeries[], options: ExchangeOptions) {
    this.#series = series
    this.exchange = createExchange(
      options,
      series.map(({ bars }) => listingOf(bars.symbol)),
      (event) => this.#hear(event),
    )
    for (const [i, one] of series.entries()) this.exchange.attach(i, one)
    this.#write(null, { kind: 'opened', cash: options.cash, positions: [], known: [], by: 'test', reason: 'test' })
    this.#events = []
  }

  /** Everything since the last call. */
  news(): JournalEvent[] {
    const events = this.#events
    this.#events = []
    return events
  }

  /** What happens up to the close of a step's bars. */
  match(listings: number[], rows: number[], day: number | null): void {
    this.#at = this.#series[listings[0]].closeTime[rows[0]]
    if (day !== null) this.exchange.beginDay(day, Math.min(...listings.map((i, k) => this.#series[i].bars.time[rows[k]])))
    this.exchange.matchStep(Int32Array.from(listings), Int32Array.from(rows), listings.length)
    this.exchange.markStep(Int32Array.from(listings), Int32Array.from(rows), listings.length)
  }

  /** Does what was asked, as the order path would, without a gate. */
  carryOut(run: LiveRun, asked: readonly Asked[], at: number): void {
    this.#at = at
    for (const one of asked) {
      if (one.kind === 'cancel') {
        const found = [...this.#names].find(([, name]) => name === one.clientOrderId)
        if (found) this.exchange.cancel(found[0], at, one.reason)
        continue
      }
      if (one.kind === 'protect') throw new Error('not in these tests')
      const verdict = { outcome: 'allow' as const, shares: one.intent.shares!, marketableLimit: null, rules: [] }
      const request = requestOf(one.intent, verdict)
      const clientOrderId = clientOrderIdOf(one.intent)
      this.#write(clientOrderId, { kind: 'intended', intent: one.intent, request, verdict, pid: 1 })
      const order = this.exchange.submit(
        {
          clientOrderId,
          symbol: request.symbol,
          side: request.side,
          shares: request.shares!,
          type: request.type,
          limit: request.limit,
          stop: request.stop,
          trail: null,
          tif: request.tif,
          extended: false,
          legs: request.legs,
          group: null,
          reduceOnly: request.reduces,
        },
        at,
      )
      if (order.state === 'rejected') this.#write(clientOrderId, { kind: 'rejected', reason: order.reason ?? '', code: null })
      run.bind(one, this.books.orders.get(clientOrderId)!)
    }
  }

  #nameOf(order: Order): string {
    const known = this.#names.get(order.id)
    if (known) return known
    const name = order.parent === null ? order.clientOrderId : `leg-${order.id}`
    this.#names.set(order.id, name)
    return name
  }

  #hear(event: ExchangeEvent): void {
    if (event.type === 'split' || event.type === 'dividend' || event.type === 'charge' || event.type === 'margin-call') return
    const { order } = event
    const clientOrderId = this.#nameOf(order)
    if (event.type === 'rejected') return
    if (event.type === 'filled') {
      const { executionId, shares, price, fee, time } = event.fill
      const fill = {
        executionId: String(executionId),
        orderId: String(order.id),
        clientOrderId,
        symbol: order.symbol,
        side: order.side,
      }
      this.#write(clientOrderId, { kind: 'filled', fill: { ...fill, shares, price, cumulative: order.filled, fee, at: time } })
    }
    this.#write(clientOrderId, { kind: 'told', order: this.#told(order, clientOrderId) })
  }

  #told(order: Order, clientOrderId: string): BrokerOrder {
    const parent = order.parent === null ? null : String(order.parent)
    const { symbol, side, shares, type, limit, stop, trail, tif, state, filled, averagePrice, submittedAt, leg, reason } = order
    return {
      ...{ symbol, side, shares, type, limit, stop, trail, tif, state, filled, averagePrice, submittedAt, leg, reason, parent },
      id: String(order.id),
      clientOrderId,
      notional: null,
      extended: false,
      orderClass: 'simple',
      status: state,
      updatedAt: this.#at,
      legs: [],
      replaces: null,
      replacedBy: null,
    }
  }

  /** What the account got without an order of the run. */
  tell(body: JournalBody): void {
    this.#write(null, body)
  }

  #write(clientOrderId: string | null, body: JournalBody): void {
    const event = { seq: ++this.#seq, at: this.#at, knownAt: this.#at, clientOrderId, body }
    this.books.take(event)
    this.#events.push(event)
  }
}
