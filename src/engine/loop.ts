import { OpenbellError } from '../core/errors.ts'
import { type DayNumber, iso } from '../core/time.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { Column } from '../market/bars.ts'
import type { AnyStrategy } from '../strategy/types.ts'
import { type Book, EVERYBODY, NOBODY } from './book.ts'
import type { RunParts, SymbolParts } from './context.ts'
import { barContext, universeContext } from './context.ts'
import type { Cursor, Moment } from './cursor.ts'
import type { Ledger } from './ledger.ts'
import type { RiskWatch } from './risk-watch.ts'
import type { Tally } from './tally.ts'
import type { Timeline } from './timeline.ts'

const BEFORE_ALL_DAYS: DayNumber = -2_147_483_648

export interface LoopParts extends RunParts {
  symbols: SymbolParts[]
  exchange: Exchange
  tally: Tally
  watch: RiskWatch | null
  timeline: Timeline
}

/**
 * The one loop. A step is a moment at which bars close: the exchange fills what rests with them, the books are marked, the strategy decides,
 * risk judges and orders go out. It knows bars, an exchange and a strategy, and nothing of where they come from.
 */
export class Loop {
  readonly #strategy: AnyStrategy
  readonly #timeline: Timeline
  readonly #symbols: SymbolParts[]
  readonly #cursors: Cursor[]
  readonly #days: Int32Array[]
  readonly #closeTimes: Column[]
  readonly #firstRows: Int32Array
  readonly #exchange: Exchange
  readonly #ledger: Ledger
  readonly #book: Book
  readonly #tally: Tally
  readonly #watch: RiskWatch | null
  readonly #moment: Moment
  readonly #onBar: (context: unknown) => unknown
  // biome-ignore lint/suspicious/noExplicitAny: the strategy's own types say what its contexts hold.
  readonly #contexts: any[]
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly #universe: any
  /** Bars of the step: which listings, and which row of each. */
  readonly #listings: Int32Array
  readonly #rows: Int32Array
  #day: DayNumber = BEFORE_ALL_DAYS

  constructor(parts: LoopParts) {
    const { strategy, symbols } = parts
    this.#strategy = strategy
    this.#timeline = parts.timeline
    this.#symbols = symbols
    this.#cursors = symbols.map(({ cursor }) => cursor)
    this.#days = symbols.map(({ series }) => series.day)
    this.#closeTimes = symbols.map(({ series }) => series.closeTime)
    this.#firstRows = Int32Array.from(symbols, ({ firstRow }) => firstRow)
    this.#onBar = strategy.onBar as (context: unknown) => unknown
    this.#exchange = parts.exchange
    this.#ledger = parts.ledger
    this.#book = parts.book
    this.#tally = parts.tally
    this.#watch = parts.watch
    this.#moment = parts.moment
    this.#contexts = strategy.onBars ? [] : symbols.map((symbol) => barContext(parts, symbol))
    this.#universe = strategy.onBars ? universeContext(parts, symbols) : null
    this.#listings = new Int32Array(symbols.length)
    this.#rows = new Int32Array(symbols.length)
  }

  /**
   * Takes steps `[from, to)` and writes equity and exposure (gross value over equity) after each; a column is expected to hold zeros.
   * What a strategy throws names the strategy, the bar and the place.
   */
  run(from: number, to: number, equity: Column, exposure: Column): void {
    const book = this.#book
    try {
      this.#run(from, to, equity, exposure)
    } catch (thrown) {
      throw book.turn === NOBODY ? thrown : this.#named(thrown)
    } finally {
      book.turn = NOBODY
    }
  }

  // What does not change is taken out of the loop: a million bars pass here in a few hundredths of a second, and every look through `this`
  // is paid for each. `alone`, one symbol shown bar by bar, is the usual run; it passes the same points in the same order.
  #run(from: number, to: number, equity: Column, exposure: Column): void {
    const { starts, first } = this.#timeline
    const exchange = this.#exchange
    const ledger = this.#ledger
    const book = this.#book
    const watch = this.#watch
    const onBar = this.#onBar
    const listings = this.#listings
    const rows = this.#rows
    const alone = starts === null && this.#universe === null
    const cursor = this.#cursors[0]
    const days = this.#days[0]
    const firstRow = this.#firstRows[0]
    const context = this.#contexts[0]
    const moment = this.#moment
    const closes = this.#closeTimes[0]
    let day = this.#day
    let { resting } = exchange
    if (alone) book.turn = 0
    for (let step = from; step < to; step++) {
      const row = first + step
      let count = 1
      let date: DayNumber
      if (alone) {
        cursor.row = row
        // Read on every bar, though only orders ask for it: a walk along a column is nearly free, a look into it now and then is not.
        moment.at = closes[row]
        date = days[row]
      } else {
        count = this.#gather(step)
        date = this.#dateOf(count)
      }
      if (date > day || resting > 0) {
        rows[0] = alone ? row : rows[0]
        book.turn = NOBODY
        if (date > day) this.#beginDay(date, count)
        if (exchange.resting > 0) exchange.matchStep(listings, rows, count)
        if (date > day) day = date
        if (alone) book.turn = 0
      }
      if (ledger.held > 0) this.#measure(step, equity, exposure)
      else equity[step] = ledger.cash
      if (watch !== null) watch.observe(equity[step])
      if (!alone) this.#decide(count)
      else if (row >= firstRow) {
        const answer = onBar(context)
        if (answer !== undefined) refusePromise(answer)
      }
      if (watch !== null) this.#flatten(watch, count)
      resting = exchange.resting
      // What rests will be matched with the next bars: buying power is then that of these closes.
      if (resting > 0) this.#markHeld()
    }
    if (alone) this.#tally.shown += Math.max(0, to - Math.max(from, firstRow - first))
  }

  /** Lays the bars of a step where the exchange reads them, and moves the views to them. */
  #gather(step: number): number {
    const { starts, first } = this.#timeline
    const from = starts === null ? 0 : starts[step]
    const count = starts === null ? 1 : starts[step + 1] - from
    for (let i = 0; i < count; i++) {
      const listing = starts === null ? 0 : this.#timeline.listings![from + i]
      const row = starts === null ? first + step : this.#timeline.rows![from + i]
      this.#listings[i] = listing
      this.#rows[i] = row
      this.#cursors[listing].row = row
      this.#cursors[listing].step = step
    }
    this.#moment.listing = this.#listings[0]
    this.#moment.at = this.#closeTimes[this.#listings[0]][this.#rows[0]]
    this.#moment.step = step
    return count
  }

  #dateOf(count: number): DayNumber {
    let date = this.#days[this.#listings[0]][this.#rows[0]]
    for (let i = 1; i < count; i++) date = Math.max(date, this.#days[this.#listings[i]][this.#rows[i]])
    return date
  }

  /** Books at the new closes, and a margin call where they say so. */
  #measure(step: number, equity: Column, exposure: Column): void {
    this.#ledger.measure(step, equity, exposure)
    if (!this.#ledger.owes) return
    this.#markHeld()
    this.#exchange.checkMargin(this.#book.at)
  }

  /** The exchange is told the closes when it needs them: to match, to begin a day, to look for a margin call; not a bar for nothing. */
  #markHeld(): void {
    const ledger = this.#ledger
    if (ledger.held === 0) return
    for (let i = 0; i < this.#symbols.length; i++) {
      if (ledger.shares(i) !== 0) this.#exchange.mark(i, ledger.lastPrice(i))
    }
  }

  #beginDay(day: DayNumber, count: number): void {
    const listings = this.#listings
    const rows = this.#rows
    let opened = Number.POSITIVE_INFINITY
    // The day begins with the books of the evening before: the symbols of this step are a row further already.
    for (let i = 0; i < count; i++) this.#cursors[listings[i]].row = rows[i] - 1
    this.#markHeld()
    for (let i = 0; i < count; i++) {
      this.#cursors[listings[i]].row = rows[i]
      opened = Math.min(opened, this.#symbols[listings[i]].series.bars.time[rows[i]])
    }
    if (this.#day > BEFORE_ALL_DAYS) this.#watch?.beginDay()
    this.#day = day
    this.#exchange.beginDay(day, opened)
  }

  /** The strategy decides on what closed, symbol by symbol or all at once. Intents are taken from the symbol whose turn it is. */
  #decide(count: number): void {
    if (this.#universe !== null) this.#askOnce(count)
    else for (let i = 0; i < count; i++) this.#ask(this.#listings[i], this.#rows[i])
    this.#book.turn = NOBODY
  }

  #ask(listing: number, row: number): void {
    if (row < this.#firstRows[listing]) return
    this.#tally.shown++
    this.#book.turn = listing
    const answer = this.#onBar(this.#contexts[listing])
    if (answer !== undefined) refusePromise(answer)
  }

  #askOnce(count: number): void {
    let warm = 0
    for (let i = 0; i < count; i++) if (this.#rows[i] >= this.#firstRows[this.#listings[i]]) warm++
    if (warm === 0) return
    this.#tally.shown++
    this.#book.turn = EVERYBODY
    const answer = this.#strategy.onBars!(this.#universe) as unknown
    if (answer !== undefined) refusePromise(answer)
  }

  /** The limits in force want positions closed before the regular close. */
  #flatten(watch: RiskWatch, count: number): void {
    if (watch.limits.flattenMinutesBeforeClose === null) return
    for (let i = 0; i < count; i++) {
      const listing = this.#listings[i]
      if (watch.mustFlatten(listing, this.#book.at))
        this.#book.flatten(listing, 'closed before the end of the session, as the limits say')
    }
  }

  #named(thrown: unknown): OpenbellError {
    const { name } = this.#strategy
    const { turn } = this.#book
    const symbol = turn === EVERYBODY ? null : this.#symbols[turn].series.bars.symbol
    const where = `strategy '${name}'${symbol ? ` on ${symbol}` : ''} at ${iso(this.#book.at)}`
    if (thrown instanceof OpenbellError) return new OpenbellError(thrown.kind, `${where}: ${thrown.message}`, thrown.hint, thrown)
    const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}${placeOf(thrown)}` : String(thrown)
    return new OpenbellError('usage', `${where}: ${message}`, `openbell strategies info ${name}`, thrown)
  }
}

function refusePromise(answer: unknown): void {
  if (typeof (answer as { then?: unknown })?.then !== 'function') return
  throw new OpenbellError(
    'usage',
    'it returned a promise; a strategy decides on the bar it is given, at once',
    'write onBar without async and await',
  )
}

/** File and line of an error, as its stack tells: ` (mine.ts:12:5)`. */
function placeOf({ stack }: Error): string {
  const place = /([^/\\(\s]+:\d+:\d+)\)?\s*$/m.exec(stack?.split('\n').find((line) => /^\s+at /.test(line)) ?? '')
  return place ? ` (${place[1]})` : ''
}
