import type { Instant } from '../../src/core/time.ts'
import type { StreamedBar, StreamSink, StreamState } from '../../src/ports/market-stream.ts'

export interface HeardPrint {
  symbol: string
  time: Instant
  price: number
  size: number
  exchange: string
  conditions: string
  id: string
}

export interface HeardQuote {
  symbol: string
  time: Instant
  bid: number
  bidSize: number
  ask: number
  askSize: number
}

/** A sink that keeps everything, and lets a test wait for what it waits for. */
export interface KeptSink extends StreamSink {
  prints: HeardPrint[]
  quotes: HeardQuote[]
  bars: { symbol: string; bar: StreamedBar; updated: boolean }[]
  corrections: { symbol: string; time: Instant; id: string; price: number | null; size: number | null }[]
  statuses: { symbol: string; time: Instant; halted: boolean; code: string; reason: string }[]
  states: StreamState[]
  /** Kind, symbol and time of everything in the order it came; of a bar its close. */
  order: { kind: 'print' | 'quote' | 'bar'; symbol: string; at: Instant }[]
  /** Resolves when the condition holds, looked at whenever something is heard. */
  until(holds: () => boolean): Promise<void>
}

export function createKeptSink(): KeptSink {
  let waiting: { holds: () => boolean; resolve: () => void }[] = []
  const heard = () => {
    const ready = waiting.filter(({ holds }) => holds())
    waiting = waiting.filter((one) => !ready.includes(one))
    for (const { resolve } of ready) resolve()
  }
  const sink: KeptSink = {
    prints: [],
    quotes: [],
    bars: [],
    corrections: [],
    statuses: [],
    states: [],
    order: [],
    print(symbol, time, price, size, exchange, conditions, id) {
      sink.prints.push({ symbol, time, price, size, exchange, conditions, id })
      sink.order.push({ kind: 'print', symbol, at: time })
      heard()
    },
    quote(symbol, time, bid, bidSize, ask, askSize) {
      sink.quotes.push({ symbol, time, bid, bidSize, ask, askSize })
      sink.order.push({ kind: 'quote', symbol, at: time })
      heard()
    },
    bar(symbol, bar, updated) {
      sink.bars.push({ symbol, bar: { ...bar }, updated })
      sink.order.push({ kind: 'bar', symbol, at: bar.time + 60_000 })
      heard()
    },
    correction(symbol, time, id, price, size) {
      sink.corrections.push({ symbol, time, id, price, size })
      heard()
    },
    status(symbol, time, halted, code, reason) {
      sink.statuses.push({ symbol, time, halted, code, reason })
      heard()
    },
    state(state) {
      sink.states.push(state)
      heard()
    },
    until: (holds) => (holds() ? Promise.resolve() : new Promise((resolve) => void waiting.push({ holds, resolve }))),
  }
  return sink
}
