import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshHome, openbell, root } from '../support/cli.ts'

/** A session of the past in which the market is open: answers repeat. */
const AS_OF = '2026-11-20T15:00:00Z'

/** What a hostile or confused model sends in place of an argument. */
const HOSTILE: unknown[] = [
  '../../../etc/passwd',
  "'; DROP TABLE audit; --",
  'x'.repeat(100_000),
  '__proto__',
  '$(touch /tmp/owned)\u001b[2J\u0000',
  null,
  -1,
  1e308,
  [],
  ['constructor', null, {}],
  { toString: 'x', length: -1 },
]
/** They run in processes of their own: what a schema cannot refuse is left to their own tests. */
const IN_PROCESSES = ['scan', 'forecast', 'backtest', 'optimize']

const home = freshHome()
let client: Client
let stderr = ''

beforeAll(async () => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(root, 'bin/openbell.js'), 'serve-mcp', '--allow', 'paper', '--as-of', AS_OF, '--home', home],
    env: { PATH: process.env.PATH!, HOME: home },
    stderr: 'pipe',
  })
  transport.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  client = new Client({ name: 'walker', version: '1.0.0' }, {})
  await client.connect(transport)
})
afterAll(() => client?.close())

async function call(name: string, args: Record<string, unknown> = {}, options = {}) {
  const result = await client.callTool({ name, arguments: args }, options)
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
  const value = result.structuredContent as any
  const [first] = result.content as { text: string }[]
  return { value, text: first.text, isError: result.isError === true }
}

async function right(name: string, args: Record<string, unknown> = {}, options = {}) {
  const answer = await call(name, args, options)
  expect(answer.isError, `${name}: ${answer.text}`).toBe(false)
  expect(answer.value.mode, name).toBe('paper')
  return answer.value
}

describe('a model works through the day over stdio', { timeout: 60_000 }, () => {
  it('starts up, scans, and analyses what it found', async () => {
    const startup = await right('startup')
    expect(startup).toMatchObject({ ready: true, source: 'simulated', broker: 'simulated' })
    const scan = await right('scan', { rule: 'change > 0', limit: 3 })
    expect(scan.rows.length).toBeGreaterThan(0)
    const [{ symbol }] = scan.rows
    const analysis = await right('analyze', { symbols: [symbol] })
    expect(analysis.results[0]).toMatchObject({ symbol, quick: {} })
    const peaks = await right('peak_trough', { symbols: [symbol] })
    expect(['BUY', 'SELL', 'HOLD']).toContain(peaks.results[0].signal.action)
  })

  it('loads a dataset and runs code on it; the code can reach nothing', async () => {
    await right('datasets_load', { name: 'day', from: 'bars', symbols: ['SIMALL'], timeframe: '1d', limit: 300 })
    const ran = await right('run', {
      dataset: 'day',
      code: 'return { rows: df.length, last: df.close[df.length - 1], rsi: calculateRsi(df.close) }',
    })
    expect(ran.ok).toBe(true)
    expect(ran.result.rows).toBe(300)
    const bars = await right('bars', { symbol: 'SIMALL', timeframe: '1d', limit: 1 })
    expect(ran.result.last).toBe(bars.bars[0].close)
    expect(ran.followUps).toHaveLength(3)
    const fled = await call('run', { dataset: 'day', code: 'return this.constructor.constructor("return process")().env' })
    expect(fled.isError).toBe(true)
    expect(fled.text).not.toContain('PATH')
  })

  it('runs a backtest with progress, and gets a picture of it', async () => {
    const heard: number[] = []
    const onprogress = ({ progress }: { progress: number }) => heard.push(progress)
    const optimized = await right(
      'optimize',
      { strategy: 'sma-cross', symbols: ['SIMALL'], range: ['fast=4:20:2', 'slow=24:60:4'] },
      { onprogress },
    )
    expect(optimized.best.params.fast).toBeGreaterThanOrEqual(4)
    expect(heard.length).toBeGreaterThan(0)
    expect(heard).toEqual(heard.toSorted((a, b) => a - b))
    const result = await client.callTool({
      name: 'backtest',
      arguments: { strategy: 'sma-cross', symbols: ['SIMALL'], chart: true },
    })
    const pictures = (result.content as { type: string; mimeType?: string }[]).filter((one) => one.type === 'image')
    expect(pictures[0]?.mimeType).toBe('image/png')
  })

  it('previews a paper order and places it once, however often it asks', async () => {
    const preview = await right('order_preview', { side: 'buy', symbol: 'SIMALL', quantity: 2, market: true, stop: 560 })
    expect(preview.verdict.outcome).toBe('allow')
    const { previewId } = preview
    const placed = await right('order_place', { previewId, clientOrderId: 'walk-1' })
    const again = await right('order_place', { previewId, clientOrderId: 'walk-1' })
    expect(again.order.clientOrderId).toBe(placed.order.clientOrderId)
    const orders = await right('trade_orders', { all: true })
    expect(
      orders.orders.filter((one: { symbol: string; side: string }) => one.symbol === 'SIMALL' && one.side === 'buy'),
    ).toHaveLength(1)
    const other = await call('order_place', { previewId, clientOrderId: 'walk-2' })
    expect(other.isError).toBe(true)
  })

  it('reads resources and gets a prompt written from the state of the moment', async () => {
    const { contents } = await client.readResource({ uri: 'trading://status' })
    const status = JSON.parse((contents[0] as { text: string }).text)
    expect(status.mode).toBe('paper')
    expect(JSON.stringify(status)).toContain('SIMALL')
    const { contents: context } = await client.readResource({ uri: 'analytics://context' })
    expect((context[0] as { text: string }).text).toContain('day')
    const { messages } = await client.getPrompt({ name: 'day_trading_session_guide', arguments: { session_type: 'momentum' } })
    expect((messages[0].content as { text: string }).text).toMatch(/momentum/i)
  })

  it('sends hostile arguments to every field of every tool, and every error is one clear line', async () => {
    const { tools } = await client.listTools()
    const kinds = new Set<string>()
    for (const { name, inputSchema } of tools) {
      const fields = [...Object.keys(inputSchema.properties ?? {}), 'stop_loss']
      const values = IN_PROCESSES.includes(name) ? HOSTILE.slice(-2) : HOSTILE
      for (const field of fields) {
        for (const value of values) {
          const answer = await call(name, { [field]: value })
          if (!answer.isError) continue
          // An answer that stands and is a failure all the same says its error inside.
          const { error } = answer.value
          const text = answer.text.startsWith('{') ? `${error.kind}: ${error.message}` : answer.text
          const what = `${name} ${field} ${JSON.stringify(value).slice(0, 60)}`
          const [, kind] = /^([a-z-]+): /.exec(text) ?? []
          expect(['usage', 'denied', 'not-found', 'no-data', 'config', 'unavailable'], `${what}: ${text}`).toContain(kind)
          expect(text, what).not.toMatch(/\p{Cc}|node_modules|TypeError|SqliteError|at \S+ \(\S+:\d+/u)
          expect(text.length, what).toBeLessThan(2000)
          kinds.add(kind)
        }
      }
    }
    expect(kinds).toContain('usage')
    await right('quote', { symbols: ['SIMALL'] })
  })

  it('leaves an audit that a person reads, and nothing of it on the protocol’s stream', async () => {
    const audit = await openbell(['audit', '--effect', 'trade', '--limit', '500', '--json'], { home })
    const tools = audit.json.entries.map((one: { tool: string }) => one.tool)
    expect(tools).toContain('order.place')
    expect(stderr).not.toMatch(/\n\s+at /)
  })
})
