import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { createFeedChoice } from '../../src/adapters/alpaca/feed.ts'
import { PAPER_KEYS } from '../../src/adapters/alpaca/keys.ts'
import type { Packing } from '../../src/adapters/alpaca/market-stream/dialect.ts'
import { openMarketStream } from '../../src/adapters/alpaca/market-stream/stream.ts'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import type { MarketStream, StreamSink } from '../../src/ports/market-stream.ts'
import { line } from './measure.ts'
import type { SenderPlan } from './socket-sender.ts'

export const SYMBOLS = Array.from(
  { length: 100 },
  (_, i) => `SYM${String.fromCharCode(65 + (i % 26))}${String.fromCharCode(65 + Math.floor(i / 26))}`,
)
const RATE = 50_000
const SECONDS = 10
const FLOOD = 2_000_000
const GOAL_MS = 5

/**
 * From the vendor's socket to the sink over a real loopback WebSocket, the sender on a thread of its own: how late messages are at 50,000 a second
 * (goal: p99 under 5 ms), and how many a second one core takes when they come without end. In JSON and in MessagePack.
 */
export async function benchSocket(): Promise<void> {
  line(`socket to sink, Alpaca's dialects, ${SYMBOLS.length} symbols, frames of 1 to 20 messages, over loopback`)
  for (const packing of ['json', 'msgpack'] as const) {
    const paced = await throughSocket({ packing, rate: RATE, messages: RATE * SECONDS })
    const { p50, p99, max } = quantiles(paced.late)
    const late = `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, max ${max.toFixed(1)} ms`
    line(
      `  ${packing.padEnd(8)} at ${paced.perSecond.toLocaleString('en')} a second: ${late}  ${p99 < GOAL_MS ? 'goal met' : `GOAL MISSED (${GOAL_MS} ms)`}`,
    )
    const flood = await throughSocket({ packing, rate: null, messages: FLOOD })
    line(`  ${packing.padEnd(8)} without end: ${flood.perSecond.toLocaleString('en')} messages a second`)
  }
}

export interface SocketRun {
  /** Milliseconds from each message's stamp to the sink. */
  late: Float64Array
  perSecond: number
}

/**
 * Sends so many messages through a vendor's stream. `listen` puts something behind the sink: it hears every message before its lateness is taken.
 */
export async function throughSocket(
  plan: Omit<SenderPlan, 'symbols'>,
  listen: Partial<Pick<StreamSink, 'print' | 'quote'>> = {},
): Promise<SocketRun> {
  const worker = new Worker(new URL('./socket-sender.ts', import.meta.url), { workerData: { ...plan, symbols: SYMBOLS } })
  const { port } = await new Promise<{ port: number }>((resolve, reject) => worker.once('message', resolve).once('error', reject))
  const late = new Float64Array(plan.messages)
  const done = Promise.withResolvers<void>()
  let [heard, first, last] = [0, 0, 0]
  const took = (time: number) => {
    last = performance.now()
    if (heard === 0) first = last
    late[heard++] = performance.timeOrigin + last - time
    if (heard >= plan.messages) done.resolve()
  }
  const sink: StreamSink = {
    print(symbol, time, price, size, exchange, conditions, id) {
      listen.print?.(symbol, time, price, size, exchange, conditions, id)
      took(time)
    },
    quote(symbol, time, bid, bidSize, ask, askSize) {
      listen.quote?.(symbol, time, bid, bidSize, ask, askSize)
      took(time)
    },
    bar() {},
    correction() {},
    status() {},
    state() {},
  }
  const stream = await connect(port, plan.packing, sink)
  worker.postMessage('go')
  await done.promise
  await stream.close()
  await worker.terminate()
  return { late: late.subarray(0, heard), perSecond: Math.round(heard / ((last - first) / 1000)) }
}

function connect(port: number, packing: Packing, sink: StreamSink): Promise<MarketStream> {
  const parts = {
    keys: { keyId: 'PKBENCH', secret: 'secret' },
    keyNames: PAPER_KEYS,
    feeds: createFeedChoice('sip', () => 0),
    urlOf: () => `ws://127.0.0.1:${port}`,
    packing,
    clock: createSystemClock(),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    random: () => 0,
    check: async (symbols: readonly string[]) => [...symbols],
  }
  const options = { symbols: SYMBOLS, from: 0, quotes: true, bars: false }
  return openMarketStream(parts, options, sink, new AbortController().signal)
}

export function quantiles(values: Float64Array): { p50: number; p99: number; max: number } {
  const sorted = values.toSorted()
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchSocket()
