import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { countTokens } from 'gpt-tokenizer'
import { TOOLSETS } from '../../src/operations/operation.ts'
import { line, median } from './measure.ts'

const launcher = join(resolve(fileURLToPath(import.meta.url), '../../..'), 'bin/openbell.js')
const CALLERS = 50
/** Calls of each caller, one after the other. */
const CALLS = 6
const STARTS = 7
const SYMBOL = 'SIMALL'

const environment = () => {
  const home = mkdtempSync(join(tmpdir(), 'openbell-bench-'))
  return { PATH: process.env.PATH ?? '', HOME: home, OPENBELL_HOME: home }
}

/** What a client pays: tokens of the list, the first answer, and answers while fifty ask at once. Goals stand beside the figures. */
export async function benchMcp(): Promise<void> {
  line(`MCP server; load of the machine ${readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 2).join(' ')}`)
  await benchTokens()
  await benchStart()
  const stdio = await overStdio(['--compat'])
  await benchCalls('stdio', () => Promise.resolve(stdio), 150)
  await benchSingles(stdio)
  await stdio.close()
  const { url, child } = await httpServer()
  await benchCalls('HTTP', () => overHttp(url), 300)
  child.kill('SIGINT')
}

async function benchTokens(): Promise<void> {
  const lists: [string, string[]][] = [
    ['default (goal 12000)', []],
    ['default, --allow paper', ['--allow', 'paper']],
    ['--compat (goal 12000)', ['--compat']],
    ...[...TOOLSETS].map((one): [string, string[]] => [one, ['--toolsets', one]]),
    ['all, orders (goal 12000)', ['--toolsets', 'all', '--allow', 'paper']],
  ]
  line('  tokens of tools/list')
  for (const [name, args] of lists) {
    const client = await overStdio(args)
    const { tools } = await client.listTools()
    await client.close()
    const tokens = countTokens(JSON.stringify(tools))
    line(`    ${name.padEnd(24)} ${String(tools.length).padStart(3)} tools ${String(tokens).padStart(6)} tokens`)
  }
}

async function benchStart(): Promise<void> {
  const times: number[] = []
  for (let i = 0; i < STARTS; i++) times.push(await firstAnswer())
  line(`  start to the first answer, median of ${STARTS}: ${median(times).toFixed(0)} ms (goal 400)`)
}

/** From the start of the process to the answer to the first request, over bare pipes: no client of ours is in it. */
async function firstAnswer(): Promise<number> {
  const started = performance.now()
  const child = spawn(process.execPath, [launcher, 'serve-mcp'], { env: environment(), stdio: ['pipe', 'pipe', 'inherit'] })
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'openbell-bench', version: '1.0.0' } }
  child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`)
  await new Promise((done) => child.stdout.once('data', done))
  const took = performance.now() - started
  child.stdin.end()
  await new Promise((done) => child.once('close', done))
  return took
}

async function benchCalls(name: string, connect: () => Promise<Client>, goal: number): Promise<void> {
  const clients = await Promise.all(Array.from({ length: CALLERS }, connect))
  const [first] = clients
  for (const tool of [QUOTE, QUICK]) {
    await answer(first, ...tool)
    const alone = await timesOf([first], tool, 50)
    const crowd = await timesOf(clients, tool, CALLS)
    const wanted = tool === QUICK ? ` (goal p50 ${goal})` : ''
    line(`  ${name} ${tool[0].padEnd(15)} alone ${spread(alone)}; ${CALLERS} callers at once ${spread(crowd)}${wanted}`)
  }
  if (name === 'HTTP') await Promise.all(clients.map((client) => client.close()))
}

type Call = [string, Record<string, unknown>]
const QUOTE: Call = ['quote', { symbols: [SYMBOL] }]
const QUICK: Call = ['quick_analysis', { symbol: SYMBOL, use_gpu: true }]

async function timesOf(clients: Client[], call: Call, calls: number): Promise<number[]> {
  const lists = await Promise.all(
    clients.map(async (client) => {
      const times: number[] = []
      for (let i = 0; i < calls; i++) {
        const started = performance.now()
        await answer(client, ...call)
        times.push(performance.now() - started)
      }
      return times
    }),
  )
  return lists.flat()
}

function spread(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  return `p50 ${median(sorted).toFixed(1)} ms, p99 ${sorted[Math.floor(sorted.length * 0.99)].toFixed(1)} ms`
}

async function benchSingles(client: Client): Promise<void> {
  const calls: [Call, number][] = [
    [['simulate_trade', { strategy: 'momentum_trading_optimized', symbol: SYMBOL, action: 'buy' }], 3000],
    [['get_portfolio_status', { include_analytics: true }], 2000],
  ]
  for (const [call, goal] of calls) {
    const [first, ...more] = await timesOf([client], call, 5)
    line(`  stdio ${call[0]}: first ${first.toFixed(0)} ms, then ${median(more).toFixed(0)} ms (goal ${goal})`)
  }
}

/** @throws when the answer is an error: a figure of those would be none */
async function answer(client: Client, name: string, args: Record<string, unknown>): Promise<void> {
  const result = await client.callTool({ name, arguments: args })
  if (result.isError) throw new Error(`${name}: ${JSON.stringify(result.content)}`)
}

async function overStdio(args: string[]): Promise<Client> {
  const client = new Client({ name: 'openbell-bench', version: '1.0.0' })
  const words = [launcher, 'serve-mcp', ...args]
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: words, env: environment(), stderr: 'inherit' }),
  )
  return client
}

async function overHttp(url: string): Promise<Client> {
  const client = new Client({ name: 'openbell-bench', version: '1.0.0' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
  await client.connect(new StreamableHTTPClientTransport(new URL(url)))
  return client
}

async function httpServer() {
  const words = [launcher, 'serve-mcp', '--http', '0', '--no-token', '--compat', '--json', '--quiet']
  const child = spawn(process.execPath, words, { env: environment(), stdio: ['ignore', 'pipe', 'inherit'] })
  const said = await new Promise<string>((done) => child.stdout.once('data', (chunk) => done(String(chunk))))
  return { url: JSON.parse(said.split('\n', 1)[0]).url as string, child }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchMcp()
