import { setImmediate as turn } from 'node:timers/promises'
import { asOpenbellError, throwIfAborted } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import { TimeMerge } from '../../market/time-merge.ts'
import type { MarketStream, StreamOptions, StreamSink } from '../../ports/market-stream.ts'
import { barCursor, printCursor, quoteCursor, type TapeCursor } from './tape-cursor.ts'
import { nextStretch, PACE_AT_FIRST, paceAfter } from './tape-pace.ts'
import { justBefore, type Stretch, type TapeReader } from './tape-reader.ts'

/** What closes comes before what stands, and that before what is done: at one instant bars, then quotes, then prints. */
const KINDS = ['bars', 'quotes', 'prints'] as const
type Kind = (typeof KINDS)[number]

/** More symbols than any stream will ever have: ranks of one kind lie below those of the next. */
const MOST_SYMBOLS = 2 ** 24

/** Rows that are read in one go. */
const TURN_ROWS = 10_000

/**
 * Tells a tape as it happened, as far as `catchUp` says time has come: prints, and quotes and one-minute bars where they are wanted, each
 * once, in order of time over all symbols, however the way is cut into calls. It reads ahead a stretch of some ten thousand rows and never more.
 * @throws OpenbellError `not-found` for a symbol without any tape
 */
export async function createTapeStream(
  reader: TapeReader,
  options: StreamOptions,
  sink: StreamSink,
  signal: AbortSignal,
): Promise<MarketStream> {
  throwIfAborted(signal)
  const stream = new TapeStream(reader, options, sink, signal)
  await stream.subscribe(options.symbols, signal)
  sink.state({ state: 'up', message: `the tape of ${listed(options.symbols)} is open`, code: null })
  return stream
}

function listed(symbols: readonly string[]): string {
  return symbols.length > 5 ? `${symbols.length} symbols` : symbols.join(', ')
}

class TapeStream implements MarketStream {
  readonly isTape = true
  readonly limit = null
  readonly #symbols = new Set<string>()
  readonly #ends = new Map<string, Instant>()
  /** Symbols keep the place of their first subscription, so that what happens at one instant keeps its order. */
  readonly #ranks = new Map<string, number>()
  readonly #failing = new Set<string>()
  readonly #merge = new TimeMerge<TapeCursor>()
  readonly #reader: TapeReader
  readonly #kinds: readonly Kind[]
  readonly #from: Instant
  readonly #sink: StreamSink
  readonly #life: AbortSignal
  readonly #tell: (cursor: TapeCursor, row: number) => void
  /** Everything up to here has been told, everything up to `#read` lies in the merge. */
  #told: Instant
  #read: Instant
  #pace = PACE_AT_FIRST
  #isOver = false
  #isClosed = false
  #last: Promise<unknown> = Promise.resolve()

  constructor(reader: TapeReader, { from, quotes, bars }: StreamOptions, sink: StreamSink, life: AbortSignal) {
    this.#reader = reader
    this.#kinds = KINDS.filter((kind) => kind === 'prints' || (kind === 'quotes' ? quotes : bars))
    this.#from = from
    this.#sink = sink
    this.#life = life
    this.#told = this.#read = justBefore(from)
    this.#tell = (cursor, row) => cursor.tell(row, sink)
  }

  get symbols(): ReadonlySet<string> {
    return this.#symbols
  }

  subscribe(symbols: readonly string[], signal: AbortSignal): Promise<void> {
    return this.#alone(async () => {
      throwIfAborted(signal)
      const fresh = new Set(symbols.filter((symbol) => !this.#symbols.has(symbol)))
      for (const symbol of fresh) {
        const end = this.#reader.end(symbol)
        if (!this.#ranks.has(symbol)) this.#ranks.set(symbol, this.#ranks.size)
        if (this.#read > this.#told) await this.#load([symbol], { from: this.#told, to: this.#read }, signal)
        this.#ends.set(symbol, end)
        this.#symbols.add(symbol)
      }
      if (this.#isOver && this.#told < this.#end()) this.#tellOver(false)
    })
  }

  unsubscribe(symbols: readonly string[]): Promise<void> {
    return this.#alone(async () => {
      const gone = new Set(symbols)
      for (const symbol of gone) {
        this.#symbols.delete(symbol)
        this.#ends.delete(symbol)
      }
      this.#merge.drop((cursor) => gone.has(cursor.symbol))
    })
  }

  /** A tape does not go mute. */
  restart(): void {}

  catchUp(to: Instant, signal: AbortSignal): Promise<void> {
    return this.#alone(async () => {
      while (this.#told < to && !this.#isClosed) {
        throwIfAborted(this.#life)
        throwIfAborted(signal)
        if (this.#read <= this.#told) await this.#readOn(to, signal)
        const until = Math.min(to, this.#read)
        this.#merge.take(until, this.#tell)
        this.#told = until
      }
      if (!this.#isOver && !this.#isClosed && this.#told >= this.#end()) this.#tellOver(true)
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#alone(async () => this.#merge.drop(() => true))
  }

  /** The next stretch, into the merge. Past the end of all tapes there is nothing to read. */
  async #readOn(to: Instant, signal: AbortSignal): Promise<void> {
    if (this.#told >= this.#end()) {
      this.#read = to
      return
    }
    const stretch = nextStretch(this.#told, this.#pace, this.#symbols, this.#reader.grain)
    const rows = await this.#load(this.#symbols, stretch, signal)
    this.#read = stretch.to
    this.#pace = paceAfter(stretch, rows)
    await turn()
  }

  /** Reads all of a stretch or, where it is interrupted, none of it. */
  async #load(symbols: Iterable<string>, stretch: Stretch, signal: AbortSignal): Promise<number> {
    const loaded: { rows: TapeCursor; rank: number }[] = []
    let [rows, since] = [0, 0]
    for (const symbol of symbols) {
      throwIfAborted(this.#life)
      throwIfAborted(signal)
      for (const kind of this.#kinds) {
        const cursor = await this.#cursor(kind, symbol, stretch, signal)
        if (!cursor) continue
        rows += cursor.length
        loaded.push({ rows: cursor, rank: KINDS.indexOf(kind) * MOST_SYMBOLS + this.#ranks.get(symbol)! })
      }
      // Reading much is no reason to let keys, sockets and signals wait.
      if (rows - since < TURN_ROWS) continue
      since = rows
      await turn()
    }
    this.#merge.add(loaded)
    return rows
  }

  async #cursor(kind: Kind, symbol: string, stretch: Stretch, signal: AbortSignal): Promise<TapeCursor | null> {
    try {
      switch (kind) {
        case 'prints':
          return printCursor(await this.#reader.prints(symbol, stretch, signal))
        case 'quotes':
          return quoteCursor(await this.#reader.quotes(symbol, stretch, signal))
        case 'bars': {
          // A minute that was over when the stream began is no news.
          const from = Math.max(stretch.from, this.#from)
          return from < stretch.to ? barCursor(await this.#reader.bars(symbol, { ...stretch, from }, signal)) : null
        }
      }
    } catch (thrown) {
      const { kind: fault, message } = asOpenbellError(thrown)
      if (fault === 'no-data' || fault === 'not-found') return null
      if (fault !== 'unavailable') throw thrown
      this.#tellFailing(symbol, message)
      return null
    }
  }

  /** When the last of the tapes is over. */
  #end(): Instant {
    // Who follows nothing waits for a symbol.
    if (this.#ends.size === 0) return Number.POSITIVE_INFINITY
    let end = Number.NEGATIVE_INFINITY
    for (const one of this.#ends.values()) end = Math.max(end, one)
    return end
  }

  #tellFailing(symbol: string, message: string): void {
    if (this.#failing.has(symbol)) return
    this.#failing.add(symbol)
    this.#sink.state({ state: 'up', message: `${symbol} has a hole: ${message}; the other symbols go on`, code: null })
  }

  #tellOver(isOver: boolean): void {
    this.#isOver = isOver
    const message = isOver ? 'the tape has no more' : `the tape goes on with ${listed([...this.#symbols])}`
    this.#sink.state({ state: isOver ? 'over' : 'up', message, code: null })
  }

  /** One after the other: a subscription must not slip between reading and telling. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => {})
    return done
  }
}
