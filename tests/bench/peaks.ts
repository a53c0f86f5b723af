import { fileURLToPath } from 'node:url'
import { findTurns, type Turns } from '../../src/analysis/peaks/find-turns.ts'
import { turnSettings } from '../../src/analysis/peaks/settings.ts'
import { TurnTracker } from '../../src/analysis/peaks/tracker.ts'
import { column } from '../../src/market/bars.ts'
import { line, median, timed } from './measure.ts'

const CLOSES = 1_000_000
const RUNS = 15

/**
 * Smooths and finds turns over 1,000,000 closes in cents (seeded walk, shared memory, output columns reused): median of interleaved
 * runs after a warm-up, beside the time of reading the column once. Goal for the default window: 20 ms or less where reading takes 1 ms.
 * The causal path is timed per bar over the last 100,000 closes, with computations over 1,000 bars.
 */
export function benchPeaks(): void {
  const closes = seededCloses(CLOSES)
  const windows = [7, 11, 21, 101]
  const reading: number[] = []
  const times = windows.map(() => [] as number[])
  const reuse: (Turns | undefined)[] = windows.map(() => undefined)
  let sum = 0
  for (let run = -3; run < RUNS; run++) {
    const read = timed(() => {
      sum += total(closes)
    })
    if (run >= 0) reading.push(read)
    windows.forEach((window, i) => {
      const took = timed(() => {
        reuse[i] = findTurns(closes, turnSettings({ bars: CLOSES, window }), reuse[i])
      })
      if (run >= 0) times[i].push(took)
    })
  }
  const once = median(reading)
  line(`peaks and troughs, ${CLOSES.toLocaleString('en')} closes, ${RUNS} interleaved runs, median (checksum ${sum.toFixed(0)})`)
  line(`  reading the column once ${once.toFixed(2).padStart(8)} ms`)
  windows.forEach((window, i) => {
    const took = median(times[i])
    const shown = `${took.toFixed(2).padStart(8)} ms  ${(took / once).toFixed(1)} x reading  ${reuse[i]?.count} turns`
    line(`  window ${String(window).padEnd(17)}${shown}`)
  })
  benchTracker(closes.subarray(CLOSES - 100_000))
}

function benchTracker(closes: Float64Array): void {
  const took = Array.from({ length: 5 }, () =>
    timed(() => new TurnTracker(turnSettings({ bars: 1000 })).advance(closes, closes.length)),
  )
  line(`  causal path, window 11  ${((median(took) * 1e6) / closes.length).toFixed(0).padStart(8)} ns a bar`)
}

function seededCloses(count: number): Float64Array {
  const closes = column(count)
  let seed = 1
  let price = 100
  for (let i = 0; i < count; i++) {
    seed = (seed * 1_664_525 + 1_013_904_223) >>> 0
    price *= 1 + (seed / 2 ** 32 - 0.5) * 0.002
    closes[i] = Math.round(price * 100) / 100
  }
  return closes
}

function total(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return sum
}

if (process.argv[1] === fileURLToPath(import.meta.url)) benchPeaks()
