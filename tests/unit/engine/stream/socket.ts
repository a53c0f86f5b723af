import { OpenbellError } from '../../../../src/core/errors.ts'
import type { Instant } from '../../../../src/core/time.ts'
import type { Prints } from '../../../../src/market/prints.ts'
import type { MarketDataSource } from '../../../../src/ports/market-data.ts'
import type { MarketStream, StreamSink, StreamState } from '../../../../src/ports/market-stream.ts'
import { simulated } from './support.ts'

/** A stretch in which the vendor tells nothing of some symbols (all where absent), though the socket is open. */
export interface Mute {
  from: Instant
  to: Instant
  symbols?: string[]
  /** A restart ends it. */
  untilRestart?: boolean
}

export interface SocketScript {
  mutes?: Mute[]
  /** Each print comes again after so many others; 0 = never. */
  repeatEvery?: number
  /** Prints come in turned-round groups of so many. */
  shuffle?: number
  /** Symbols that the plan allows. */
  limit?: number
  /** In this stretch everything comes so much later. */
  delay?: number
  delayFrom?: Instant
  delayTo?: Instant
  /** What the first connection meets. */
  first?: StreamState
  /** What the vendor streams: the bars of minutes that a symbol's stream leaves out. */
  dropBar?(symbol: string, minute: Instant): boolean
}

export interface Socket {
  source(now: () => Instant): MarketDataSource
  /** Pushes what has happened by an instant. */
  push(at: Instant): Promise<void>
  /** The connection breaks, is refused or comes back. Meanwhile nothing is told. */
  say(state: StreamState['state'], message?: string, code?: number): void
  /** From now on the script has this too. */
  mute(mute: Mute): void
  restarts: { symbols: string[]; reason: string }[]
  history: { down: boolean; calls: string[]; feeds: Set<string | undefined> }
  /** What a stream's sink hears. */
  readonly sink: StreamSink
  script: SocketScript
}

/** The simulated market as a vendor's socket tells it: by itself, with ids, and with the troubles of a script. Its history is whole. */
export function createSocket(script: SocketScript = {}): Socket {
  const socket = new ScriptedSocket(script)
  return socket
}

class ScriptedSocket implements Socket {
  readonly restarts: Socket['restarts'] = []
  readonly history: Socket['history'] = { down: false, calls: [], feeds: new Set() }
  script: SocketScript
  #tape: MarketStream | null = null
  #sink: StreamSink | null = null
  #isUp = true
  #mutes: Mute[]
  #print = 0
  #group: (() => void)[] = []
  #ids = new Map<string, { time: Instant; count: number }>()

  constructor(script: SocketScript) {
    this.script = script
    this.#mutes = [...(script.mutes ?? [])]
  }

  source(now: () => Instant): MarketDataSource {
    const inner = simulated(now)
    return {
      ...inner,
      history: ((query: never, signal: never) => this.#ask(inner, query, signal)) as MarketDataSource['history'],
      snapshot: async (symbol, asOf, signal) => {
        this.history.calls.push(`snapshot ${symbol}`)
        this.#check()
        return inner.snapshot(symbol, asOf, signal)
      },
      stream: (options, sink, signal) => this.#open(inner, options, sink, signal, now()),
    }
  }

  get sink(): StreamSink {
    return this.#sink!
  }

  async push(at: Instant): Promise<void> {
    const { delay = 0, delayFrom = 0, delayTo = 0 } = this.script
    const isLate = at >= delayFrom && at < delayTo
    await this.#tape?.catchUp(isLate ? at - delay : at, new AbortController().signal)
    this.#flush()
  }

  say(state: StreamState['state'], message: string = state, code: number | null = null): void {
    this.#isUp = state === 'up'
    this.#sink!.state({ state, message, code })
  }

  mute(mute: Mute): void {
    this.#mutes.push(mute)
  }

  async #open(
    inner: MarketDataSource,
    options: Parameters<NonNullable<MarketDataSource['stream']>>[0],
    sink: StreamSink,
    signal: AbortSignal,
    now: Instant,
  ): Promise<MarketStream> {
    this.#sink = sink
    const { limit } = this.script
    const symbols = options.symbols.slice(0, limit)
    const quiet = { ...this.#filter(sink), state() {} }
    const tape = await inner.stream!({ ...options, symbols, from: now }, quiet, signal)
    this.#tape = tape
    const isUp = () => this.#isUp
    const { first = { state: 'up', message: 'connected', code: null } } = this.script
    this.#isUp = first.state === 'up'
    sink.state(first)
    return {
      get symbols() {
        return isUp() ? tape.symbols : new Set<string>()
      },
      isTape: false,
      limit: limit ?? null,
      subscribe: async (more, at) => {
        if (limit !== undefined && tape.symbols.size + more.length > limit)
          throw new OpenbellError('rejected', `the plan allows ${limit} symbols, and ${tape.symbols.size} are streamed`)
        await tape.subscribe(more, at)
      },
      unsubscribe: (some, at) => tape.unsubscribe(some, at),
      restart: (some, reason) => {
        this.restarts.push({ symbols: [...some], reason })
        this.#mutes = this.#mutes.filter((mute) => !mute.untilRestart)
      },
      catchUp: async () => {},
      close: () => tape.close(),
    }
  }

  #filter(sink: StreamSink): StreamSink {
    const isHeard = (symbol: string, time: Instant) =>
      this.#isUp && !this.#mutes.some(({ from, to, symbols }) => time >= from && time < to && (symbols?.includes(symbol) ?? true))
    return {
      ...sink,
      print: (symbol, time, price, size, exchange, conditions) => {
        const id = idOf(this.#ids, symbol, time)
        if (!isHeard(symbol, time)) return
        const tell = () => sink.print(symbol, time, price, size, exchange, conditions, id)
        this.#group.push(tell)
        if (this.script.repeatEvery && ++this.#print % this.script.repeatEvery === 0) this.#group.push(tell)
        if (this.#group.length >= (this.script.shuffle ?? 1)) this.#flush()
      },
      quote: (symbol, time, ...values) => {
        if (isHeard(symbol, time)) sink.quote(symbol, time, ...values)
      },
      bar: (symbol, bar, updated) => {
        this.#flush()
        if (isHeard(symbol, bar.time + 60_000) && !this.script.dropBar?.(symbol, bar.time)) sink.bar(symbol, bar, updated)
      },
    }
  }

  #flush(): void {
    const group = this.#group
    this.#group = []
    for (const tell of group.reverse()) tell()
  }

  #check(): void {
    if (this.history.down) throw new OpenbellError('unavailable', 'the vendor does not answer')
  }

  async #ask(
    inner: MarketDataSource,
    query: { kind: string; symbol: string; feed?: string },
    signal: AbortSignal,
  ): Promise<unknown> {
    this.history.calls.push(`${query.kind} ${query.symbol}`)
    this.history.feeds.add(query.feed)
    this.#check()
    const answer = await inner.history(query as never, signal)
    return query.kind === 'prints' ? withIds(answer as unknown as Prints) : answer
  }
}

/** The same print has the same id, streamed or asked for: its stamp, and its place among those of one stamp. */
function idOf(ids: Map<string, { time: Instant; count: number }>, symbol: string, time: Instant): string {
  const last = ids.get(symbol)
  const count = last?.time === time ? last.count + 1 : 0
  ids.set(symbol, { time, count })
  return `${time}/${count}`
}

function withIds(prints: Prints): Prints {
  const ids = new Map<string, { time: Instant; count: number }>()
  return { ...prints, id: Array.from({ length: prints.length }, (_, i) => idOf(ids, prints.symbol, prints.time[i])) }
}
