import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { dataImport } from '../../src/operations/data/import.ts'
import { dataVerify } from '../../src/operations/data/verify.ts'
import { createTestContext, type TestContext } from '../support/context.ts'

const folder = process.env.OPENBELL_REAL_DATA ?? ''
const real = folder !== '' && existsSync(join(folder, 'README.md'))
const suite = describe.skipIf(!real)

/** Data rows of a file, counted without the reader. */
function rowsOf(file: string): number {
  const bytes = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
  return text.split('\n').filter((line) => line.trim() !== '').length - 1
}

/** Rows of a file that its notes count as broken: open or close outside the range, a price not above zero. */
function brokenByNotes(name: string): number {
  const line = readFileSync(join(folder, 'README.md'), 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`| \`${name}\``))!
  const counts = [...line.matchAll(/(\d+) rows (?:where open\/close|with a price <= 0)/g)]
  return counts.reduce((sum, match) => sum + Number(match[1]), 0)
}

async function inStore<T>(work: (test: TestContext) => Promise<T>): Promise<T> {
  const test = createTestContext({ now: Date.UTC(2026, 10, 20, 22) })
  try {
    return await work(test)
  } finally {
    test.close()
  }
}

suite(real ? 'import of the real data' : 'import of the real data (skipped: OPENBELL_REAL_DATA is not set)', () => {
  it.each(['bars-1min', 'bars-5min', 'bars-1hour', 'crypto', 'fx'])(
    'every bar of %s is stored, and a second import stores none',
    async (name) => {
      await inStore(async (test) => {
        const { files, failed } = await test.run(dataImport, { files: [join(folder, name)] })
        expect(failed).toEqual([])
        for (const one of files) {
          expect(one).toMatchObject({ kind: 'bars', rows: rowsOf(one.file), stored: one.rows, duplicates: 0, rejected: 0 })
          expect(one.symbol, one.file).toBe(one.file.split('/').at(-1).split('_')[0])
        }
        const again = (await test.run(dataImport, { files: [join(folder, name)] })).files
        expect(again.every((one: { rows: number; duplicates: number }) => one.duplicates === one.rows)).toBe(true)
      })
    },
  )

  it('daily files give back the broken rows that their notes count, and nothing else', async () => {
    const names = readdirSync(join(folder, 'bars-1day')).filter((one) => /^[A-Z]+_.*\.csv$/.test(one))
    expect(names.length).toBeGreaterThan(20)
    for (const name of names) {
      const file = join(folder, 'bars-1day', name)
      const [done] = await inStore(async (test) => (await test.run(dataImport, { files: [file] })).files)
      const broken = brokenByNotes(name)
      expect(done, name).toMatchObject({ timeframe: '1d', rows: rowsOf(file), rejected: broken, stored: done.rows - broken })
    }
  })

  it('a universe of 1,603 symbols in one file, its splits and dividends, and what is no market data', async () => {
    await inStore(async (test) => {
      const [universe] = (await test.run(dataImport, { files: [join(folder, 'bars-1day/universe-1603-symbols_2017.csv.gz')] }))
        .files
      expect(universe).toMatchObject({ kind: 'bars', timeframe: '1d', symbol: null, rows: 98_943, stored: 98_943, rejected: 0 })
      expect(universe.symbols).toHaveLength(1603)
      const actions = join(folder, 'bars-1day/corporate-actions')
      const [adjustments] = (await test.run(dataImport, { files: [join(actions, 'universe-1603-symbols_adjustments.csv')] }))
        .files
      expect(adjustments).toMatchObject({ kind: 'actions', rows: 9068, stored: 9068 })
      expect(adjustments.symbols).toHaveLength(1011)
      // The events of AAPL tell dividends in dollars that the adjustments told as ratios: conflicts, and the first ones stand.
      const { files, failed } = await test.run(dataImport, { files: [actions] })
      const events = files.filter((one: { symbol: string | null }) => one.symbol !== null)
      expect(
        events.map((one: { symbol: string; rows: number; rejected: number }) => [one.symbol, one.rows, one.rejected]),
      ).toEqual([
        ['AAPL', 39, 8],
        ['BAC', 94, 0],
        ['GOOG', 1, 0],
        ['IWM', 87, 0],
        ['QQQ', 67, 0],
        ['SPY', 94, 0],
      ])
      expect(failed.map((one: { message: string }) => /cumulative adjustment factors/.test(one.message))).toEqual(
        Array(6).fill(true),
      )
      const names = join(folder, 'bars-1day/universe-1603-symbols_names.csv')
      await expect(test.run(dataImport, { files: [names] })).rejects.toMatchObject({
        kind: 'usage',
        message: /symbol,name,median_dollar_volume/,
      })
    })
  })

  it('every print is kept, equal ones and those of size 0 too; a second import stores none', async () => {
    await inStore(async (test) => {
      const names = [
        'ticks/BAC_20131007_trades_lean.csv.gz',
        'ticks/IBM_20131008_trades_lean.csv.gz',
        'ticks/BTCUSDT_20240808_trades_binance.csv',
      ]
      const paths = [...names, 'ticks/XRPETH_20191011-20191013_trades.csv', 'futures/GC201312_20131007_trades_lean.csv.gz'].map(
        (one) => join(folder, one),
      )
      const { files } = await test.run(dataImport, { files: paths })
      for (const one of files)
        expect(one).toMatchObject({ kind: 'prints', rows: rowsOf(one.file), stored: one.rows, rejected: 0 })
      expect((await test.run(dataVerify, { symbol: 'GC201312' })).prints).toEqual({ rows: 39_702, withoutSize: 92 })
      const again = (await test.run(dataImport, { files: paths })).files
      expect(again.map((one: { stored: number; duplicates: number }) => [one.stored, one.duplicates])).toEqual(
        files.map((one: { rows: number }) => [0, one.rows]),
      )
    })
  })

  it('quotes: an equal one at a taken time is a duplicate, another one a conflict', async () => {
    await inStore(async (test) => {
      const { files } = await test.run(dataImport, {
        files: [
          join(folder, 'quotes/IBM_20131007_nbbo_lean.csv.gz'),
          join(folder, 'quotes/BTCUSDT_20240808_best_binance.csv.gz'),
        ],
      })
      expect(files[0]).toMatchObject({ kind: 'quotes', rows: 39_109, stored: 39_109 })
      expect(files[1]).toMatchObject({ rows: 28_040, stored: 26_185, duplicates: 0, rejected: 1855 })
      const kept = readFileSync(files[1].rejects, 'utf8').trim().split('\n')
      expect(kept).toHaveLength(1856)
      expect(kept[1]).toContain('conflict: another row is stored for this symbol and time')
      expect((await test.run(dataVerify, { symbol: 'IBM' })).quotes).toMatchObject({ rows: 39_109, crossed: 21, locked: 159 })
    })
  })

  it('a split inside minute bars is a warning, and none once its action is stored', async () => {
    const minutes = join(folder, 'bars-1min/AAPL_20140605-20140609_lean.csv')
    const warned = await inStore(async (test) => (await test.run(dataImport, { files: [minutes] })).files[0].warnings)
    const told = await inStore(async (test) => {
      await test.run(dataImport, { files: [join(folder, 'bars-1day/corporate-actions/AAPL_events_lean.csv')] })
      return (await test.run(dataImport, { files: [minutes] })).files[0].warnings
    })
    expect([warned.length, told.length]).toEqual([1, 0])
    expect(warned[0]).toContain('looks like a split (7 for 1)')
  })
})
