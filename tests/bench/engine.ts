import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DataFrame } from 'data-forge'
import { backtest } from 'grademark'
import { z } from 'zod'
import { ColumnCache } from '../../src/analysis/indicators/resolve.ts'
import { prepareSeries } from '../../src/engine/prepare.ts'
import { runBacktest } from '../../src/engine/run.ts'
import type { PreparedSeries, RunRequest } from '../../src/engine/types.ts'
import { defaultOptions } from '../../src/exchange/defaults.ts'
import { parseFee } from '../../src/exchange/fees/parse.ts'
import { parseSlippage } from '../../src/exchange/slippage/parse.ts'
import { type Bars, createBars } from '../../src/market/bars.ts'
import { crossedAbove, crossedBelow } from '../../src/strategy/crossing.ts'
import { defineStrategy } from '../../src/strategy/define.ts'
import { sma } from '../../src/strategy/indicators.ts'
import type { AnyStrategy } from '../../src/strategy/types.ts'
import { line, median, timed } from './measure.ts'

const BARS = 1_000_000
const FEWER = 100_000
const ROUNDS = 15
const SWEEPS = 5
const MINUTE = 60_000

/** Goals where the plain loop over one column runs at 1,000 million values a second. */
const GOAL_MILLION_BARS = 15
const GOAL_SWEEP_MS = 660
const GOAL_BYTES = 200

export interface EngineBench {
  /** Million values a second of a plain loop over one column. */
  yardstick: number
  /** Million bars a second, event-driven, and how many times that of grademark. */
  millionBars: number
  goal: number
  ratio: number
  sweepMs: number
  bytesPerBar: number
}

/** A user's strategy as a file would hold it: two averages, in above, out below, a fixed size. */
const cross = defineStrategy({
  name: 'bench-cross',
  summary: 'In above the slow average, out below.',
  params: { fast: z.int().min(2).default(10), slow: z.int().min(3).default(30) },
  indicators: ({ fast, slow }) => ({ fast: sma('close', fast), slow: sma('close', slow) }),
  onBar({ position, fast, slow, buy, exit }) {
    if (position.isFlat && crossedAbove(fast, slow)) buy({ shares: 10, reason: 'fast average crossed above slow' })
    if (!position.isFlat && crossedBelow(fast, slow)) exit({ reason: 'fast average crossed below slow' })
  },
}) as unknown as AnyStrategy

/**
 * The whole path of a run (indicators computed, full fill rules, 0.1% fee, equity of every bar and round trips written), turn about with a
 * plain loop over one column, which says what this machine can do just then. grademark, the fastest event-driven engine from npm, runs in
 * a process of its own, so that neither sweeps up the other's garbage; it gets its averages ready-made and 100,000 bars.
 */
export function benchEngine(print: (line: string) => void = line): EngineBench {
  const series = prepareSeries(walk(BARS))
  const fewer = prepareSeries(walk(FEWER))
  const times = { loop: [] as number[], ours: [] as number[], peer: [] as number[], sweep: [] as number[] }
  let trips = 0
  for (let round = -3; round < ROUNDS; round++) {
    const loop = timed(() => total(series.bars.close))
    const ours = timed(() => {
      trips = runBacktest(requestOf(series)).roundTrips.length
    })
    if (round < 0) continue
    times.loop.push(loop)
    times.ours.push(ours)
    if (round % 3 === 0) times.peer.push(1 / inChild('--peer'))
  }
  for (let round = -1; round < SWEEPS; round++) {
    const swept = timed(() => sweep(fewer))
    if (round >= 0) times.sweep.push(swept)
  }
  const yardstick = BARS / 1000 / median(times.loop)
  const millionBars = BARS / 1000 / median(times.ours)
  const ratio = millionBars * median(times.peer)
  const goal = (GOAL_MILLION_BARS * yardstick) / 1000
  const result = { yardstick, millionBars, goal, ratio, sweepMs: median(times.sweep), bytesPerBar: inChild('--memory') }
  report(result, trips, BARS / 1000 / Math.min(...times.ours), print)
  return result
}

function report(result: EngineBench, trips: number, best: number, print: (line: string) => void): void {
  const { yardstick, millionBars, goal, ratio, sweepMs, bytesPerBar: bytes } = result
  print(`backtest of a user's strategy, ${BARS.toLocaleString('en')} one-minute bars, ${trips} round trips, median of ${ROUNDS}`)
  print(`  plain loop over one column       ${yardstick.toFixed(0)} million/s`)
  print(
    `  event-driven run                 ${millionBars.toFixed(1)} million bars/s (best ${best.toFixed(1)}), ${(1000 / millionBars).toFixed(0)} ns a bar`,
  )
  print(
    `  goal on this machine             ${goal.toFixed(1)} million bars/s (${GOAL_MILLION_BARS} where the plain loop runs at 1,000)`,
  )
  print(`  against grademark                ${ratio.toFixed(1)}x (goal: 10x the fastest event-driven peer)`)
  print(`100 combinations of ${FEWER.toLocaleString('en')} bars, one core  ${sweepMs.toFixed(0)} ms (goal: ${GOAL_SWEEP_MS} ms)`)
  print(`memory, bars included              ${bytes.toFixed(0)} bytes a bar (goal: below ${GOAL_BYTES})`)
}

function requestOf(series: PreparedSeries, params = {}, cache: ColumnCache | null = null): RunRequest {
  const exchange = { ...defaultOptions(), cash: 1_000_000, fee: parseFee('0.001'), slippage: parseSlippage('none') }
  const rest = { limits: null, decideFrom: null, actions: [], finer: null, record: 'summary' as const }
  return { strategy: cross, params, series: [series], exchange, cache, ...rest }
}

/** Every pair of ten fast and ten slow averages; each average is computed once. */
function sweep(series: PreparedSeries): void {
  const cache = new ColumnCache()
  for (let fast = 5; fast < 25; fast += 2) {
    for (let slow = 30; slow < 80; slow += 5) {
      runBacktest(requestOf(series, { fast, slow }, cache))
      cache.endOfRun()
    }
  }
}

interface PeerBar {
  time: Date
  open: number
  high: number
  low: number
  close: number
  volume: number
  above: boolean
  below: boolean
}

function peerInput(bars: Bars): DataFrame<number, PeerBar> {
  const mean = (n: number, at: number) => bars.close.subarray(at - n + 1, at + 1).reduce((a, b) => a + b, 0) / n
  const apart = (at: number) => (at < 30 ? 0 : mean(10, at) - mean(30, at))
  const rows = Array.from({ length: bars.length }, (_, i) => ({
    time: new Date(bars.time[i]),
    open: bars.open[i],
    high: bars.high[i],
    low: bars.low[i],
    close: bars.close[i],
    volume: bars.volume[i],
    above: apart(i) > 0 && apart(i - 1) <= 0,
    below: apart(i) < 0 && apart(i - 1) >= 0,
  }))
  return new DataFrame<number, PeerBar>(rows).bake() as DataFrame<number, PeerBar>
}

function runPeer(input: DataFrame<number, PeerBar>): void {
  backtest<PeerBar, PeerBar, unknown, number>(
    {
      entryRule: (enter, { bar }) => {
        if (bar.above) enter()
      },
      exitRule: (exit, { bar }) => {
        if (bar.below) exit()
      },
    },
    input,
  )
}

/** A figure that this file prints when it is started with a flag. */
function inChild(flag: string): number {
  return Number(execFileSync(process.execPath, [fileURLToPath(import.meta.url), flag], { encoding: 'utf8' }))
}

/** Million bars a second of grademark. */
function measurePeer(): number {
  const input = peerInput(walk(FEWER))
  const times = Array.from({ length: 6 }, () => timed(() => runPeer(input)))
  return FEWER / 1000 / median(times.slice(1))
}

/** Bytes a bar that the process grows by, at its highest, for a million bars and a run of them. */
function measureMemory(): number {
  runBacktest(requestOf(prepareSeries(walk(1000))))
  const before = process.memoryUsage().rss
  runBacktest(requestOf(prepareSeries(walk(BARS))))
  return (highestBytes() - before) / BARS
}

/** Linux's own mark: what Node tells counts the process that started this one as well. */
function highestBytes(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : ''
  const mark = /VmHWM:\s+(\d+) kB/.exec(status)
  return 1024 * Number(mark ? mark[1] : process.resourceUsage().maxRSS)
}

/** A seeded walk of one-minute bars around the clock, in cents. */
function walk(rows: number): Bars {
  let state = 42
  const random = () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const bars = createBars({ symbol: 'BENCH', timeframe: '1m', source: 'import', feed: 'import' }, rows)
  let price = 100
  for (let i = 0; i < rows; i++) {
    const open = price
    price = cents(price * (1 + (random() - 0.5) * 0.002))
    bars.time[i] = 1.6e12 + i * MINUTE
    bars.open[i] = open
    bars.high[i] = Math.max(open, price) + cents(random() / 10)
    bars.low[i] = Math.min(open, price) - cents(random() / 10)
    bars.close[i] = price
    bars.volume[i] = 1e6
  }
  bars.length = rows
  return bars
}

function cents(price: number): number {
  return Math.round(price * 100) / 100
}

let checksum = 0

function total(values: Float64Array): void {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  checksum += sum
}

if (import.meta.main) {
  if (process.argv.includes('--memory')) line(String(measureMemory()))
  else if (process.argv.includes('--peer')) line(String(measurePeer()))
  else benchEngine()
  if (Number.isNaN(checksum)) process.exitCode = 1
}
