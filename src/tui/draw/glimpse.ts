import type { SessionView } from '../../operations/stream/view.ts'

/** A view at one moment, each part read once: a session makes its rows anew whenever they are asked for, and a frame asks often. */
export function glimpse(view: SessionView): SessionView {
  const { now, label, mode, broker, host, source, feed, coverage, session, stream, account, strategy, speed, recording } = view
  const { watch, events, eventCount, lookedEvery } = view
  return {
    ...{ now, label, mode, broker, host, source, feed, coverage, session, stream, account, strategy, speed, recording },
    ...{ watch, events, eventCount, ...(lookedEvery !== undefined && { lookedEvery }) },
    prints: (symbol) => view.prints(symbol),
    quotes: (symbol) => view.quotes(symbol),
    bars: (symbol, timeframe) => view.bars(symbol, timeframe),
    overlays: (symbol, timeframe) => view.overlays(symbol, timeframe),
    window: (symbol, seconds) => view.window(symbol, seconds),
  }
}
