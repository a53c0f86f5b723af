import { OpenbellError, throwIfAborted } from '../../../core/errors.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import type { MarketStream, StreamOptions, StreamSink, StreamState } from '../../../ports/market-stream.ts'
import type { Feed, FeedChoice } from '../feed.ts'
import type { KeyNames } from '../keys.ts'
import { type Connection, StreamFault } from '../stream/connection.ts'
import { keepSocket, type StreamTiming } from '../stream/socket.ts'
import { marketDialect, type Packing } from './dialect.ts'
import { Judgement } from './judgement.ts'
import { createMessageReader } from './messages.ts'
import { refusalError } from './refusal.ts'
import { Restarts } from './restarts.ts'
import { type Refusal, Subscriptions } from './subscriptions.ts'
import { Waiters } from './waiters.ts'

export interface MarketStreamParts {
  keys: { keyId: string; secret: string }
  keyNames: KeyNames
  feeds: FeedChoice
  urlOf(feed: Feed): string
  packing: Packing
  clock: Clock
  log: Log
  /** Uniform in [0, 1). */
  random(): number
  timing?: Partial<StreamTiming>
  /** Brings symbols to the vendor's spelling. @throws OpenbellError `usage` for what it never carries, `not-found` for what it does not list */
  check(symbols: readonly string[], signal: AbortSignal): Promise<string[]>
}

/**
 * The vendor's market-data stream as long as the signal lasts. Resolves once the first subscriptions are confirmed, or the sink has heard why they are not.
 * @throws OpenbellError `usage`, `not-found` for symbols that cannot be had
 */
export async function openMarketStream(
  parts: MarketStreamParts,
  options: StreamOptions,
  sink: StreamSink,
  signal: AbortSignal,
): Promise<MarketStream> {
  throwIfAborted(signal)
  const symbols = await parts.check(options.symbols, signal)
  const stream = new AlpacaStream(parts, { ...options, symbols }, sink)
  await stream.begin(signal)
  throwIfAborted(signal)
  return stream
}

class AlpacaStream implements MarketStream {
  readonly isTape = false
  readonly #parts: MarketStreamParts
  readonly #sink: StreamSink
  readonly #bars: boolean
  readonly #judgement: Judgement
  readonly #wanted: Set<string>
  readonly #subscriptions = new Subscriptions()
  readonly #waiters = new Waiters()
  readonly #restarts = new Restarts()
  readonly #closed = new AbortController()
  #connection: Pick<Connection, 'send' | 'end'> | null = null
  #refusal: Refusal | null = null
  /** Why nothing will be streamed any more. */
  #over: OpenbellError | null = null
  #isUp = false
  #kept: Promise<void> = Promise.resolve()

  constructor(parts: MarketStreamParts, { symbols, quotes, bars }: StreamOptions, sink: StreamSink) {
    this.#parts = parts
    this.#sink = sink
    this.#bars = bars
    this.#judgement = new Judgement(parts.feeds, parts.keyNames, quotes)
    this.#wanted = new Set(symbols)
  }

  get symbols(): ReadonlySet<string> {
    return this.#subscriptions.confirmed
  }

  get limit(): number | null {
    return this.#subscriptions.limit
  }

  /** Resolves at the first word to the sink. */
  begin(signal: AbortSignal): Promise<void> {
    const first = Promise.withResolvers<void>()
    const { parts, dialect } = { parts: this.#parts, dialect: this.#dialect() }
    const { clock, log, random, timing } = parts
    const feed = () => this.#address()
    const life = AbortSignal.any([signal, this.#closed.signal])
    this.#kept = keepSocket(
      {
        get url() {
          return feed()
        },
        dialect,
        clock,
        log,
        random,
        timing,
        onConnected: () => {
          this.#connected()
          dialect.release()
          first.resolve()
        },
        onDisconnected: (_reason, fault) => {
          if (fault.weight === 'elsewhere') return
          this.#disconnected(fault)
          first.resolve()
        },
      },
      life,
    ).then(
      () => this.#ended(new OpenbellError('canceled', 'the stream was closed')),
      (thrown: OpenbellError) => this.#ended(thrown),
    )
    this.#kept.then(first.resolve)
    return first.promise
  }

  async subscribe(symbols: readonly string[], signal: AbortSignal): Promise<void> {
    throwIfAborted(signal)
    const names = await this.#parts.check(
      symbols.filter((symbol) => !this.#wanted.has(symbol) || !this.symbols.has(symbol)),
      signal,
    )
    if (this.#over) throw this.#over
    const fresh = names.filter((symbol) => !this.#wanted.has(symbol))
    for (const symbol of fresh) this.#wanted.add(symbol)
    const confirmed = this.#waiters.wait(names, this.symbols, signal)
    if (fresh.length > 0) this.#ask(fresh)
    try {
      await confirmed
    } catch (thrown) {
      if (signal.aborted) await this.unsubscribe(fresh)
      throw thrown
    }
  }

  async unsubscribe(symbols: readonly string[]): Promise<void> {
    const known = symbols.filter((symbol) => this.#wanted.delete(symbol))
    if (known.length === 0 || !this.#subscriptions.isOpen) return
    await new Promise<void>((resolve) => this.#subscriptions.change('unsubscribe', known, () => resolve()))
  }

  restart(symbols: readonly string[], reason: string): void {
    const known = symbols.filter((symbol) => this.#wanted.has(symbol))
    if (known.length === 0 || !this.#isUp) return
    if (this.#restarts.isAgain(known, this.#parts.clock.elapsed())) {
      this.#connection?.end(new StreamFault('passing', `connecting anew: ${reason}`))
      return
    }
    this.#subscriptions.change('unsubscribe', known)
    this.#ask(known)
  }

  /** A socket tells by itself. */
  async catchUp(): Promise<void> {}

  async close(): Promise<void> {
    this.#closed.abort()
    await this.#kept
  }

  #dialect() {
    const { packing, keys, log } = this.#parts
    return marketDialect({
      packing,
      keys,
      subscriptions: this.#subscriptions,
      read: createMessageReader(this.#sink, log),
      judge: (error) => this.#judgement.of(error),
      onAnswer: () => this.#waiters.confirmed(this.symbols),
      onWelcome: (connection) => {
        this.#connection = connection
        this.#refusal = null
        this.#subscriptions.begin({
          send: connection.send,
          channels: () => ({ quotes: this.#judgement.quotes, bars: this.#bars }),
        })
        if (this.#wanted.size > 0) this.#ask([...this.#wanted])
      },
    })
  }

  #address(): string {
    this.#judgement.feed = this.#parts.feeds.current()
    return this.#parts.urlOf(this.#judgement.feed)
  }

  #ask(symbols: string[]): void {
    this.#subscriptions.change('subscribe', symbols, (refusal) => {
      if (refusal) this.#notTaken(refusal)
    })
  }

  /** Symbols the vendor does not take are not asked for again: whoever wants them is told, and may do without others first. */
  #notTaken(refusal: Refusal): void {
    for (const symbol of refusal.symbols) this.#wanted.delete(symbol)
    this.#waiters.refused(refusal.symbols, refusalError(refusal, this.limit))
    if (this.#isUp) this.#tell('up', refusalError(refusal, this.limit).message, refusal.code)
    else this.#refusal = refusal
  }

  #connected(): void {
    this.#isUp = true
    const { feed, detour } = this.#judgement
    this.#parts.feeds.granted(feed)
    const refusal = this.#refusal
    const words = [`alpaca streams ${this.symbols.size} ${this.symbols.size === 1 ? 'symbol' : 'symbols'} on ${feed}`]
    if (detour) words.push(detour.message)
    if (refusal) words.push(refusalError(refusal, this.limit).message)
    this.#tell('up', words.join('; '), refusal?.code ?? detour?.code ?? null)
    this.#judgement.detour = null
  }

  #disconnected(fault: StreamFault): void {
    this.#isUp = false
    this.#connection = null
    this.#subscriptions.end()
    const state = fault.weight === 'fatal' ? 'fatal' : fault.weight === 'slow' ? 'refused' : 'down'
    this.#tell(state, fault.message, fault.code)
  }

  #ended(reason: OpenbellError): void {
    this.#over = reason
    this.#isUp = false
    this.#subscriptions.end()
    this.#waiters.end(reason)
  }

  #tell(state: StreamState['state'], message: string, code: number | null): void {
    this.#sink.state({ state, message, code })
  }
}
