import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { freshHome, openbell, words } from '../support/cli.ts'

describe('the main job on the simulated market, no key, no network', () => {
  const home = freshHome()
  const asOf = ['--as-of', '2026-11-18T18:00:00Z']

  it('startup is ready during a session and says what the data is', async () => {
    const run = await openbell(['startup', '--json', ...asOf], { home })
    expect(run.code, run.stderr).toBe(0)
    expect(run.json).toMatchObject({ ready: true, session: { phase: 'regular', date: '2026-11-18' } })
    expect(run.json.checks.map((check: { status: string }) => check.status)).not.toContain('fail')
    const plain = await openbell(['startup', ...asOf], { home })
    expect(plain.stdout).toMatch(/simulated/i)
  })

  it('scan ranks hundreds of invented symbols, the same twice', async () => {
    const args = ['scan', 'change > 0.01', '--json', ...asOf]
    const [first, second] = [await openbell(args, { home }), await openbell(args, { home })]
    expect(first.stdout).toBe(second.stdout)
    expect(first.json).toMatchObject({ source: 'simulated', feed: 'simulated' })
    expect(first.json.scanned).toBeGreaterThan(490)
    expect(first.json.rows.length).toBeGreaterThan(0)
    for (const row of first.json.rows) expect(row.change).toBeGreaterThan(0.01)
  })

  it('peak-trough reads the busiest symbol, and keeps the signal', async () => {
    const scan = await openbell(['scan', '--timeframe', '1m', '--sort', 'prints_per_minute', '--limit', '1', '--json', ...asOf], {
      home,
    })
    const symbol = scan.json.rows[0].symbol
    const run = await openbell(['peak-trough', symbol, '--json', ...asOf], { home })
    expect(run.code, run.stderr).toBe(0)
    const [result] = run.json.results
    expect(result).toMatchObject({ symbol, liquidity: { meetsMinimum: true, rating: 'EXCELLENT' } })
    expect(['BUY', 'SELL', 'HOLD']).toContain(result.signal.action)
    const kept = await openbell(['peak-trough', '--history', '--json'], { home })
    expect(JSON.stringify(kept.json)).toContain(symbol)
    expect((await openbell(['peak-trough', symbol, ...asOf], { home })).stdout).toContain('SIMULATED')
  })

  it('the next command, typed as it is printed, speaks of the same market', async () => {
    const folder = join(freshHome(), 'with blanks')
    mkdirSync(folder)
    const flags = ['--seed', '7', '--home', folder, ...asOf]
    const scan = await openbell(['scan', '--universe', 'SIMALL', '--timeframe', '1m', ...flags])
    const [, typed] = /^next: openbell (.+)$/m.exec(scan.stdout)!
    const [json, turns] = [
      await openbell(['scan', '--universe', 'SIMALL', '--timeframe', '1m', '--json', ...flags]),
      await openbell([...words(typed), '--json']),
    ]
    expect(turns.json).toMatchObject({ asOf: json.json.asOf, results: [{ symbol: 'SIMALL' }] })
    expect(turns.json.results[0].signal.price).toBe(json.json.rows[0].price)
    const other = await openbell(['quote', 'SIMALL', '--json', ...asOf])
    expect(other.json.results[0].price).not.toBe(json.json.rows[0].price)
  })

  it('a real symbol is not answered with invented prices', async () => {
    const run = await openbell(['quote', 'SPY', '--json'], { home })
    expect(run).toMatchObject({ code: 4, stdout: '' })
    expect(JSON.parse(run.stderr).error).toMatchObject({ kind: 'not-found', message: expect.stringContaining('SPY') })
  })
})

const real = process.env.OPENBELL_REAL_DATA
describe.skipIf(!real)('the main job on real bars and prints (needs OPENBELL_REAL_DATA)', () => {
  const home = freshHome()
  const folder = join(real ?? '', 'bars-1min')
  const asOf = ['--source', 'store', '--as-of', '2024-03-15T18:00:00Z']

  beforeAll(async () => {
    const files = readdirSync(folder)
      .filter((name) => /^(SPY|AAPL|TSLA)_/.test(name))
      .map((name) => join(folder, name))
    const prints = join(real ?? '', 'ticks/BAC_20131007_trades_lean.csv.gz')
    const run = await openbell(['data', 'import', ...files, prints, join(folder, 'BAC_20131004-20131009_lean.csv'), '--json'], {
      home,
    })
    expect(run.code, run.stderr).toBe(0)
    for (const file of run.json.files) expect(file.rows).toBe(file.stored + file.duplicates + file.rejected)
    expect(run.json.files.find((file: { kind: string }) => file.kind === 'prints')).toMatchObject({ rows: 88172, stored: 88172 })
  })

  it('startup, scan and peak-trough as of a past session', async () => {
    const startup = await openbell(['startup', '--json', ...asOf], { home })
    expect(startup.json).toMatchObject({ ready: true, session: { phase: 'regular', date: '2024-03-15' } })
    const scan = await openbell(['scan', 'liquid', '--timeframe', '1m', '--json', ...asOf], { home })
    expect(scan.json.rows).toMatchObject([{ rank: 1, symbol: 'SPY', price: 509.905 }])
    expect(scan.json.skipped).toContainEqual({ symbol: 'AAPL', reason: 'stale' })
    const turns = await openbell(['peak-trough', 'SPY', '--json', ...asOf], { home })
    expect(turns.json).toMatchObject({ source: 'store', feed: 'import', asOf: '2024-03-15T18:00:00Z' })
    for (const turn of [...turns.json.results[0].peaks, ...turns.json.results[0].troughs]) {
      expect(turn.knownAt > turn.time && turn.knownAt <= '2024-03-15T18:00:00Z').toBe(true)
    }
  })

  it('nothing after the as-of is used: the answer is that of a store that ends there', async () => {
    const [whole, ended] = [freshHome(), freshHome()]
    const file = readdirSync(folder).find((name) => /^SPY_20240220.*\.csv\.gz$/.test(name))!
    const [header, ...rows] = gunzipSync(readFileSync(join(folder, file)))
      .toString('utf8')
      .trimEnd()
      .split('\n')
    const asOf = Date.parse('2024-03-15T18:00:30Z')
    const known = rows.filter((row) => Date.parse(row.split(',')[0]) + 60_000 <= asOf)
    expect(known.length).toBeLessThan(rows.length)
    writeFileSync(join(ended, 'SPY.csv'), [header, ...known, ''].join('\n'))
    for (const [at, path] of [
      [whole, join(folder, file)],
      [ended, join(ended, 'SPY.csv')],
    ]) {
      const run = await openbell(['data', 'import', path, '--symbol', 'SPY', '--json'], { home: at })
      expect(run.code, run.stderr).toBe(0)
    }
    const flags = ['--source', 'store', '--as-of', new Date(asOf).toISOString(), '--json']
    for (const query of [
      ['bars', 'SPY', '--timeframe', '1m', '--limit', '500'],
      ['bars', 'SPY', '--timeframe', '1h', '--limit', '50'],
      ['quote', 'SPY'],
      ['scan', 'change > -1', '--columns', 'rsi(14),vwap'],
      ['scan', '--timeframe', '5m', '--columns', 'ema(20)'],
      ['peak-trough', 'SPY'],
    ]) {
      const [all, cut] = [
        await openbell([...query, ...flags], { home: whole }),
        await openbell([...query, ...flags], { home: ended }),
      ]
      expect(all.code, all.stderr).toBe(0)
      expect(all.stdout, query.join(' ')).toBe(cut.stdout)
    }
    const bars = await openbell(['bars', 'SPY', '--timeframe', '1m', '--limit', '1', ...flags], { home: whole })
    expect(bars.json.bars).toMatchObject([{ time: '2024-03-15T17:59:00Z' }])
  })

  it('liquidity comes from counted prints where the bars carry no counts', async () => {
    const run = await openbell(['peak-trough', 'BAC', '--source', 'store', '--as-of', '2013-10-07T15:00:00Z', '--json'], { home })
    expect(run.json.results[0].liquidity.printsPerMinute).toBeGreaterThan(0)
  })

  it('an unknown symbol says where it is', async () => {
    const run = await openbell(['quote', 'SPY'], { home })
    expect(run.code).toBe(4)
    expect(run.stderr).toContain('SPY is in the store: add --source store')
  })

  it('importing again stores nothing', async () => {
    const run = await openbell(['data', 'import', join(folder, 'AAPL_20190211-20190215.csv'), '--json'], { home })
    expect(run.json.files).toMatchObject([{ rows: 1948, stored: 0, duplicates: 1948, rejected: 0 }])
  })
})
