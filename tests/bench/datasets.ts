import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { line, median } from './measure.ts'

const launcher = join(resolve(fileURLToPath(import.meta.url), '../../..'), 'bin/openbell.js')
const SYMBOLS = ['SIMALL', 'SIMTEC', 'SIMFIN', 'SIMHLT', 'SIMENE', 'SIMIND', 'SIMUTL', 'SIMDIS']
const ROWS = 2000
const CODE = `const moves = df.returns();
return { vwap: calculateVwap(df), rsi: calculateRsi(df.close), regime: detectMarketRegime(df), levels: detectSupportResistance(df), mean: df.mean('close'), last: df.rolling('close', 20).slice(-5), moves: moves.length }`

/** Eight datasets of 2,000 bars in one server, and code on each: how long, and how much memory (goal: 3 s in all, 500 MB). */
export async function benchDatasets(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'openbell-bench-'))
  const env = { PATH: process.env.PATH ?? '', HOME: home, OPENBELL_HOME: home }
  const transport = new StdioClientTransport({ command: process.execPath, args: [launcher, 'serve-mcp'], env, stderr: 'inherit' })
  const client = new Client({ name: 'openbell-bench', version: '1.0.0' })
  await client.connect(transport)
  const symbols = await known(client)
  const load = (symbol: string) => ({ name: `of_${symbol}`, symbols: [symbol], timeframe: '5m', limit: ROWS })
  const loaded = await timedCalls(
    client,
    symbols.map((symbol) => ['datasets_load', load(symbol)]),
  )
  const before = processorMs(transport.pid!)
  const runs = await timedCalls(
    client,
    symbols.map((symbol) => ['run', { code: CODE, dataset: `of_${symbol}` }]),
  )
  const worked = processorMs(transport.pid!) - before
  const together = performance.now()
  await Promise.all(symbols.map((symbol) => answer(client, 'run', { code: CODE, dataset: `of_${symbol}` })))
  const atOnce = performance.now() - together
  const inside = median(await Promise.all(symbols.map((symbol) => insideOf(client, `of_${symbol}`))))
  const { room } = await answer(client, 'datasets_list', {})
  const megabytes = peakOf(transport.pid!)
  await client.close()
  line(`datasets, ${symbols.length} of ${ROWS} bars of 5 minutes (${(room.bytes / 1e6).toFixed(1)} MB) over stdio`)
  line(`  load                   ${total(loaded)} ms  median ${median(loaded).toFixed(1)}`)
  line(
    `  code, one by one       ${total(runs)} ms  first ${runs[0].toFixed(1)}, median ${median(runs).toFixed(1)}; of it in the sandbox ${inside.toFixed(1)}`,
  )
  line(`    processor time       ${worked.toFixed(0).padStart(7)} ms, what it takes where nothing else runs`)
  line(`  code, eight at once    ${atOnce.toFixed(1).padStart(7)} ms`)
  line(`  most memory of the server ${megabytes.server.toFixed(0)} MB, with its children now ${megabytes.all.toFixed(0)} MB`)
}

const total = (times: number[]) =>
  times
    .reduce((sum, one) => sum + one, 0)
    .toFixed(1)
    .padStart(7)

/** Eight symbols that the simulated market has. */
async function known(client: Client): Promise<string[]> {
  const { rows } = await answer(client, 'scan', { limit: 20 })
  return [...new Set([...SYMBOLS.slice(0, 2), ...rows.map((row: { symbol: string }) => row.symbol)])].slice(0, 8) as string[]
}

// biome-ignore lint/suspicious/noExplicitAny: whatever shape the tool answers
async function answer(client: Client, name: string, args: Record<string, unknown>): Promise<any> {
  const result = await client.callTool({ name, arguments: args })
  if (result.isError) throw new Error(JSON.stringify(result.content))
  return result.structuredContent
}

/** Median of what the server says that the code itself took. */
async function insideOf(client: Client, dataset: string): Promise<number> {
  const { recent } = await answer(client, 'analytics_performance', { dataset, limit: 20 })
  return median(recent.map((one: { executionMs: number }) => one.executionMs))
}

async function timedCalls(client: Client, calls: [string, Record<string, unknown>][]): Promise<number[]> {
  const times: number[] = []
  for (const [name, args] of calls) {
    const started = performance.now()
    await answer(client, name, args)
    times.push(performance.now() - started)
  }
  return times
}

/** Processor milliseconds of a process and of its children that have ended (Linux, in ticks of 10 ms). */
function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * 10, 0)
}

/** Megabytes: the most that the server ever held, and what it and all below it hold now (Linux). */
function peakOf(pid: number): { server: number; all: number } {
  const field = (of: number, name: string) =>
    Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${of}/status`, 'utf8'))?.[1] ?? 0) / 1000
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      parents.set(Number(name), Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1].split(' ')[1]))
    } catch {
      // It has ended meanwhile.
    }
  }
  const below = (of: number): number[] =>
    [...parents].filter(([, parent]) => parent === of).flatMap(([child]) => [child, ...below(child)])
  return { server: field(pid, 'VmHWM'), all: [pid, ...below(pid)].reduce((sum, one) => sum + field(one, 'VmRSS'), 0) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchDatasets()
