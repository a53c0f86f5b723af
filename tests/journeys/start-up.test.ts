import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openbell, root } from '../support/cli.ts'

/** Packages and own parts that a command line loads. */
async function loaded(args: string[]): Promise<{ packages: string[]; parts: string[] }> {
  const file = join(mkdtempSync(join(tmpdir(), 'openbell-trace-')), 'imports')
  const trace = ['--import', join(root, 'tests/support/trace-imports.mjs')]
  const run = await openbell(args, { node: trace, env: { OPENBELL_TRACE_IMPORTS: file } })
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
})
