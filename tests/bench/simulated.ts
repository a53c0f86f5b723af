import { fileURLToPath } from 'node:url'
import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { DAY } from '../../src/core/time.ts'
import type { MarketDataSource } from '../../src/ports/market-data.ts'
import { line } from './measure.ts'

const SYMBOLS = 500
const OPEN = Date.parse('2026-03-20T13:30:00Z')
const CLOSE = Date.parse('2026-03-20T20:00:00Z')
const signal = new AbortController().signal

/**
 * How fast the simulated market is drawn, on one core, each from a source that has drawn nothing: a session of one-minute bars of 500 symbols
 * (goal: under 2 s), 250 daily bars of 500 symbols, and one session's prints of the busiest fund.
 */
export async function benchSimulated(): Promise<void> {
  const source = create()
  const symbols = (await source.symbols(signal)).slice(0, SYMBOLS).map((one) => one.symbol)
  line(`simulated market, ${SYMBOLS} symbols, session of 2026-03-20, nothing drawn before`)
  const fresh = create()
  report('one-minute bars of the session', await timed(() => bars(fresh, symbols, '1m', OPEN)))
  report('the same again, the day before', await timed(() => bars(fresh, symbols, '1m', OPEN - DAY, CLOSE - DAY)))
  report('250 daily bars', await timed(() => bars(create(), symbols, '1d', CLOSE - 363 * DAY)))
  const query = { kind: 'prints', symbol: 'SIMALL', from: OPEN, to: CLOSE, asOf: CLOSE } as const
  report('prints of the busiest fund', await timed(async () => (await create().history(query, signal)).length))
}

function create(): MarketDataSource {
  return createSimulatedSource({ seed: 7, clock: { now: () => CLOSE, elapsed: () => 0, sleep: async () => {} } })
}

async function bars(
  source: MarketDataSource,
  symbols: string[],
  timeframe: '1m' | '1d',
  from: number,
  to = CLOSE,
): Promise<number> {
  let rows = 0
  for (const symbol of symbols) {
    rows += (await source.history({ kind: 'bars', symbol, timeframe, from, to, asOf: to, session: 'regular' }, signal)).length
  }
  return rows
}

async function timed(work: () => Promise<number>): Promise<{ rows: number; ms: number }> {
  const start = performance.now()
  const rows = await work()
  return { rows, ms: performance.now() - start }
}

function report(what: string, { rows, ms }: { rows: number; ms: number }): void {
  line(`  ${what.padEnd(34)}${ms.toFixed(0).padStart(6)} ms  ${rows.toLocaleString('en').padStart(9)} rows`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchSimulated()
