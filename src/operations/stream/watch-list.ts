import { asOpenbellError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import type { ManagedStream } from '../../engine/stream/types.ts'
import { mapLimit } from '../common/map-limit.ts'
import { recentBars } from '../common/recent-bars.ts'
import { counted } from '../common/words.ts'
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
  /** Symbols whose past could not be had yet: it is asked for again. */
  readonly #pastless = new Set<string>()
  /** Why the last of them could not. */
  #fault = ''

  constructor(parts: SessionParts, managed: ManagedStream, telling: Telling) {
    this.#parts = parts
    this.#managed = managed
    this.#telling = telling
  }

  /** Those that the session began with. What is answered goes on beside it. */
  async begin(): Promise<{ behind: Promise<unknown> }> {
    const { symbols } = this.#parts
    const seeded = mapLimit(symbols, SEEDS_AT_ONCE, (symbol) => this.#watch(symbol)).then(() => this.#tellPastless())
    if (symbols.length > SEEDED_FIRST) return { behind: seeded }
    await seeded
    return { behind: Promise.resolve() }
  }

  /** @throws OpenbellError as the stream: no more symbols, no such symbol */
  async add(symbol: string): Promise<void> {
    if (this.watched.has(symbol)) return
    await this.#managed.subscribe(symbol)
    await this.#watch(symbol)
    this.#tellPastless()
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
    this.#pastless.delete(symbol)
    this.#telling.forget(symbol)
    this.#telling.log.ring()
  }

  /** Once a session each symbol's last close is read anew; a past that is missing is asked for again. */
  async prepare(at: Instant): Promise<void> {
    const { context, source } = this.#parts
    for (const watched of this.watched.values()) await watched.prepare(context, source, at)
    if (this.#pastless.size === 0) return
    for (const symbol of this.#pastless) if (!(await this.#seed(symbol))) return
    this.#telling.tell({ type: 'quality', message: 'the minutes from before the session are here now' })
    this.#telling.log.ring()
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
    await this.#seed(symbol)
    await watched.prepare(context, source, pace.now())
    this.#telling.log.ring()
  }

  /** Puts the minutes from before now into a tape; false where the source fails: then it is tried again. */
  async #seed(symbol: string): Promise<boolean> {
    const { context, source, pace } = this.#parts
    const query = { symbol, timeframe: '1m' as const, asOf: pace.now(), rows: SEED_ROWS, feed: source.feed }
    try {
      const bars = await recentBars(context, source, query)
      if (this.watched.has(symbol)) this.#managed.seed(symbol, bars)
    } catch (thrown) {
      const error = asOpenbellError(thrown)
      if (error.kind === 'internal' || error.kind === 'canceled') throw thrown
      this.#fault = error.message
      if (error.kind === 'unavailable') this.#pastless.add(symbol)
      else this.#telling.tell({ type: 'quality', symbol, message: `no minutes from before now: ${error.message}` })
      return error.kind !== 'unavailable'
    }
    this.#pastless.delete(symbol)
    return true
  }

  /** A vendor that does not answer is told of once, whatever the number of symbols. */
  #tellPastless(): void {
    if (this.#pastless.size === 0) return
    const of = this.#pastless.size === 1 ? [...this.#pastless][0] : counted(this.#pastless.size, 'symbol')
    this.#telling.tell({
      type: 'quality',
      message: `no minutes from before now of ${of}: ${this.#fault}; they are asked for again`,
    })
  }
}
