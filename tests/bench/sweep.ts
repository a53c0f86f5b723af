import { fileURLToPath } from 'node:url'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { createThreads } from '../../src/adapters/workers/threads.ts'
import { exchangeOptions } from '../../src/engine/costs.ts'
import { prepareSeries } from '../../src/engine/prepare.ts'
import type { PreparedSeries } from '../../src/engine/types.ts'
import { type Bars, createBars } from '../../src/market/bars.ts'
import type { Context } from '../../src/operations/context.ts'
import { TrialRunner } from '../../src/operations/optimize/runner.ts'
import { TrialSession } from '../../src/operations/optimize/session.ts'
import { cacheBytesOf } from '../../src/operations/optimize/shared-work.ts'
import { planStretches } from '../../src/operations/optimize/stretches.ts'
import type { SharedWork } from '../../src/operations/optimize/worker.ts'
import { loadStrategy } from '../../src/strategy/load.ts'
import { line, median } from './measure.ts'

const BARS = 100_000
const RUNS = 7
const COSTS = { cash: 100_000, fee: 'us', slippage: 'spread', margin: 1, fractional: false, account: 'none' as const }

/**
 * A sweep as `optimize` makes it: 100 sets of parameters of sma-cross (as it is shipped, with its stop) over 100,000 minute bars of a seeded
 * walk, with the full fill rules, fees, metrics and daily returns of each; medians of interleaved runs. Goals: 660 ms on one core, 1.7 times
 * faster on two warm workers. On one core the indicator columns are computed
 * anew in every run; warm workers still have those of the run before.
 */
export async function benchSweep(): Promise<void> {
  const series = prepareSeries(seededBars(BARS))
  const loaded = await loadStrategy('sma-cross', { home: '/nowhere' })
  const { all } = planStretches([series], 0, false)
  const sets = hundredSets()
  const work = { actions: [], limits: null, objective: 'sharpe' as const, cacheBytes: cacheBytesOf(1) }
  const fresh = () => new TrialSession({ ...work, strategy: loaded.strategy, series: [series], exchange: exchangeOptions(COSTS) })
  const { name, source, file, sourceHash } = loaded
  const shared: SharedWork = { ...work, strategy: { name, source, file }, sourceHash, costs: COSTS, series: [plain(series)] }
  const two = new TrialRunner({ context: benchContext(), session: fresh(), workers: 2, pool: { module: WORKER, shared } })
  const one: number[] = []
  const both: number[] = []
  let checks = [0, 0]
  for (let run = -2; run < RUNS; run++) {
    const alone = fresh()
    const sums = [0, 0]
    const tookOne = await timed(async () => {
      for (const set of sets) sums[0] += alone.trial(all, set).objective ?? 0
    })
    // Far more work ahead than these: the pool opens in the first run and is warm in the others.
    const tookTwo = await timed(() => two.run(all, sets, 1e9, (_, { objective }) => (sums[1] += objective ?? 0)))
    checks = sums
    if (run < 0) continue
    one.push(tookOne)
    both.push(tookTwo)
  }
  await two.close()
  const [first, second] = [median(one), median(both)]
  const count = `${sets.length} sets x ${BARS.toLocaleString('en')} bars`
  line(
    `sweep of sma-cross, ${count}, ${RUNS} interleaved runs, median (checksums ${checks.map((sum) => sum.toFixed(6)).join(' ')})`,
  )
  line(`  one core                ${first.toFixed(0).padStart(8)} ms  goal 660 ms or less`)
  line(`  two warm workers        ${second.toFixed(0).padStart(8)} ms  ${(first / second).toFixed(2)} x faster, goal 1.7`)
}

const WORKER = new URL('../../src/operations/optimize/worker.ts', import.meta.url)

function benchContext(): Context {
  const workers = async () => createThreads()
  return {
    clock: createSystemClock(),
    signal: new AbortController().signal,
    workers,
    busy: (work: () => unknown) => work(),
  } as unknown as Context
}

/** What a worker is given of a series. */
function plain({ bars, closeTime, day }: PreparedSeries): SharedWork['series'][number] {
  return { bars, closeTime, day }
}

function hundredSets() {
  return Array.from({ length: 100 }, (_, i) => ({ fast: 5 + 2 * (i % 10), slow: 30 + 10 * Math.floor(i / 10), stopAtr: 2.5 }))
}

function seededBars(rows: number): Bars {
  const bars = createBars({ symbol: 'BENCH', timeframe: '1m', source: 'generated', feed: 'generated' }, rows)
  let seed = 42
  const random = () => {
    seed = (seed * 1_664_525 + 1_013_904_223) >>> 0
    return seed / 2 ** 32
  }
  let price = 100
  for (let i = 0; i < rows; i++) {
    const open = price
    price = Math.round(price * (1 + (random() - 0.5) * 0.004) * 100) / 100
    bars.time[i] = Date.UTC(2024, 0, 2, 14, 30) + (Math.floor(i / 390) * 1440 + (i % 390)) * 60_000
    bars.open[i] = open
    bars.high[i] = Math.max(open, price) + Math.round(random() * 10) / 100
    bars.low[i] = Math.min(open, price) - Math.round(random() * 10) / 100
    bars.close[i] = price
    bars.volume[i] = 1e6
  }
  bars.length = rows
  return bars
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchSweep()
