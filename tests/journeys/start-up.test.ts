import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openbell, type RunOptions, root } from '../support/cli.ts'

/** Packages and own parts that a command line loads. */
async function loaded(args: string[], input?: RunOptions['input']): Promise<{ packages: string[]; parts: string[] }> {
  const file = join(mkdtempSync(join(tmpdir(), 'openbell-trace-')), 'imports')
  const trace = ['--import', join(root, 'tests/support/trace-imports.mjs')]
  const run = await openbell(args, { node: trace, env: { OPENBELL_TRACE_IMPORTS: file }, input })
  expect(run.code, run.stderr).toBe(0)
  const urls = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const packages = urls.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? [])
  const parts = urls.flatMap((url) => /\/dist\/(.+)\.js$/.exec(url)?.[1] ?? [])
  return { packages: [...new Set(packages)].sort(), parts: [...new Set(parts)].sort() }
}

const PARSER_ONLY = [
  'cli/flags',
  'cli/main',
  'cli/manifest',
  'cli/output',
  'cli/plain-text',
  'cli/root-help',
  'core/errors',
  'operations/common/fields',
]

describe('what a command loads', () => {
  it.each([
    [['--help']],
    [['--version']],
    [['scan', '--help']],
    [['data', 'import', '--help']],
    [['trade', '--help']],
    [['trade', 'run', '--help']],
  ])('%j loads a parser and the manifest, no operation', async (args) => {
    const { packages, parts } = await loaded(args)
    expect(packages).toEqual(['commander'])
    expect(parts).toEqual(PARSER_ONLY)
  })

  it('data list loads the store and no market, vendor or analysis', async () => {
    const { packages, parts } = await loaded(['data', 'list', '--json'])
    for (const heavy of [
      'yahoo-finance2',
      '@alpacahq/alpaca-trade-api',
      'undici',
      'cockatiel',
      'csv-parse',
      'jsep',
      'cli-table3',
    ]) {
      expect(packages, heavy).not.toContain(heavy)
    }
    expect(parts.filter((part) => /^(analysis|engine|pocket|adapters\/(simulated|yahoo|alpaca|csv))/.test(part))).toEqual([])
    expect(packages).toContain('better-sqlite3')
  })

  it('trade positions of a simulated account loads no vendor, no socket and no pocket exchange', async () => {
    const home = mkdtempSync(join(tmpdir(), 'openbell-'))
    const { packages, parts } = await loaded(['trade', 'positions', '--json', '--home', home])
    for (const heavy of ['@alpacahq/alpaca-trade-api', '@msgpack/msgpack', 'undici', 'ws', 'yahoo-finance2', 'cli-table3']) {
      expect(packages, heavy).not.toContain(heavy)
    }
    expect(parts.filter((part) => /^(pocket|strategies|adapters\/(yahoo|alpaca|csv|workers))/.test(part))).toEqual([])
    expect(parts).toContain('engine/orders/path')
  })

  it('a session told as lines loads no screen', async () => {
    const home = mkdtempSync(join(tmpdir(), 'openbell-'))
    const day = ['--date', '2026-03-20', '--speed', '0', '--until', '09:31', '--types', 'status']
    const { packages, parts } = await loaded(['stream', 'SIMALL', ...day, '--plain', '--home', home])
    for (const heavy of ['ink', 'react', 'yoga-layout', '@alpacahq/alpaca-trade-api', 'undici', 'cockatiel', 'ws']) {
      expect(packages, heavy).not.toContain(heavy)
    }
    expect(parts.filter((part) => /^(tui|pocket)\//.test(part))).toEqual([])
    expect(parts).toContain('operations/stream/own-session')
  })

  it.each([[['startup', '--json']], [['scan', 'rsi(14) < 30', '--limit', '2', '--json']]])(
    '%j loads no server of tools, no sandbox and no pictures',
    async (args) => {
      const { packages, parts } = await loaded(args)
      expect(packages.filter((name) => /modelcontextprotocol|quickjs|resvg|p-queue|cockatiel/.test(name))).toEqual([])
      expect(parts.filter((part) => /^(mcp\/|adapters\/(sandbox|peers|datasets)\/)/.test(part))).toEqual([])
    },
  )
})

describe('what a server of tools loads', () => {
  const asked = (...messages: object[]) => `${messages.map((one) => JSON.stringify({ jsonrpc: '2.0', ...one })).join('\n')}\n`
  const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
  const listing = [
    { id: 1, method: 'initialize', params: hello },
    { method: 'notifications/initialized' },
    { id: 2, method: 'tools/list' },
  ]
  /** Packages and parts that no answer needs before somebody asks for it. */
  const LATER = /quickjs|resvg|roboto|cockatiel|yahoo|alpaca|undici|ink|react|cli-table3|modelcontextprotocol\/(client|node)/
  const LATER_PARTS =
    /^(mcp\/(compat\/(?!all)|charts|http|conformance|peers\/manifest)|adapters\/(sandbox|peers\/peer$|alpaca|yahoo|csv)|strategies|pocket|tui)/

  it('no operation, no alias, no peer and no picture until one is asked for', async () => {
    const { packages, parts } = await loaded(['serve-mcp'], asked(...listing))
    expect(packages.filter((name) => LATER.test(name))).toEqual([])
    expect(parts.filter((part) => LATER_PARTS.test(part))).toEqual([])
    expect(parts).toContain('mcp/tools/catalogue')
    // What an operation is and may; of the operations themselves only the one that serves.
    const shared = /^operations\/(admin\/serve-mcp|audit|common|orders\/question|trade\/ticket|execute|operation|permit|registry)/
    expect(parts.filter((part) => part.startsWith('operations/') && !shared.test(part))).toEqual([])
    expect(parts.filter((part) => /^(engine\/(?!risk)|exchange|strategy\/(?!hook|user-place))/.test(part))).toEqual([])
  })

  it('the operation that is called, and no other', async () => {
    const call = { id: 3, method: 'tools/call', params: { name: 'quote', arguments: { symbols: ['SIMALL'] } } }
    const { packages, parts } = await loaded(['serve-mcp'], asked(...listing, call))
    expect(packages.filter((name) => LATER.test(name))).toEqual([])
    expect(parts.filter((part) => LATER_PARTS.test(part))).toEqual([])
    expect(parts.filter((part) => /^operations\/(market|analyze|scan|backtest)\//.test(part))).toEqual([
      'operations/market/quote',
    ])
  })
})
