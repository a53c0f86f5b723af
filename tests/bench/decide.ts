import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { createFeedChoice } from '../../src/adapters/alpaca/feed.ts'
import { PAPER_KEYS } from '../../src/adapters/alpaca/keys.ts'
import type { Packing } from '../../src/adapters/alpaca/market-stream/dialect.ts'
import { openMarketStream } from '../../src/adapters/alpaca/market-stream/stream.ts'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { OpenbellError } from '../../src/core/errors.ts'
import { MINUTE } from '../../src/core/time.ts'
import { exchangeOptions } from '../../src/engine/costs.ts'
import { LiveRun } from '../../src/engine/live/live-run.ts'
import { createBooks } from '../../src/engine/orders/books/create.ts'
import { openManagedStream } from '../../src/engine/stream/managed-stream.ts'
import { createBars } from '../../src/market/bars.ts'
import { calendarFor } from '../../src/market/calendar/calendar.ts'
import { streamedBars } from '../../src/operations/stream/streamed-bars.ts'
import { Ticker } from '../../src/operations/stream/ticker.ts'
import type { Pace } from '../../src/operations/trade/running/pace.ts'
import type { MarketDataSource } from '../../src/ports/market-data.ts'
import { defaultsOf } from '../../src/strategy/params.ts'
import type { AnyStrategy } from '../../src/strategy/types.ts'
import strategy from '../../strategies/sma-cross.ts'
import { line } from './measure.ts'
import { quantiles, SYMBOLS } from './socket.ts'
import type { SenderPlan } from './socket-sender.ts'

const RATE = 50_000
const SECONDS = 45
/** Minutes until every ring is full (10,000 rows of 100 symbols take 20 s) and the compiler has seen the path: a session has hundreds. */
const WARM_UP = 220
const GOAL_MS = 5
/** So long a market minute takes: a run has a hundred of them, not one. */
const MINUTE_MS = 100
const BASE = Date.UTC(2026, 2, 20, 14)
const log = { debug() {}, info() {}, warn() {}, error() {} }

/**
 * From the vendor's socket to what a strategy decided: prints and quotes of 100 symbols at 50,000 a second through the managed stream of a session, and
 * at the end of each minute the time from the vendor's last bar leaving (another thread) until the strategy has seen the bars of all symbols.
 */
export async function benchDecide(): Promise<void> {
  line(`socket to strategy, ${SYMBOLS.length} symbols, ${RATE.toLocaleString('en')} messages a second, over loopback`)
  for (const packing of ['json', 'msgpack'] as const) {
    const late = await lateness(packing)
    line(
      [...late]
        .sort((a, b) => b - a)
        .slice(0, 8)
        .map((x) => x.toFixed(1))
        .join(' '),
    )
    const { p50, p99, max } = quantiles(late)
    const figures = `${late.length} minutes after the first ${WARM_UP}: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, max ${max.toFixed(1)} ms`
    line(`  ${packing.padEnd(8)} ${figures}  ${p99 < GOAL_MS ? 'goal met' : `GOAL MISSED (${GOAL_MS} ms)`}`)
  }
}

async function lateness(packing: Packing): Promise<Float64Array> {
  const sent = new Float64Array(new SharedArrayBuffer(8 * 2 * ((SECONDS * 1000) / MINUTE_MS)))
  const messages = RATE * SECONDS
  const plan: SenderPlan = { packing, symbols: SYMBOLS, rate: RATE, messages, market: { base: BASE, minuteMs: MINUTE_MS, sent } }
  const worker = new Worker(new URL('./socket-sender.ts', import.meta.url), { workerData: plan })
  const { port } = await new Promise<{ port: number }>((resolve, reject) => worker.once('message', resolve).once('error', reject))
  const stop = new AbortController()
  const pace = fastPace()
  let ticker: Ticker | null = null
  const listener = { news() {}, bar() {}, complete: () => ticker?.nudge() }
  const common = { source: sourceAt(port, packing, pace), now: pace.now, clock: createSystemClock(), log, symbols: SYMBOLS }
  const shared = { session: 'all' as const, capacity: 10_000, from: BASE, signal: stop.signal }
  const managed = await openManagedStream({ ...common, ...shared, listener })
  pace.begin()
  worker.postMessage('go')
  const until = BASE + ((SECONDS * 1000) / MINUTE_MS - 1) * MINUTE
  const step = () => MINUTE
  ticker = new Ticker({ managed, pace, step, until, leaps: false, room: async () => {}, onLook() {}, signal: stop.signal })
  const running = ticker.run().catch(() => {})
  const late = await decideAll(managed, ticker, pace, sent)
  stop.abort()
  await running
  await managed.close()
  await worker.terminate()
  return late
}

/** Every minute is decided on; answers how long after its last bar had left. */
async function decideAll(
  managed: Parameters<typeof streamedBars>[0],
  ticker: Ticker,
  pace: Pace,
  sent: Float64Array,
): Promise<Float64Array> {
  const run = liveRun()
  const calendars = SYMBOLS.map(calendarFor)
  const parts = { symbols: SYMBOLS, calendars, timeframe: '1m' as const, session: 'all' as const, pace, from: BASE }
  const more = { source: null as never, until: Number.POSITIVE_INFINITY, newest: SYMBOLS.map(() => BASE - MINUTE) }
  const late: number[] = []
  const signal = new AbortController().signal
  for await (const { at, bars } of streamedBars(managed, ticker.minutes(), { ...parts, ...more, signal })) {
    const closed: number[] = []
    for (const [listing, rows] of bars.entries()) {
      if (rows === null) continue
      for (let row = 0; row < rows.length; row++) run.append(listing, rows, row)
      closed.push(listing)
    }
    if (closed.length > 0) run.decide(closed, at)
    const left = sent[(at - BASE) / MINUTE - 1]
    if (left > 0) late.push(performance.timeOrigin + performance.now() - left)
  }
  return Float64Array.from(late.slice(WARM_UP))
}

function liveRun(): LiveRun {
  const history = SYMBOLS.map((symbol) => {
    const bars = createBars({ symbol, timeframe: '1m', source: 'alpaca', feed: 'sip' }, 60, { prints: true, vwap: true })
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) bars[name].fill(150)
    for (let i = 0; i < 60; i++) bars.time[i] = BASE - (60 - i) * MINUTE
    bars.length = 60
    return bars
  })
  const made = strategy as unknown as AnyStrategy
  const options = exchangeOptions({
    ...{ cash: 1e6, fee: 'us', slippage: 'spread', margin: 1, fractional: false, account: 'margin' },
  })
  const books = createBooks(() => 0)
  const decider = { strategy: 'bench', key: 'abcd1234' }
  return new LiveRun({
    strategy: made,
    params: defaultsOf(made),
    history,
    room: 500,
    options,
    books: () => books,
    decider,
    now: BASE,
  })
}

/** Market time that runs as fast as the sender's. */
function fastPace(): Pace & { begin(): void } {
  let started = Number.NaN
  const now = () => (Number.isNaN(started) ? BASE : BASE + ((performance.now() - started) / MINUTE_MS) * MINUTE)
  return {
    now,
    isFast: false,
    begin() {
      started = performance.now()
    },
    sleep(until, signal) {
      const wait = Math.max(0, ((until - now()) / MINUTE) * MINUTE_MS)
      return new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, wait)
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          reject(new OpenbellError('canceled', 'canceled'))
        })
      })
    },
  }
}

/** A vendor whose history knows nothing: all there is comes through the socket. */
function sourceAt(port: number, packing: Packing, { now }: Pace): MarketDataSource {
  const parts = {
    keys: { keyId: 'PKBENCH', secret: 'secret' },
    keyNames: PAPER_KEYS,
    feeds: createFeedChoice('sip', () => 0),
    urlOf: () => `ws://127.0.0.1:${port}`,
    packing,
    clock: createSystemClock(),
    log,
    random: () => 0,
    check: async (symbols: readonly string[]) => [...symbols],
  }
  const nothing = async () => {
    throw new OpenbellError('no-data', 'nothing is kept')
  }
  return {
    ...{ name: 'alpaca', feed: 'sip', coverage: 1, now, symbols: async () => [], metrics: () => null, close: async () => {} },
    history: nothing as MarketDataSource['history'],
    snapshot: nothing,
    stream: (options, sink, signal) => openMarketStream(parts, options, sink, signal),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchDecide()
