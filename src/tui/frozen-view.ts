import type { Ring } from '../market/live/types.ts'
import type { SessionView } from '../operations/stream/view.ts'

/**
 * The market as it stood at this moment, for a view that is paused: watchlist, tape, bars and events stand still. What is never out of date on
 * purpose stays live: the clock, the stream, the account with its orders and positions.
 */
export function frozenView(view: SessionView): SessionView {
  const watch = view.watch.map((row) => ({ ...row }))
  const events = [...view.events]
  const eventCount = view.eventCount
  const prints = remembered((symbol) => copyOf(view.prints(symbol)))
  const quotes = remembered((symbol) => copyOf(view.quotes(symbol)))
  const bars = remembered((key) => {
    const [symbol, timeframe] = key.split('\n') as [string, Parameters<SessionView['bars']>[1]]
    const found = view.bars(symbol, timeframe)
    return found && { ...found, bars: structuredClone(found.bars) }
  })
  const overlays = remembered((key) => {
    const [symbol, timeframe] = key.split('\n') as [string, Parameters<SessionView['bars']>[1]]
    const found = view.overlays(symbol, timeframe)
    return { ...found, lines: found.lines.map(({ name, values }) => ({ name, values: Float64Array.from(values) })) }
  })
  const windows = remembered((key) => {
    const [symbol, seconds] = key.split('\n')
    return view.window(symbol, Number(seconds))
  })
  // The rows that are on the screen now are taken now; others when they are first looked at.
  for (const { symbol } of watch) {
    prints(symbol)
    quotes(symbol)
  }
  const still: Partial<SessionView> = {
    watch,
    events,
    eventCount,
    prints,
    quotes,
    bars: (symbol, timeframe) => bars(`${symbol}\n${timeframe}`),
    overlays: (symbol, timeframe) => overlays(`${symbol}\n${timeframe}`),
    window: (symbol, seconds) => windows(`${symbol}\n${seconds}`),
  }
  return new Proxy(view, {
    get: (live, name) => (name in still ? still[name as keyof SessionView] : Reflect.get(live, name, live)),
  })
}

function remembered<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>()
  return (key) => {
    if (!made.has(key)) made.set(key, make(key))
    return made.get(key)!
  }
}

/** Rows that a paused tape can show. */
const KEPT = 500

/** The newest rows of a ring as a ring of their own. */
function copyOf<R extends Ring>(ring: R | null): R | null {
  if (!ring) return null
  const kept = Math.min(KEPT, ring.length)
  const from = ring.first + ring.length - kept
  const copy: Record<string, unknown> = { capacity: Math.max(1, kept), length: kept, first: 0, total: ring.total }
  for (const name of [...COLUMNS, 'eligible'] as const) {
    const column = (ring as unknown as Record<string, Float64Array | Uint8Array | undefined>)[name]
    if (!column) continue
    const values = column instanceof Uint8Array ? new Uint8Array(kept) : new Float64Array(kept)
    for (let i = 0; i < kept; i++) values[i] = column[(from + i) % ring.capacity]
    copy[name] = values
  }
  return copy as unknown as R
}

const COLUMNS = ['time', 'price', 'size', 'received', 'bid', 'bidSize', 'ask', 'askSize'] as const
