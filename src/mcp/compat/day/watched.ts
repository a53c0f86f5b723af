import { iso } from '../../../core/time.ts'
import type { Context } from '../../../operations/context.ts'
import { OpenbellError } from '../../../operations/operation.ts'
import type { ServerState } from '../../state.ts'
import type { JsonObject } from '../../tool.ts'
import { type Row, type RowKind, Rows } from './rows.ts'

type Source = Awaited<ReturnType<Context['source']>>
type Stream = Awaited<ReturnType<NonNullable<Source['stream']>>>

const MOST_SYMBOLS = 20
const USUAL_SECONDS = 600
const TURN_MS = 1_000
/** A tape is told from a little before now: the first look finds something. */
const TAPE_BEFORE_MS = 60_000

export interface WatchWish {
  symbols: string[]
  seconds?: number
  rows?: number
}

interface Running {
  stream: Stream
  rows: Rows
  source: { name: string; feed: string }
  startedAt: string
  endsAt: number
  state: { state: string; message: string }
  end: AbortController
}

const running = new WeakMap<ServerState, Watched>()

/** Symbols that one server watches for its clients, in bounded buffers; nothing of it outlives the server. */
export function watchedOf(server: ServerState): Watched {
  const known = running.get(server)
  if (known) return known
  const made = new Watched(server)
  running.set(server, made)
  server.onClose(() => made.stop())
  return made
}

class Watched {
  readonly #server: ServerState
  #now: Running | null = null
  /** Starts come one after the other: two at once would open two streams. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(server: ServerState) {
    this.#server = server
  }

  /**
   * Begins, or watches these symbols too.
   * @throws OpenbellError usage for more symbols than are watched at once, or a source without a stream
   */
  start(wish: WatchWish): Promise<JsonObject> {
    const started = this.#last.then(() => this.#start(wish))
    this.#last = started.catch(() => {})
    return started
  }

  async #start(wish: WatchWish): Promise<JsonObject> {
    const { context } = this.#server
    const known = this.#now ? [...this.#now.stream.symbols] : []
    const symbols = [...new Set([...known, ...wish.symbols])]
    if (symbols.length > MOST_SYMBOLS) {
      throw new OpenbellError(
        'usage',
        `${symbols.length} symbols are more than the ${MOST_SYMBOLS} watched at once`,
        'action "stop" ends it',
      )
    }
    if (this.#now) await this.#now.stream.subscribe(wish.symbols, this.#now.end.signal)
    else this.#now = await this.#open(wish)
    const seconds = wish.seconds ?? USUAL_SECONDS
    this.#now.endsAt = Math.max(this.#now.endsAt, context.clock.elapsed() + seconds * 1000)
    await this.#catchUp(this.#now)
    return this.status()
  }

  async #open({ symbols, rows = 1000 }: WatchWish): Promise<Running> {
    const { context } = this.#server
    const source = await context.source()
    if (!source.stream) {
      throw new OpenbellError('usage', `source '${source.name}' has no stream`, 'ask get_stock_snapshots again and again')
    }
    const end = new AbortController()
    const signal = AbortSignal.any([context.signal, end.signal])
    const kept = new Rows(rows)
    const state = { state: 'down', message: 'it begins' }
    const sink = kept.sink((told) => Object.assign(state, { state: told.state, message: told.message }))
    const from = context.asOf(source) - TAPE_BEFORE_MS
    const stream = await source.stream({ symbols, from, quotes: true, bars: true }, sink, signal)
    const { name, feed } = source
    const made: Running = {
      stream,
      rows: kept,
      source: { name, feed },
      startedAt: iso(context.asOf(source)),
      endsAt: 0,
      state,
      end,
    }
    const timer = setInterval(() => void this.#turn(made), TURN_MS)
    timer.unref()
    signal.addEventListener('abort', () => this.#ended(made, timer), { once: true })
    return made
  }

  async #turn(run: Running): Promise<void> {
    if (this.#server.context.clock.elapsed() >= run.endsAt) return void this.stop()
    await this.#catchUp(run).catch((thrown: Error) => Object.assign(run.state, { state: 'down', message: thrown.message }))
  }

  /** A tape has no clock of its own. */
  async #catchUp(run: Running): Promise<void> {
    if (!run.stream.isTape) return
    const source = await this.#server.context.source()
    await run.stream.catchUp(this.#server.context.asOf(source), run.end.signal)
  }

  #ended(run: Running, timer: NodeJS.Timeout): void {
    clearInterval(timer)
    if (this.#now === run) this.#now = null
    run.stream.close().catch(() => {})
  }

  /** False when nothing was watched. */
  stop(): boolean {
    if (!this.#now) return false
    this.#now.end.abort()
    return true
  }

  status(): JsonObject {
    const run = this.#now
    if (!run) return { status: 'stopped', symbols: [] }
    const left = Math.max(0, Math.round((run.endsAt - this.#server.context.clock.elapsed()) / 1000))
    const { state, message } = run.state
    return {
      status: 'streaming',
      source: run.source.name,
      feed: run.source.feed,
      symbols: [...run.stream.symbols].sort(),
      startedAt: run.startedAt,
      secondsLeft: left,
      rowsKept: run.rows.most,
      stream: { state, message },
    }
  }

  /** @throws OpenbellError not-found for a symbol that is not watched */
  async read(symbol: string, kind: RowKind, wish: { seconds?: number; limit: number }): Promise<JsonObject & { rows: Row[] }> {
    const run = this.#now
    if (!run?.stream.symbols.has(symbol)) {
      throw new OpenbellError('not-found', `${symbol} is not watched`, `start_global_stock_stream with symbols "${symbol}"`)
    }
    await this.#catchUp(run)
    const source = await this.#server.context.source()
    const now = this.#server.context.asOf(source)
    const since = wish.seconds === undefined ? Number.NEGATIVE_INFINITY : now - wish.seconds * 1000
    const { rows, total } = run.rows.read(symbol, kind, since, wish.limit)
    return {
      ...this.status(),
      asOf: iso(now),
      symbol,
      data_type: kind,
      rows,
      count: rows.length,
      seen: total,
      ...nothingYet(total),
    }
  }
}

function nothingYet(seen: number): JsonObject {
  return seen > 0 ? {} : { reason: 'nothing has come yet: the market may be closed, or the symbol quiet' }
}
