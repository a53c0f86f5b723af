import { asOpenbellError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import type { ManagedStream } from '../../engine/stream/types.ts'
import { mapLimit } from '../common/map-limit.ts'
import { recentBars } from '../common/recent-bars.ts'
import { OpenbellError } from '../operation.ts'
import type { SessionParts } from './opening.ts'
import type { Telling } from './telling.ts'
import { Watched } from './watch.ts'

/** Minutes of the past that each symbol begins with. */
const SEED_ROWS = 1000
const SEEDS_AT_ONCE = 4
/** So many symbols have their past before time moves; more get it meanwhile. */
const SEEDED_FIRST = 40

/** The symbols of a session: streamed, with the past that charts and figures begin with. */
export class WatchList {
  readonly watched = new Map<string, Watched>()
  readonly #parts: SessionParts
  readonly #managed: ManagedStream
  readonly #telling: Telling

  constructor(parts: SessionParts, managed: ManagedStream, telling: Telling) {
    this.#parts = parts
    this.#managed = managed
    this.#telling = telling
  }

  /** Those that the session began with. What is answered goes on beside it. */
  async begin(): Promise<{ behind: Promise<unknown> }> {
    const { symbols } = this.#parts
    const seeded = mapLimit(symbols, SEEDS_AT_ONCE, (symbol) => this.#watch(symbol))
    if (symbols.length > SEEDED_FIRST) return { behind: seeded }
    await seeded
    return { behind: Promise.resolve() }
  }

  /** @throws OpenbellError as the stream: no more symbols, no such symbol */
  async add(symbol: string): Promise<void> {
    if (this.watched.has(symbol)) return
    await this.#managed.subscribe(symbol)
    await this.#watch(symbol)
    this.#telling.say(`${symbol} added`)
  }

  /** @throws OpenbellError not-found; usage for what the strategy trades */
  async drop(symbol: string): Promise<void> {
    if (!this.watched.has(symbol)) throw new OpenbellError('not-found', `${symbol} is not watched`, `a ${symbol}`)
    if (this.#parts.loaded && this.#parts.symbols.includes(symbol)) {
      throw new OpenbellError('usage', `the strategy trades ${symbol}: it stays`, 'q, and begin again without it')
    }
    await this.#managed.unsubscribe(symbol)
    this.watched.delete(symbol)
    this.#telling.forget(symbol)
    this.#telling.log.ring()
  }

  /** Once a session each symbol's last close is read anew. */
  async prepare(at: Instant): Promise<void> {
    const { context, source } = this.#parts
    for (const watched of this.watched.values()) await watched.prepare(context, source, at)
  }

  /** True at the regular close of the first symbol's exchange. */
  isClose(at: Instant): boolean {
    const { calendar } = [...this.watched.values()][0] ?? {}
    return calendar?.at(at - 1).session?.regular?.close === at
  }

  async #watch(symbol: string): Promise<void> {
    const { context, source, pace } = this.#parts
    const watched = new Watched(symbol, source, context.settings.minimumPrintsPerMinute)
    this.watched.set(symbol, watched)
    const query = { symbol, timeframe: '1m' as const, asOf: pace.now(), rows: SEED_ROWS, feed: source.feed }
    try {
      this.#managed.seed(symbol, await recentBars(context, source, query))
    } catch (thrown) {
      const error = asOpenbellError(thrown)
      if (error.kind === 'internal' || error.kind === 'canceled') throw thrown
      this.#telling.tell({ type: 'quality', symbol, message: `no minutes from before now: ${error.message}` })
    }
    await watched.prepare(context, source, pace.now())
    this.#telling.log.ring()
  }
}
