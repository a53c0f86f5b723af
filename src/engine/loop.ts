import { OpenbellError } from '../core/errors.ts'
import { type DayNumber, type Instant, iso } from '../core/time.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { Column } from '../market/bars.ts'
import type { AnyStrategy } from '../strategy/types.ts'
import { type Book, EVERYBODY, NOBODY } from './book.ts'
import type { RunParts, SymbolParts } from './context.ts'
import { barContext, universeContext } from './context.ts'
import type { Cursor } from './cursor.ts'
import type { Ledger, Measured } from './ledger.ts'
import type { RiskWatch } from './risk-watch.ts'
import type { Tally } from './tally.ts'

export interface LoopParts extends RunParts {
  symbols: SymbolParts[]
  exchange: Exchange
  tally: Tally
  watch: RiskWatch | null
}

/**
 * The one loop. A step is a moment at which bars close: the exchange fills what rests with them, the books are marked, the strategy decides,
 * risk judges and orders go out. It knows bars, an exchange and a strategy, and nothing of where they come from.
 */
export class Loop {
  /** Bars of the step: which listings, and which row of each. Filled by who drives the loop. */
  readonly listings: Int32Array
  readonly rows: Int32Array
  /** Equity and exposure (gross value over equity) after the last step. */
  equity: number
  exposure = 0
  readonly #strategy: AnyStrategy
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
  readonly #moment: RunParts['moment']
  readonly #onBar: (context: unknown) => unknown
  // biome-ignore lint/suspicious/noExplicitAny: the strategy's own types say what its contexts hold.
  readonly #contexts: any[]
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly #universe: any
  readonly #measured: Measured = { equity: 0, gross: 0 }
  #day: DayNumber = -2_147_483_648

  constructor(parts: LoopParts) {
    const { strategy, symbols } = parts
    this.#strategy = strategy
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
    this.listings = new Int32Array(symbols.length)
    this.rows = new Int32Array(symbols.length)
    this.equity = parts.ledger.cash
  }

  /** Takes the step of `count` bars in `listings` and `rows`, which all close at one moment. */
  step(step: number, count: number): void {
    const { listings, rows } = this
    const exchange = this.#exchange
    let day = this.#day
    for (let i = 0; i < count; i++) {
      const listing = listings[i]
      const row = rows[i]
      const cursor = this.#cursors[listing]
      cursor.row = row
      cursor.step = step
      const date = this.#days[listing][row]
      if (date > day) day = date
    }
    this.#moment.step = step
    this.#book.at = this.#closeTimes[listings[0]][rows[0]]
    if (day > this.#day) this.#beginDay(day, count)
    if (exchange.resting > 0) exchange.matchStep(listings, rows, count)
    this.#measure()
    if (this.#watch !== null) this.#watch.observe(this.equity)
    this.#decide(count)
    if (this.#watch !== null) this.#flatten(this.#watch, this.#book.at, count)
    // What rests will be matched with the next bars: buying power is then that of these closes.
    if (exchange.resting > 0) this.#markHeld()
  }

  /** Books at the new closes, and a margin call where they say so. */
  #measure(): void {
    const ledger = this.#ledger
    if (ledger.held === 0) {
      this.equity = ledger.cash
      this.exposure = 0
      return
    }
    const measured = this.#measured
    ledger.measure(measured)
    this.equity = measured.equity
    this.exposure = measured.gross / measured.equity
    if (!ledger.owes) return
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
    const { listings, rows } = this
    let opened = Number.POSITIVE_INFINITY
    // The day begins with the books of the evening before: the symbols of this step are a row further already.
    for (let i = 0; i < count; i++) this.#cursors[listings[i]].row = rows[i] - 1
    this.#markHeld()
    for (let i = 0; i < count; i++) {
      this.#cursors[listings[i]].row = rows[i]
      opened = Math.min(opened, this.#symbols[listings[i]].series.bars.time[rows[i]])
    }
    if (this.#moment.step > 0) this.#watch?.beginDay()
    this.#exchange.beginDay(day, opened)
    this.#day = day
  }

  /** The strategy decides on what closed. Intents are taken from the symbol whose turn it is, and from nobody after the step. */
  #decide(count: number): void {
    const book = this.#book
    try {
      if (this.#universe !== null) this.#askOnce(count)
      else for (let i = 0; i < count; i++) this.#ask(this.listings[i], this.rows[i])
    } catch (thrown) {
      throw this.#named(thrown, book.turn >= 0 ? this.#symbols[book.turn].series.bars.symbol : null)
    } finally {
      book.turn = NOBODY
    }
  }

  #ask(listing: number, row: number): void {
    if (row < this.#firstRows[listing]) return
    this.#tally.shown++
    this.#book.turn = listing
    const onBar = this.#onBar
    const answer = onBar(this.#contexts[listing])
    if (answer !== undefined) refusePromise(answer)
  }

  #askOnce(count: number): void {
    let warm = 0
    for (let i = 0; i < count; i++) if (this.rows[i] >= this.#firstRows[this.listings[i]]) warm++
    if (warm === 0) return
    this.#tally.shown++
    this.#book.turn = EVERYBODY
    const answer = this.#strategy.onBars!(this.#universe) as unknown
    if (answer !== undefined) refusePromise(answer)
  }

  /** The limits in force want positions closed before the regular close. */
  #flatten(watch: RiskWatch, at: Instant, count: number): void {
    if (watch.limits.flattenMinutesBeforeClose === null) return
    for (let i = 0; i < count; i++) {
      const listing = this.listings[i]
      if (watch.mustFlatten(listing, at)) this.#book.flatten(listing, 'closed before the end of the session, as the limits say')
    }
  }

  /** Whatever a strategy throws names the strategy, the bar and the place. */
  #named(thrown: unknown, symbol: string | null): OpenbellError {
    const { name } = this.#strategy
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
