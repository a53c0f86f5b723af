import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { startPocket } from '../../src/pocket/server.ts'
import type { MarketDataSource } from '../../src/ports/market-data.ts'
import { line } from './measure.ts'

const SYMBOLS = 100
const PRINTS = 5_000_000
const DATE = '2026-03-20'
const OPEN = Date.parse(`${DATE}T13:30:00Z`)
const CLOSE = Date.parse(`${DATE}T20:00:00Z`)
const signal = new AbortController().signal

/** A client on a thread of its own that subscribes and counts: frames, bytes, and messages by their letter. */
const COUNTER = `
import { parentPort, workerData } from 'node:worker_threads'
const { WebSocket } = await import(workerData.ws)
const socket = new WebSocket(workerData.url, { perMessageDeflate: false })
const mark = Buffer.from('{"T":"t"')
let bytes = 0, prints = 0
socket.on('message', (data) => {
  const text = data.length < 20000 ? data.toString() : ''
  if (text.includes('"connected"')) return socket.send(JSON.stringify({ action: 'auth', key: 'PKBENCH', secret: 'secret' }))
  if (text.includes('"authenticated"')) return socket.send(JSON.stringify({ action: 'subscribe', trades: workerData.symbols }))
  if (text.includes('"subscription"')) return parentPort.postMessage(prints === 0 ? 'ready' : { prints, bytes })
  bytes += data.length
  for (let at = data.indexOf(mark); at >= 0; at = data.indexOf(mark, at + 60)) prints++
})
parentPort.on('message', () => socket.send(JSON.stringify({ action: 'unsubscribe', quotes: ['NONE'] })))
`

/** How fast a whole regular session goes out unpaced to one client: 100 symbols, about 5,000,000 prints (goal: under 10 s). */
export async function benchPocketDay(): Promise<void> {
  const clock = createSystemClock()
  const source = createSimulatedSource({ seed: 7, clock })
  const { symbols, prints } = await pick(source)
  line(`pocket exchange, a session of ${SYMBOLS} symbols to one client, unpaced (${prints.toLocaleString('en')} prints)`)
  const fresh = createSimulatedSource({ seed: 7, clock })
  report('drawing alone', prints, await timed(() => draw(fresh, symbols)))
  const pocket = await startPocket({
    port: 0,
    date: DATE,
    seed: 7,
    speed: 0,
    clock,
    source: createSimulatedSource({ seed: 7, clock }),
  })
  pocket.world.rights.realtimeSip = true
  const client = await listen(`${pocket.url.replace('http', 'ws')}/v2/sip`, symbols)
  let heard = { prints: 0, bytes: 0 }
  const spent = await timed(async () => {
    pocket.world.time.step(CLOSE - OPEN)
    await pocket.world.streams?.advance()
    heard = await client.total()
  })
  report('to the client', heard.prints, spent)
  line(`  ${(heard.bytes / 1e6).toFixed(0)} MB of JSON`)
  await client.close()
  await pocket.close()
}

/** Symbols that together print about as often as the goal says. */
async function pick(source: MarketDataSource): Promise<{ symbols: string[]; prints: number }> {
  const counts: { symbol: string; prints: number }[] = []
  for (const { symbol, kind } of await source.symbols(signal)) {
    if (kind !== 'stock') continue
    const query = { kind: 'bars', symbol, timeframe: '1m', from: OPEN, to: CLOSE, asOf: CLOSE, session: 'regular' } as const
    const bars = await source.history(query, signal)
    counts.push({ symbol, prints: bars.prints?.reduce((sum, one) => sum + one, 0) ?? 0 })
  }
  counts.sort((a, b) => b.prints - a.prints)
  let first = 0
  const sum = (at: number) => counts.slice(at, at + SYMBOLS).reduce((total, one) => total + one.prints, 0)
  while (sum(first) > PRINTS) first++
  return { symbols: counts.slice(first, first + SYMBOLS).map((one) => one.symbol), prints: sum(first) }
}

async function draw(source: MarketDataSource, symbols: string[]): Promise<void> {
  for (const symbol of symbols) await source.history({ kind: 'prints', symbol, from: OPEN, to: CLOSE, asOf: CLOSE }, signal)
}

async function listen(url: string, symbols: string[]) {
  const ws = import.meta.resolve('ws')
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(COUNTER)}`), { workerData: { url, symbols, ws } })
  const next = () => new Promise<unknown>((resolve, reject) => worker.once('message', resolve).once('error', reject))
  await next()
  return {
    async total() {
      const answer = next()
      worker.postMessage('done')
      return (await answer) as { prints: number; bytes: number }
    },
    close: () => worker.terminate(),
  }
}

interface Spent {
  ms: number
  /** Of all threads, the client's among them: what a busy machine would take longer for. */
  cpuMs: number
}

async function timed(work: () => Promise<void>): Promise<Spent> {
  const start = performance.now()
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return { ms: performance.now() - start, cpuMs: (user + system) / 1000 }
}

function report(what: string, prints: number, { ms, cpuMs }: Spent): void {
  const rate = Math.round(prints / (ms / 1000)).toLocaleString('en')
  const times = `${(ms / 1000).toFixed(1).padStart(6)} s (CPU ${(cpuMs / 1000).toFixed(1)} s)`
  line(`  ${what.padEnd(20)}${times}  ${prints.toLocaleString('en').padStart(10)} prints  ${rate} a second`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchPocketDay()
