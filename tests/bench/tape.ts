import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { createStoreSource } from '../../src/adapters/store/source.ts'
import { dataImport } from '../../src/operations/data/import.ts'
import type { MarketDataSource } from '../../src/ports/market-data.ts'
import type { StreamSink } from '../../src/ports/market-stream.ts'
import { createTestContext } from '../support/context.ts'
import { line } from './measure.ts'

const SYMBOLS = 100
const OPEN = Date.parse('2026-03-20T13:30:00Z')
const CLOSE = Date.parse('2026-03-20T20:00:00Z')
const REAL_DAY = Date.parse('2013-10-07T08:00:00Z')
const REAL_FILES = ['SPY', 'IBM', 'BAC'].map((symbol) => `ticks/${symbol}_20131007_trades_lean.csv.gz`)
const REAL_QUOTES = ['IBM_20131007_nbbo', 'BAC_20131007_nbbo', 'SPY_20131007_1sec-snapshots'].map(
  (name) => `quotes/${name}_lean.csv.gz`,
)
const GOAL = 1_500_000
const signal = new AbortController().signal

/**
 * How fast a tape is read and told, one core, unpaced, prints and quotes and bars (goal: 1,500,000 events a second): a regular session of 100 simulated symbols, drawn
 * as it is told, and a real day of three symbols out of the store (with `OPENBELL_REAL_DATA`).
 */
export async function benchTape(): Promise<void> {
  line('a tape, read and told, unpaced')
  const source = createSimulatedSource({ seed: 7, clock: { now: () => CLOSE, elapsed: () => 0, sleep: async () => {} } })
  const stocks = (await source.symbols(signal)).filter(({ kind }) => kind === 'stock').map(({ symbol }) => symbol)
  // From the middle of the list: busy names alone would print tens of millions of times.
  report(`simulated session of ${SYMBOLS} symbols`, await tell(source, stocks.slice(100, 100 + SYMBOLS), OPEN, CLOSE))
  const folder = process.env.OPENBELL_REAL_DATA ?? ''
  if (folder === '' || !existsSync(join(folder, 'README.md')))
    return line('  a real day is left out: OPENBELL_REAL_DATA is not set')
  const test = createTestContext({ now: CLOSE })
  await test.run(dataImport, { files: [...REAL_FILES, ...REAL_QUOTES].map((name) => join(folder, name)) })
  const stored = createStoreSource(test.store, test.context.clock)
  report('real day of SPY, IBM and BAC', await tell(stored, ['SPY', 'IBM', 'BAC'], REAL_DAY, REAL_DAY + 17 * 3_600_000))
  test.close()
}

interface Told {
  events: number
  ms: number
  /** Of all threads of the process: what a busy machine would take longer for. */
  cpuMs: number
}

async function tell(source: MarketDataSource, symbols: string[], from: number, to: number): Promise<Told> {
  let events = 0
  const count = () => void events++
  const sink: StreamSink = { print: count, quote: count, bar: count, correction: count, status: count, state() {} }
  const [start, before] = [performance.now(), process.cpuUsage()]
  const stream = await source.stream!({ symbols, from, quotes: true, bars: true }, sink, signal)
  await stream.catchUp(to, signal)
  const ms = performance.now() - start
  const { user, system } = process.cpuUsage(before)
  await stream.close()
  return { events, ms, cpuMs: (user + system) / 1000 }
}

function report(what: string, { events, ms, cpuMs }: Told): void {
  // A busy machine stretches the one, the collector's own threads the other.
  const rate = Math.round(events / (Math.min(ms, cpuMs) / 1000))
  const times = `${(ms / 1000).toFixed(2)} s (CPU ${(cpuMs / 1000).toFixed(2)} s)`
  const verdict = rate >= GOAL ? 'goal met' : 'GOAL MISSED'
  line(
    `  ${what.padEnd(36)}${events.toLocaleString('en').padStart(11)} events in ${times}: ${rate.toLocaleString('en')} a second  ${verdict}`,
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchTape()
