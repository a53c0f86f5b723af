import { OpenbellError } from '../../src/core/errors.ts'
import { DAY, type Instant, iso, MINUTE } from '../../src/core/time.ts'
import { type Bars, createBars } from '../../src/market/bars.ts'
import { LiveTape } from '../../src/market/live/live-tape.ts'
import { EventLog } from '../../src/operations/stream/event-log.ts'
import type { StreamEvent } from '../../src/operations/stream/events.ts'
import type { LiveSession } from '../../src/operations/stream/session.ts'
import type { Overlays, SessionView, WatchRow } from '../../src/operations/stream/view.ts'

export interface TapeSession extends LiveSession {
  /** Moves the market's time; minutes that have ended close. */
  setNow(now: Instant): void
  /** A print made and received at an instant. */
  print(symbol: string, time: Instant, price: number, size: number, received?: Instant): void
  quote(symbol: string, time: Instant, bid: number, ask: number, received?: Instant): void
  tell(message: string): void
  tapes: Map<string, LiveTape>
  facts: { speed: number | null; source: string; feed: string; overlays: Overlays }
}

const NO_OVERLAYS: Overlays = {
  lines: [{ name: 'ema 9', values: [1, 2, 3] }],
  turns: [],
  fills: [],
  levels: [{ kind: 'previous-close', price: 100 }],
  band: null,
}

/** A session made of tapes that a test fills: what other processes would look at. At most `limit` symbols. */
export function createTapeSession(symbols: string[], start: Instant, limit = 3): TapeSession {
  const log = new EventLog()
  const tapes = new Map<string, LiveTape>()
  const facts = { speed: 1 as number | null, source: 'simulated', feed: 'simulated', overlays: NO_OVERLAYS }
  let now = start
  const add = (symbol: string) => {
    const tape = new LiveTape({ symbol, source: 'simulated', feed: 'simulated', from: start })
    tape.seed(lastMinute(symbol, start - DAY))
    tapes.set(symbol, tape)
  }
  for (const symbol of symbols) add(symbol)
  const view = viewOf({ tapes, log, facts, now: () => now })
  return {
    kind: 'own',
    view,
    tapes,
    facts,
    events: ({ tape }) => log.read(tape),
    onChange: (listener) => log.onChange(listener),
    async subscribe(symbol) {
      if (tapes.size >= limit) throw new OpenbellError('rejected', `the plan allows ${limit} symbols`, 'drop one first')
      add(symbol)
    },
    async unsubscribe(symbol) {
      tapes.delete(symbol)
    },
    run: async () => null,
    close: async () => log.end(),
    setNow(next) {
      now = next
      for (const tape of tapes.values()) tape.closeThrough(now)
      log.ring()
    },
    print: (symbol, time, price, size, received = time) =>
      void tapes.get(symbol)!.takePrint(time, price, size, 'N', '', '', received),
    quote: (symbol, time, bid, ask, received = time) => void tapes.get(symbol)!.takeQuote(time, bid, 200, ask, 300, received),
    tell: (message) => log.tell({ ...statusEvent(now), message }),
  }
}

/** A minute of the day before, as every session begins with. */
function lastMinute(symbol: string, time: Instant): Bars {
  const bars = createBars({ symbol, timeframe: '1m', source: 'simulated', feed: 'simulated' }, 1, { prints: true, vwap: true })
  bars.length = 1
  bars.time[0] = Math.floor(time / MINUTE) * MINUTE
  for (const name of ['open', 'high', 'low', 'close', 'volume', 'prints', 'vwap'] as const) bars[name]![0] = 100
  return bars
}

function statusEvent(at: Instant): StreamEvent {
  return { type: 'status', time: iso(at), symbol: null, mode: 'paper', broker: 'simulated', host: null, message: '' }
}

interface ViewParts {
  tapes: Map<string, LiveTape>
  log: EventLog
  facts: TapeSession['facts']
  now(): Instant
}

function viewOf({ tapes, log, facts, now }: ViewParts): SessionView {
  const rest = {
    label: 'SIMULATED',
    mode: 'paper',
    ...{ broker: 'simulated', host: null, coverage: 1 },
    session: { phase: 'active', date: '2026-03-20', opensAt: null, closesAt: null },
    ...{ account: null, strategy: null, recording: null },
  } as const
  return {
    ...rest,
    get now() {
      return now()
    },
    get source() {
      return facts.source
    },
    get feed() {
      return facts.feed
    },
    get speed() {
      return facts.speed
    },
    get stream() {
      return { state: 'up' as const, message: 'all is heard', since: 0 }
    },
    get watch() {
      return [...tapes.values()].map((tape) => rowOf(tape, now()))
    },
    get events() {
      return log.kept
    },
    get eventCount() {
      return log.count
    },
    prints: (symbol) => tapes.get(symbol)?.prints ?? null,
    quotes: (symbol) => tapes.get(symbol)?.quotes ?? null,
    tape: (symbol) => tapes.get(symbol) ?? null,
    bars: (symbol) => {
      const tape = tapes.get(symbol)
      return tape ? { bars: tape.closed, forming: false } : null
    },
    overlays: () => facts.overlays,
    window: (symbol, seconds) => ({
      ...{ symbol, seconds, covered: seconds, prints: tapes.get(symbol)?.prints.total ?? 0, momentum: 0.01 },
      ...{ volumeRate: null, vwap: null, spread: null, printsPerMinute: null, rating: 'GOOD', algorithmic: null },
      trend: 'up' as const,
    }),
  }
}

function rowOf({ symbol, price, priceTime, bid, ask, quoteTime }: LiveTape, now: Instant): WatchRow {
  const known = (value: number) => (Number.isNaN(value) ? null : value)
  const newest = Math.max(known(priceTime) ?? 0, known(quoteTime) ?? 0)
  return {
    ...{ symbol, price: known(price), priceTime: known(priceTime), bid: known(bid), ask: known(ask), change: null },
    ...{ volume: null, printsPerMinute: 900, rating: 'GOOD', shares: 0 },
    quality: {
      state: 'live',
      ageMs: newest === 0 ? null : Math.max(0, now - newest),
      ...{ latencyMs: 1.5, gaps: 0, repaired: 0, duplicates: 0, outOfOrder: 0, restarts: 0 },
    },
  }
}
