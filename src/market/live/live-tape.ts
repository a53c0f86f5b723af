import { type Instant, MINUTE } from '../../core/time.ts'
import type { BarRow, Bars } from '../bars.ts'
import { ChosenMinutes } from './chosen-minutes.ts'
import { addHeld, holdsMinute, newestHeld } from './held.ts'
import { emptyMinute, isSameBar, startMinute } from './minute.ts'
import { MinuteBars } from './minute-bars.ts'
import { SETS_OPEN_CLOSE } from './print-rules.ts'
import { PrintRows, QuoteRows, RING_ROWS } from './ring.ts'
import { SetsAt } from './sets-at.ts'
import type { FormingBar, LiveTapeOptions, SymbolTape, TapeCounts } from './types.ts'

/** Minutes whose bars want to be asked for again; more than these wait for the next repair. */
const MOST_DOUBTFUL = 1000

/**
 * One symbol as it happens. The `take` methods are the hot path: no allocation for a print or a quote, but when a ring or the bars double in size.
 * `received` is our clock when it came; NaN for what was fetched afterwards to close a gap, which says nothing of latency or order.
 */
export class LiveTape implements SymbolTape {
  readonly symbol: string
  readonly from: Instant
  readonly prints: PrintRows
  readonly quotes: QuoteRows
  readonly counts: TapeCounts = { prints: 0, quotes: 0, duplicates: 0, outOfOrder: 0, corrections: 0 }
  price = Number.NaN
  priceTime = Number.NaN
  bid = Number.NaN
  ask = Number.NaN
  quoteTime = Number.NaN
  heardAt = Number.NEGATIVE_INFINITY
  latency = Number.NaN
  halted = false
  /** Closed row that the last `take` or `correct` changed after it was told (-1: none), and whether the minute had no bar before. */
  changedRow = -1
  changeIsNew = false
  /** Minutes whose bar cannot be made again from the prints held: they should be fetched, and given to `takeBar`. Whoever fetches them takes them out. */
  readonly doubtful: Instant[] = []
  /** The vendor's bars that were equal to those made here, and that were not; doubtful ones of ours are no comparison. */
  readonly told = { equal: 0, different: 0 }
  /** The vendor's bar that was taken last was not the one made here. */
  differed = false
  readonly #bars: MinuteBars
  readonly #sets: SetsAt
  readonly #chosen: ChosenMinutes
  #newestPrint = Number.NEGATIVE_INFINITY

  constructor({ symbol, source, feed, capacity = RING_ROWS, from, makesBar = () => true }: LiveTapeOptions) {
    this.symbol = symbol
    this.from = from
    this.prints = new PrintRows(capacity)
    this.quotes = new QuoteRows(capacity)
    this.#bars = new MinuteBars(symbol, source, feed)
    this.#sets = new SetsAt(symbol)
    this.#chosen = new ChosenMinutes(makesBar)
    // The minute in which the stream began is known by half only.
    if (from % MINUTE !== 0 && this.#chosen.has(from)) this.#doubt(Math.floor(from / MINUTE) * MINUTE)
  }

  get closed(): Bars {
    return this.#bars.closed
  }

  get forming(): Readonly<FormingBar> | null {
    return this.#bars.forming
  }

  /** @returns row of the print ring that it took; -1 for a print that was told before */
  takePrint(
    time: Instant,
    price: number,
    size: number,
    exchange: string,
    conditions: string,
    id: string,
    received: Instant,
  ): number {
    this.changedRow = -1
    if (id !== '' && this.prints.find(exchange, id) >= 0) {
      this.counts.duplicates++
      return -1
    }
    const sets = this.#sets.of(time, conditions)
    const row = this.prints.push(time, price, size, received, sets, exchange, id)
    this.counts.prints++
    this.#hear(time, received)
    if (time >= this.#newestPrint) this.#newestPrint = time
    else if (!Number.isNaN(received)) this.counts.outOfOrder++
    if ((sets & SETS_OPEN_CLOSE) !== 0 && !(time < this.priceTime)) {
      this.price = price
      this.priceTime = time
    }
    if (!this.#chosen.has(time)) return row
    if (this.#bars.isPast(time)) this.#takeLate(time, price, size, sets)
    else this.#bars.add(time, price, size, sets)
    return row
  }

  /** @returns row of the quote ring that it took */
  takeQuote(time: Instant, bid: number, bidSize: number, ask: number, askSize: number, received: Instant): number {
    const row = this.quotes.push(time, bid, bidSize, ask, askSize, received)
    this.counts.quotes++
    this.#hear(time, received)
    if (!(time < this.quoteTime)) {
      this.bid = bid
      this.ask = ask
      this.quoteTime = time
    }
    return row
  }

  /**
   * A minute bar as the vendor has it: it stands from now on, prints no longer change it. A minute that is still open here closes.
   * @returns row of `closed`; `changedRow` says whether it was told before and has changed
   */
  takeBar(bar: BarRow, received: Instant): number {
    this.changedRow = -1
    if (!Number.isNaN(received)) this.heardAt = Math.max(this.heardAt, received)
    this.#bars.finish(bar.time + MINUTE)
    const known = this.#bars.rowOf(bar.time)
    const same = known >= 0 && isSameBar(this.closed, known, bar)
    const doubt = this.doubtful.indexOf(bar.time)
    if (doubt >= 0) this.doubtful.splice(doubt, 1)
    const own = doubt < 0 && known >= 0 && this.#bars.isOwn(known)
    this.differed = own && !same
    if (own) this.told[same ? 'equal' : 'different']++
    const reported = this.#bars.told
    const row = this.#bars.put({ ...bar, traded: Number.NaN, openTime: Number.NaN, closeTime: Number.NaN }, false)
    if (row < reported && !same) this.#change(row, known < 0)
    return row
  }

  /** A price that was asked for: no print stands behind it. */
  takePrice(price: number, time: Instant, received: Instant): void {
    if (!Number.isNaN(received) && received > this.heardAt) this.heardAt = received
    if (time < this.priceTime) return
    this.price = price
    this.priceTime = time
  }

  /** A print corrected (new price and size) or taken back (both null). Its minute is made again from the prints held, or is doubtful. */
  correct(time: Instant, id: string, price: number | null, size: number | null): void {
    this.changedRow = -1
    this.counts.corrections++
    const row = this.prints.find(null, id)
    const minute = Math.floor((row >= 0 ? this.prints.time[row] : time) / MINUTE) * MINUTE
    if (row < 0) {
      if (this.#chosen.has(minute)) this.#doubt(minute)
      return
    }
    if (price === null || size === null) this.#takeBack(row)
    else {
      this.prints.price[row] = price
      this.prints.size[row] = size
    }
    const newest = newestHeld(this.prints)
    if (newest >= 0) {
      this.price = this.prints.price[newest]
      this.priceTime = this.prints.time[newest]
    }
    this.#remake(minute)
  }

  setHalted(halted: boolean): void {
    this.halted = halted
  }

  /** Closes the minute in progress when its end is at or before `at`; one without a price makes no bar. @returns first row newly closed; `closed.length` when there is none */
  closeThrough(at: Instant): number {
    return this.#bars.closeThrough(at)
  }

  /** Past one-minute bars, put before those of the stream. Rows move by as many as were added. @returns how many */
  seed(bars: Bars): number {
    return this.#bars.seed(bars)
  }

  /** Smoothed as the round-trip time of TCP is: an eighth of what is new (RFC 6298, section 2). */
  #hear(time: Instant, received: Instant): void {
    if (Number.isNaN(received)) return
    if (received > this.heardAt) this.heardAt = received
    const delay = received - time
    this.latency = Number.isNaN(this.latency) ? delay : this.latency + (delay - this.latency) / 8
  }

  #takeLate(time: Instant, price: number, size: number, sets: number): void {
    const row = this.#bars.revise(time, price, size, sets)
    if (row === -1) return
    if (row >= 0) this.#change(row, false)
    else this.#remake(Math.floor(time / MINUTE) * MINUTE)
  }

  /** Makes the bar of a minute anew from the prints that are held. */
  #remake(time: Instant): void {
    if (!this.#chosen.has(time)) return
    const isOpen = !this.#bars.isPast(time)
    if (isOpen && this.#bars.minute.time !== time) return
    const known = this.#bars.rowOf(time)
    if ((known >= 0 && !this.#bars.isOwn(known)) || !holdsMinute(this.prints, time)) {
      this.#doubt(time)
      return
    }
    const minute = isOpen ? this.#bars.minute : emptyMinute()
    startMinute(minute, time)
    addHeld(this.prints, minute)
    if (isOpen) return
    if (minute.closeTime > Number.NEGATIVE_INFINITY) {
      const reported = this.#bars.told
      const row = this.#bars.put(minute, true)
      if (row < reported) this.#change(row, known < 0)
    } else if (known >= 0) this.#bars.drop(known)
  }

  #takeBack(row: number): void {
    this.prints.size[row] = 0
    this.prints.flags[row] = 0
    this.prints.eligible[row] = 0
  }

  #change(row: number, isNew: boolean): void {
    if (row >= this.#bars.told) return
    this.changedRow = row
    this.changeIsNew = isNew
  }

  #doubt(minute: Instant): void {
    if (this.doubtful.length < MOST_DOUBTFUL && !this.doubtful.includes(minute)) this.doubtful.push(minute)
  }
}
