import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { freshHome, openbell } from '../support/cli.ts'

const real = process.env.OPENBELL_REAL_DATA

describe('analytics code from the command line', () => {
  const home = freshHome()
  const asOf = ['--as-of', '2026-03-20T20:00:00Z']
  beforeAll(async () => {
    const loaded = await openbell(['datasets', 'load', 'week', 'SIMALL', 'SIMTEC', '--limit', '60', '--json', ...asOf], { home })
    expect(loaded.code, loaded.stderr).toBe(0)
    expect(loaded.json).toMatchObject({ name: 'week', rows: 120, source: 'simulated', asOf: '2026-03-20T20:00:00Z' })
  })

  it('a dataset that one command loaded is there for the next, and code in a file works on it', async () => {
    const file = join(home, 'mean.js')
    writeFileSync(
      file,
      `const one = df.groupBy('symbol').SIMALL\nconsole.log('bars', one.length)\nreturn { mean: one.mean('close') }\n`,
    )
    const run = await openbell(['run', file, '--dataset', 'week', '--json'], { home })
    expect(run.code, run.stderr).toBe(0)
    expect(run.json).toMatchObject({ ok: true, dataset: 'week', console: [{ level: 'log', text: 'bars 60' }], error: null })
    const bars = await openbell(['bars', 'SIMALL', '--limit', '60', '--json', ...asOf], { home })
    const closes: number[] = bars.json.bars.map((bar: { close: number }) => bar.close)
    expect(run.json.result.mean).toBeCloseTo(closes.reduce((sum, close) => sum + close, 0) / 60, 9)
    expect(run.json.followUps).toHaveLength(3)
  })

  it('a person reads where the data is from, a table, and what to type next; a command so told can be typed', async () => {
    const code = 'return [...df.groupBy("symbol")].map(([symbol, part]) => ({ symbol, last: part.close.at(-1) }))'
    const run = await openbell(['run', '--code', code, '--dataset', 'week'], { home })
    expect(run.code, run.stderr).toBe(0)
    expect(run.stdout).toMatch(/SIMULATED.*week/)
    expect(run.stdout).toMatch(/symbol +last\nSIMALL +[\d.]+\nSIMTEC +[\d.]+/)
    expect(run.stdout).toMatch(/openbell analyze SIMALL --timeframe 1d/)
  })

  it('code that fails exits 2 with one line that says where, and what columns there are', async () => {
    const run = await openbell(['run', '--code', 'return clsoe[0]', '--dataset', 'week'], { home })
    expect([run.code, run.stderr.trim().split('\n')]).toEqual([
      2,
      [expect.stringMatching(/^usage: line 1: .*columns of week: time symbol open/)],
    ])
    const json = await openbell(['run', '--code', 'return df.clsoe', '--dataset', 'week', '--json'], { home })
    expect(json.code).toBe(2)
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, error: { kind: 'runtime', line: 1 } })
  })

  it('the sandbox has no file, no process and no network, and time is bounded', async () => {
    const code = 'return [typeof process, typeof require, typeof fetch, typeof Deno, typeof importScripts]'
    const names = await openbell(['run', '--code', code, '--json'], { home })
    expect(names.json.result).toEqual(Array<string>(5).fill('undefined'))
    const endless = await openbell(['run', '--code', 'while (true);', '--timeout', '0.3'], { home })
    expect(endless.code).toBe(2)
    expect(endless.stderr).toMatch(/300 ms/)
  })

  it('tells how executions went, and drops what it is told to', async () => {
    const told = await openbell(['analytics', 'performance', '--json'], { home })
    expect(told.json.executions).toBe(told.json.recent.length)
    expect(told.json.byError.map((one: { kind: string }) => one.kind).sort()).toEqual(['runtime', 'timeout'])
    expect((await openbell(['datasets', 'drop', 'week', '--dry-run'], { home })).code).toBe(0)
    expect((await openbell(['datasets', 'list', '--json'], { home })).json.datasets).toHaveLength(1)
    expect((await openbell(['datasets', 'drop', 'week'], { home })).code).toBe(0)
    const gone = await openbell(['run', '--code', 'return 1', '--dataset', 'week'], { home })
    expect([gone.code, gone.stderr]).toEqual([4, expect.stringMatching(/no dataset is called 'week': none is loaded/)])
  })
})

describe.skipIf(!real)('analytics code on real bars (needs OPENBELL_REAL_DATA)', () => {
  const file = join(real ?? '', 'bars-1day/AAPL_1998-2021_lean.csv')
  const home = freshHome()

  it('of a file of the user, and of the same file in the store, gives the same figures', async () => {
    const own = await openbell(['datasets', 'load', 'own', '--from', 'csv', '--file', file, '--json'], { home })
    expect(own.code, own.stderr).toBe(0)
    const rows = readFileSync(file, 'utf8').trim().split('\n').slice(1)
    expect(own.json).toMatchObject({ rows: rows.length, source: 'csv', feed: null })
    expect((await openbell(['data', 'import', file, '--symbol', 'AAPL'], { home })).code).toBe(0)
    const load = ['datasets', 'load', 'stored', 'AAPL', '--limit', '6000', '--source', 'store', '--json']
    const stored = await openbell(load, { home })
    expect(stored.json).toMatchObject({ source: 'store', feed: 'import', quality: { rating: 'good', violations: 0 } })
    const code =
      'const r = df.with("r", df.returns()); return { rows: df.length, volume: df.sum("volume"), deviation: r.std("r") }'
    const [first, second] = await Promise.all(
      ['own', 'stored'].map((name) => openbell(['run', '--code', code, '--dataset', name, '--json'], { home })),
    )
    const volume = rows.reduce((sum, row) => sum + Number(row.split(',')[5]), 0)
    expect(first.json.result).toMatchObject({ rows: rows.length, volume })
    expect(second.json.result.rows).toBe(stored.json.rows)
    expect(second.json.insights.join()).not.toContain('simulated')
  })
})
