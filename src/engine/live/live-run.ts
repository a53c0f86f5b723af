import type { DayNumber, Instant } from '../../core/time.ts'
import type { ExchangeOptions } from '../../exchange/models.ts'
import type { ExchangeEvent, Order } from '../../exchange/order.ts'
import type { Bars, Column } from '../../market/bars.ts'
import type { AnyStrategy, Declarations, ParamValues } from '../../strategy/types.ts'
import { Book } from '../book.ts'
import type { SymbolParts } from '../context.ts'
import { warmUpRows } from '../indicator-columns.ts'
import { Ledger } from '../ledger.ts'
import { listingOf } from '../listing.ts'
import { Loop } from '../loop.ts'
import type { Books } from '../orders/books.ts'
import type { JournalEvent } from '../orders/journal.ts'
import type { OwnOrder } from '../orders/types.ts'
import { Tally } from '../tally.ts'
import type { Decision, PreparedSeries, RoundTrip, RunResult } from '../types.ts'
import { type Asked, askedOf } from './asked.ts'
import { BrokerExchange } from './broker-exchange.ts'
import { barPrefix, type Decider } from './intent-id.ts'
import { LiveSeries } from './live-series.ts'
import { LiveTimeline, type StepBar } from './live-timeline.ts'
import { MirrorSync, type SyncNews } from './mirror-sync.ts'

export interface LiveRunRequest {
  strategy: AnyStrategy
  /** Complete and checked. */
  params: Readonly<ParamValues>
  /** Bars up to the start, one symbol each, all of one timeframe. */
  history: readonly Bars[]
  /** Bars a symbol that may still come. */
  room: number
  /** Columns of the forecasts that the strategy declares, by symbol; absent = it declares none. */
  forecasts?: readonly PreparedSeries['forecasts'][]
  /** Costs that sizes are worked out with, and leverage; the cash is the account's. */
  options: ExchangeOptions
  /** The account's books as they are now. */
  books(): Books
  decider: Decider
  now: Instant
}

/**
 * A run whose bars have not happened yet: the loop, the book and the ledger of a backtest over series that grow, with the broker in place of
 * the matching exchange. Everything here is synchronous; whoever drives it brings the bars and the journal's news, and takes what was asked for to
 * the order path.
 */
export class LiveRun {
  readonly series: readonly LiveSeries[]
  readonly warmUp: number
  readonly tally = new Tally(true)
  readonly #request: LiveRunRequest
  readonly #timeline: LiveTimeline
  readonly #exchange: BrokerExchange
  readonly #ledger: Ledger
  readonly #book: Book
  readonly #loop: Loop
  readonly #sync: MirrorSync
  readonly #symbols: readonly SymbolParts[]
  readonly #equity: Column
  readonly #exposure: Column

  constructor(request: LiveRunRequest) {
    const { strategy, params, history, room, options, books, decider } = request
    this.#request = request
    this.series = history.map((bars, i) => new LiveSeries(bars, room, request.forecasts?.[i]))
    const declarations: Declarations = strategy.indicators?.(params) ?? {}
    this.warmUp = warmUpRows(declarations)
    this.#symbols = this.series.map((series, listing) => this.#symbolParts(series, listing, declarations))
    const cursors = this.#symbols.map(({ cursor }) => cursor)
    const listings = history.map(({ symbol }) => listingOf(symbol))
    this.#exchange = new BrokerExchange({
      options,
      listings,
      listener: (event) => this.#hear(event),
      decisions: () => this.tally.decisions.length,
      ledger: () => this.#ledger,
    })
    const { series } = this
    this.#ledger = new Ledger({ listings, series, cursors, cash: 0, reasonOf: (order) => this.#book.reasonOf(order) })
    const moment = { step: -1, listing: 0, at: Number.NaN }
    this.#book = new Book({ exchange: this.#exchange, ledger: this.#ledger, watch: null, tally: this.tally, moment })
    this.#timeline = new LiveTimeline(room + 1, history.length)
    const shared = { exchange: this.#exchange, ledger: this.#ledger, book: this.#book, tally: this.tally, moment }
    const symbols = [...this.#symbols]
    this.#loop = new Loop({ strategy, params, symbols, watch: null, timeline: this.#timeline, ...shared })
    this.#equity = new Float64Array(room + 1)
    this.#exposure = new Float64Array(room + 1)
    this.#sync = new MirrorSync({ exchange: this.#exchange, book: this.#book, ledger: this.#ledger, books, decider })
    this.#seed(request.now)
  }

  get symbols(): string[] {
    return this.#exchange.listings.map(({ symbol }) => symbol)
  }

  /** Takes row `row` of bars as the symbol's next; false when it is known. It warms indicators up; a decision is made only by `decide`. */
  append(listing: number, bars: Bars, row: number): boolean {
    const series = this.series[listing]
    if (!series.append(bars, row)) return false
    this.#symbols[listing].cursor.row = series.rows - 1
    return true
  }

  /** Brings indicators to the newest bars of all symbols. */
  advance(): void {
    for (const series of this.series) series.advance()
  }

  /**
   * The newest bars of these symbols, which closed together, are shown to the strategy; what it asked for comes back in its order.
   * @throws OpenbellError what the strategy did wrong, with the bar
   */
  decide(listings: readonly number[], at: Instant): { asked: Asked[]; decisions: Decision[] } {
    this.advance()
    const before = this.tally.decisions.length
    const bars: StepBar[] = listings.map((listing) => ({ listing, row: this.series[listing].rows - 1 }))
    const day: DayNumber = Math.max(...bars.map(({ listing, row }) => this.series[listing].day[row]))
    const step = this.#timeline.push(at, day, bars)
    this.#loop.run(step, step + 1, this.#equity, this.#exposure)
    const { decider } = this.#request
    const { decisions } = this.tally
    const sources = {
      decider,
      symbols: this.symbols,
      decisions,
      reasonOf: (order: Order) => this.#book.reasonOf(order),
      clientIdOf: (order: Order) => this.#sync.clientIdOf(order),
    }
    return { asked: askedOf(this.#exchange.takeWishes(), at, sources), decisions: decisions.slice(before) }
  }

  /** Books that have no more room end a run; it was made with room for all bars to come. */
  get isFull(): boolean {
    return this.#timeline.isFull || this.series.some((series) => series.isFull)
  }

  /** Takes what the journal has gained. */
  sync(events: readonly JournalEvent[], now: Instant): SyncNews {
    return this.#sync.take(events, now)
  }

  /** The order path made this of what was asked for. A denied one rests no more. */
  bind(asked: Extract<Asked, { order: Order }>, own: OwnOrder): void {
    this.#sync.bind(asked.order, own)
  }

  /** Nothing came of what was asked for: told to the decision, counted, and the order rests no more. */
  cameToNothing(asked: Asked, outcome: 'denied' | 'rejected' | 'ignored', rule: string): void {
    if (asked.kind === 'cancel') return
    asked.decision.outcome = outcome
    asked.decision.rule = rule
    this.tally.count(outcome, rule)
    if (asked.kind === 'protect') return
    asked.order.state = outcome === 'denied' ? 'denied' : 'rejected'
    asked.order.reason = rule
  }

  shrunk(asked: Asked, shares: number, rule: string): void {
    if (asked.kind === 'cancel' || asked.kind === 'protect') return
    asked.decision.outcome = 'shrunk'
    asked.decision.rule = rule
    asked.decision.shares = shares
    asked.order.shares = shares
  }

  /** Signed. */
  shares(listing: number): number {
    return this.#ledger.shares(listing)
  }

  lastPrice(listing: number): number {
    return this.#ledger.lastPrice(listing)
  }

  /** Orders of the symbol that may still fill. */
  resting(listing: number): readonly Order[] {
    return this.#exchange.restingOf(listing)
  }

  reasonOf(order: Order): string {
    return this.#book.reasonOf(order)
  }

  roundTrips(): RoundTrip[] {
    return this.#ledger.roundTrips()
  }

  why(): RunResult['why'] {
    return { ...this.tally.why(this.#book.waiting()), warmUpBars: this.warmUp }
  }

  get totals(): BrokerExchange['totals'] {
    return this.#exchange.totals
  }

  #symbolParts(series: LiveSeries, listing: number, declarations: Declarations): SymbolParts {
    const declared = series.declare(declarations, this.series)
    return { listing, series, cursor: { row: series.rows - 1, step: -1 }, firstRow: this.warmUp - 1, declared }
  }

  /** What the account holds now, at the rows in which it was opened; then what rests. */
  #seed(now: Instant): void {
    const books = this.#request.books()
    for (const [i, { cursor }] of this.#symbols.entries()) {
      const position = books.positions.get(this.symbols[i])
      if (position) cursor.row = rowAt(this.series[i], position.openedAt)
    }
    this.#sync.align(now)
    for (const [i, { cursor }] of this.#symbols.entries()) cursor.row = this.series[i].rows - 1
    this.#sync.take([], now)
  }

  #hear(event: ExchangeEvent): void {
    if (event.type === 'filled' && !this.#sync.isTakenOver(event.order)) this.#takeFill(event)
    else this.#ledger.take(event)
    if (event.type === 'canceled' || event.type === 'expired') this.#book.ended(event.order)
  }

  /** A position begins in the bar in which it was filled, as in a backtest: that bar may not have closed yet. */
  #takeFill(event: Extract<ExchangeEvent, { type: 'filled' }>): void {
    const { listing } = event.order
    const { cursor } = this.#symbols[listing]
    const { row } = cursor
    cursor.row = rowAt(this.series[listing], event.fill.time)
    this.#ledger.take(event)
    cursor.row = row
  }
}

/** True when a run with the same parameters has already asked for something on this bar, before it was killed. */
export function hasDecided(books: Books, decider: Decider, symbol: string, at: Instant): boolean {
  const prefix = barPrefix(decider, symbol, at)
  for (const { intent } of books.orders.values()) if (intent?.id.startsWith(prefix)) return true
  return false
}

/** Row of the bar in progress at an instant: the first that closes after it, which may be the next one to come. */
function rowAt({ closeTime, rows }: LiveSeries, at: Instant): number {
  let row = rows
  while (row > 0 && closeTime[row - 1] > at) row--
  return row
}
