import { asOpenbellError } from '../../core/errors.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import type { Context } from '../../operations/context.ts'
import type { ServerState } from '../state.ts'
import type { ToolCall } from '../tool.ts'

/** Looks at data on this machine twice a second; a vendor is asked for one symbol a second at most, and for each every two seconds. */
const LOCAL_MS = 500
const VENDOR_MS = 2000
const VENDOR_SYMBOL_MS = 1000

type Source = Awaited<ReturnType<Context['source']>>

interface Watched {
  symbol: string
  changed(): void
  failed(thrown: unknown): void
}

/**
 * Prices that clients watch, asked for together by one loop for all of them. It asks for snapshots and opens no stream of its own: a vendor's
 * stream allows one connection, which belongs to the person's session, and where such a session runs it is what answers.
 */
class QuoteWatch {
  readonly #watched = new Set<Watched>()
  readonly #context: Context
  #stop: AbortController | null = null

  constructor(context: Context) {
    this.#context = context
  }

  /** Watches a symbol until the signal. @throws OpenbellError `not-found`, `usage`: for a symbol that the source does not know */
  async watch(symbol: string, changed: () => void, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const own: Watched = { symbol, changed, failed: reject }
    this.#watched.add(own)
    signal.addEventListener('abort', () => resolve(), { once: true })
    if (this.#stop === null) this.#start()
    try {
      await promise
    } finally {
      this.#watched.delete(own)
      if (this.#watched.size === 0) this.#end()
    }
  }

  #start(): void {
    const stop = new AbortController()
    this.#stop = stop
    this.#run(stop.signal).catch((thrown) => {
      for (const one of this.#watched) one.failed(thrown)
    })
  }

  #end(): void {
    this.#stop?.abort()
    this.#stop = null
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#context
    const source = await this.#context.source()
    const seen = new Map<string, string>()
    while (!signal.aborted) {
      const symbols = new Set([...this.#watched].map(({ symbol }) => symbol))
      for (const symbol of symbols) await this.#look(source, symbol, seen, signal)
      const pause = source.metrics() === null ? LOCAL_MS : Math.max(VENDOR_MS, symbols.size * VENDOR_SYMBOL_MS)
      await clock.sleep(clock.now() + pause, signal).catch(() => {})
    }
  }

  async #look(source: Source, symbol: string, seen: Map<string, string>, signal: AbortSignal): Promise<void> {
    const watching = [...this.#watched].filter((one) => one.symbol === symbol)
    try {
      const snapshot = await source.snapshot(symbol, this.#context.asOf(source), signal)
      const { price, time, bid, ask, bidSize, askSize, volume } = snapshot
      const before = seen.get(symbol)
      const now = JSON.stringify([price, time, bid, ask, bidSize, askSize, volume])
      seen.set(symbol, now)
      if (before !== undefined && before !== now && !signal.aborted) for (const one of watching) one.changed()
    } catch (thrown) {
      // A vendor that fails for a while, and a symbol without a price yet, are asked again.
      const { kind } = asOpenbellError(thrown)
      if (kind === 'not-found' || kind === 'usage' || kind === 'config') for (const one of watching) one.failed(thrown)
    }
  }
}

/** One for each server. */
const watches = new WeakMap<ServerState, QuoteWatch>()

/** Tells when the price or the book of a symbol changed, twice a second at most, until the signal of the call. */
export function watchQuote({ context, server }: ToolCall, symbol: string, changed: () => void): Promise<void> {
  const known = watches.get(server) ?? new QuoteWatch(server.context)
  watches.set(server, known)
  return known.watch(normalizeSymbol(symbol), changed, context.signal)
}
