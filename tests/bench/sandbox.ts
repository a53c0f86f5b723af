import { readFileSync } from 'node:fs'
import { createCodeRunner } from '../../dist/adapters/sandbox/runner.js'
import type { CodeRunner } from '../../src/ports/code-runner.ts'
import type { Dataset } from '../../src/ports/datasets.ts'
import { barsDataset, quietLog, walkBars } from '../support/code-dataset.ts'
import { line, median } from './measure.ts'

const CODE = 'const mean = df.rolling("close", 20); return { sum: df.sum("close"), last: mean[mean.length - 1] }'
const ROWS = 100_000
const ROUNDS = 7

/** A run of a sum and a rolling mean over 100,000 closes, first and with a spare ready; then code on each of eight datasets of 2,000 bars, with its memory. */
export async function benchSandbox(): Promise<void> {
  const large = onlyCloses(barsDataset([walkBars(ROWS)]))
  const cold: number[] = []
  const warm: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const runner = createCodeRunner({ log: quietLog }) as CodeRunner
    cold.push(await timedRun(runner, large))
    await new Promise((ready) => setTimeout(ready, 700))
    warm.push(await timedRun(runner, large))
    await runner.close()
  }
  line(`sandbox: sum and rolling mean of ${ROWS.toLocaleString('en')} closes, median of ${ROUNDS}`)
  line(`  first run   ${median(cold).toFixed(0)} ms`)
  line(`  spare ready ${median(warm).toFixed(0)} ms`)
  await eightDatasets()
}

async function eightDatasets(): Promise<void> {
  const runner = createCodeRunner({ log: quietLog }) as CodeRunner
  const datasets = Array.from({ length: 8 }, (_, i) => barsDataset([walkBars(2000, i, `SYM${i}`)]))
  const code =
    'return [df.describe(), detectMarketRegime(df), calculateRsi(df), detectSupportResistance(df), analyzeVolumeProfile(df)]'
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, memoryOfChildren())
  }, 20)
  const started = performance.now()
  await Promise.all(datasets.map((dataset) => timedRun(runner, dataset, code)))
  const ms = performance.now() - started
  clearInterval(watch)
  await runner.close()
  line(`  eight datasets of 2,000 bars, analysed: ${ms.toFixed(0)} ms together (goal: under 3,000 ms)`)
  if (most > 0) line(`  memory of the children at once: ${(most / 2 ** 20).toFixed(0)} MB (goal: under 500 MB)`)
}

async function timedRun(runner: CodeRunner, dataset: Dataset, code = CODE): Promise<number> {
  const started = performance.now()
  const { error } = await runner.run(
    { code, dataset, timeoutMs: 30_000, mostBytes: 65_536, seed: 1 },
    new AbortController().signal,
  )
  if (error) throw new Error(error.message)
  return performance.now() - started
}

function onlyCloses(dataset: Dataset): Dataset {
  return { ...dataset, columns: dataset.columns.filter((column) => column.name === 'close') }
}

/** Bytes of memory that our children are in, shared ones counted for each (Linux); 0 where the system does not tell. */
function memoryOfChildren(): number {
  try {
    const ids = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
    return ids.reduce((sum, id) => sum + residentBytes(id), 0)
  } catch {
    return 0
  }
}

function residentBytes(id: string): number {
  return 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0)
}
