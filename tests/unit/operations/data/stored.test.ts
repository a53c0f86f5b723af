import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Chalk } from 'chalk'
import { afterEach, describe, expect, it } from 'vitest'
import { dataExport } from '../../../../src/operations/data/export.ts'
import { dataGenerate } from '../../../../src/operations/data/generate.ts'
import { dataImport } from '../../../../src/operations/data/import.ts'
import { dataList } from '../../../../src/operations/data/list.ts'
import { dataVerify } from '../../../../src/operations/data/verify.ts'
import { createTestContext, type TestContext, type TestContextOptions } from '../../../support/context.ts'
import { writeCsv } from '../../../support/csv-files.ts'

const opened: TestContext[] = []
function context(options?: TestContextOptions): TestContext {
  const made = createTestContext(options)
  opened.push(made)
  return made
}
afterEach(() => {
  for (const one of opened.splice(0)) one.close()
})

const terminal = { width: 120, paint: new Chalk({ level: 0 }), terminal: false }
const BARS = `timestamp,open,high,low,close,volume,trades,vwap
2024-07-02T13:30:00Z,10,11,9,10.1,100,7,10.05
2024-07-02T13:31:00Z,10.1,11,9,10.2,100,,
2024-07-02T13:33:00Z,10.2,11,9,10.3333333333,0.1,3,10.1
`

describe('data generate', () => {
  const input = { symbol: 'mock', timeframe: '1m', periods: 1000, startPrice: 20, volatility: 0.4, seed: 3 }

  it('stores a simulated series on real session minutes that end by the as-of, the same every time', async () => {
    const test = context({ now: Date.UTC(2026, 2, 20, 17, 0, 30) })
    const made = await test.run(dataGenerate, input)
    expect(made).toMatchObject({
      symbol: 'MOCK',
      source: 'simulated',
      feed: 'simulated',
      bars: 1000,
      stored: 1000,
      to: '2026-03-20T16:59:00Z',
      firstOpen: 20,
    })
    expect(await test.run(dataGenerate, input)).toMatchObject({ stored: 0, duplicates: 1000 })
    expect(await test.run(dataVerify, { symbol: 'MOCK' })).toMatchObject({
      completeness: 1,
      missing: [],
      violations: [],
      jumps: [],
    })
    const { view } = await import('../../../../src/cli/views/data-generate.ts')
    expect(view(made, terminal)).toContain('SIMULATED')
  })

  it('will not mix two walks under one name, unless told to replace the first', async () => {
    const test = context()
    await test.run(dataGenerate, input)
    await expect(test.run(dataGenerate, { ...input, seed: 4 })).rejects.toMatchObject({
      kind: 'usage',
      hint: expect.stringContaining('--replace'),
    })
    expect(await test.run(dataGenerate, { ...input, seed: 4, replace: true })).toMatchObject({ stored: 1000 })
    expect(test.store.series()).toMatchObject([{ rows: 1000 }])
  })

  it('stores nothing under what cannot be typed', async () => {
    const test = context()
    for (const symbol of ['A\u001b[2J', 'A\nB', 'A B', ' ', '$(X)', 'A'.repeat(25), '../A']) {
      await expect(test.run(dataGenerate, { symbol, periods: 5 }), JSON.stringify(symbol)).rejects.toMatchObject({
        kind: 'usage',
      })
    }
    for (const symbol of ['BRK.B', 'BTC/USD', '^SPX', 'nq=f', 'A-B_2']) {
      expect(await test.run(dataGenerate, { symbol, periods: 5 })).toMatchObject({ bars: 5 })
    }
  })

  it('starts at --from, knows days and weeks, takes the seed of the settings', async () => {
    const test = context({ flags: { seed: '9' } })
    const days = await test.run(dataGenerate, { symbol: 'MOCK', periods: 3, from: '2024-07-03' })
    expect(days).toMatchObject({ seed: 9, from: '2024-07-03T13:30:00Z', to: '2024-07-08T13:30:00Z', timeframe: '1d' })
    expect(await test.run(dataGenerate, { symbol: 'MOCK', periods: 2, timeframe: '1w', from: '2024-07-01' })).toMatchObject({
      to: '2024-07-08T13:30:00Z',
    })
    await expect(test.run(dataGenerate, { symbol: 'MOCK', from: 'soon' })).rejects.toMatchObject({ kind: 'usage' })
  })
})

describe('data list', () => {
  it('lists every series, says when nothing of a symbol is there', async () => {
    const test = context()
    const { view } = await import('../../../../src/cli/views/data-list.ts')
    const empty = await test.run(dataList, {})
    expect(empty).toEqual({ series: [], actions: [] })
    expect(view(empty, { ...terminal, typed: ' --home h' })).toMatch(/The store is empty[\s\S]*data generate MOCK --home h/)
    await test.run(dataImport, { files: [writeCsv('OBX.csv', BARS)] })
    await test.run(dataGenerate, { symbol: 'MOCK', periods: 5 })
    const answer = await test.run(dataList, {})
    expect(answer.series).toMatchObject([
      { kind: 'bars', symbol: 'MOCK', timeframe: '1d', source: 'simulated', bars: 5 },
      {
        kind: 'bars',
        symbol: 'OBX',
        timeframe: '1m',
        source: 'import',
        feed: 'import',
        bars: 3,
        from: '2024-07-02T13:30:00Z',
        to: '2024-07-02T13:33:00Z',
      },
    ])
    expect(view(answer, terminal)).toMatch(/MOCK +1d +SIMULATED/)
    expect((await test.run(dataList, { symbols: ['obx'] })).series).toHaveLength(1)
    await expect(test.run(dataList, { symbols: ['NONE'] })).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('data verify', () => {
  it('names the missing minute and says what it expects', async () => {
    const test = context()
    await test.run(dataImport, { files: [writeCsv('OBX.csv', BARS)] })
    const answer = await test.run(dataVerify, { symbol: 'OBX' })
    expect(answer).toMatchObject({
      symbol: 'OBX',
      timeframe: '1m',
      source: 'import',
      feed: 'import',
      asOf: '2024-07-02T13:34:00Z',
      bars: 3,
      expected: 4,
      completeness: 0.75,
      missing: [{ from: '2024-07-02T13:32:00Z', to: '2024-07-02T13:32:00Z', bars: 1 }],
      jumps: [],
      violations: [],
      prints: null,
    })
    const { view } = await import('../../../../src/cli/views/data-verify.ts')
    expect(view(answer, terminal)).toMatch(/complete 75.00% of 4 expected · gaps 1/)
  })

  it('sees no further than --as-of', async () => {
    const test = context()
    await test.run(dataImport, { files: [writeCsv('OBX.csv', BARS)] })
    const earlier = context({ store: test.store, flags: { 'as-of': '2024-07-02T13:32:30Z' } })
    expect(await earlier.run(dataVerify, { symbol: 'OBX' })).toMatchObject({ bars: 2, missing: [] })
    opened.pop()
  })

  it('checks quotes where there are no bars, and says what is stored when asked for other bars', async () => {
    const test = context()
    const text =
      'timestamp,bid_price,bid_size,ask_price,ask_size\n2024-07-02T14:30:00Z,0,0,10,1\n2024-07-02T14:30:01Z,10.1,1,10,1\n2024-07-02T14:30:02Z,10,1,10,1\n'
    await test.run(dataImport, { files: [writeCsv('OBX.csv', text)] })
    expect(await test.run(dataVerify, { symbol: 'OBX' })).toMatchObject({
      timeframe: null,
      bars: 0,
      completeness: null,
      quotes: { rows: 3, crossed: 1, locked: 1, oneSided: 1 },
    })
    await expect(test.run(dataVerify, { symbol: 'OBX', timeframe: '1d' })).rejects.toMatchObject({
      kind: 'no-data',
      message: /it has quotes of import/,
    })
    await expect(test.run(dataVerify, { symbol: 'NONE' })).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('data export', () => {
  it.each(['out.csv', 'out.csv.gz'])('to %s, and the file imports to equal rows', async (name) => {
    const test = context()
    await test.run(dataImport, { files: [writeCsv('OBX.csv', BARS)] })
    const out = join(test.home, name)
    expect(await test.run(dataExport, { symbol: 'obx', out })).toMatchObject({ rows: 3, timeframe: '1m', source: 'import', out })
    expect((await test.run(dataImport, { files: [out] })).files[0]).toMatchObject({ stored: 0, duplicates: 3, rejected: 0 })
    const other = context()
    await other.run(dataImport, { files: [out] })
    const key = { symbol: 'OBX', timeframe: '1m' as const, source: 'import' }
    expect(other.store.bars.load(key)).toEqual(test.store.bars.load(key))
  })

  it('--fill makes the missing bars and marks them; importing the file sets those aside again', async () => {
    const test = context()
    await test.run(dataImport, { files: [writeCsv('OBX.csv', BARS)] })
    const out = join(test.home, 'out.csv')
    const done = await test.run(dataExport, { symbol: 'OBX', out, fill: true })
    expect(done).toMatchObject({ rows: 4, filled: 1 })
    const lines = readFileSync(out, 'utf8').split('\n')
    expect(lines[0]).toBe('timestamp,symbol,open,high,low,close,volume,trades,vwap,filled')
    expect(lines.slice(2, 4)).toEqual([
      '2024-07-02T13:31:00Z,OBX,10.1,11,9,10.2,100,,,false',
      '2024-07-02T13:32:00Z,OBX,10.2,10.2,10.2,10.2,0,,,true',
    ])
    const { view } = await import('../../../../src/cli/views/data-export.ts')
    expect(view(done, terminal)).toContain('marked in the last column: 1')
    const [again] = (await test.run(dataImport, { files: [out] })).files
    expect(again).toMatchObject({ rows: 4, stored: 0, duplicates: 3, rejected: 1, ignored: [] })
    expect(readFileSync(again.rejects, 'utf8')).toContain('4,"a filled bar: made from the close before, not traded"')
    expect(test.store.series()).toMatchObject([{ rows: 3 }])
    await expect(test.run(dataExport, { symbol: 'OBX', out, kind: 'prints', fill: true })).rejects.toMatchObject({
      kind: 'usage',
    })
  })

  it('takes real rows before simulated ones, however fine those are, unless told', async () => {
    const test = context()
    await test.run(dataGenerate, { symbol: 'OBX', periods: 5, timeframe: '1m', from: '2024-07-02' })
    await test.run(dataImport, { files: [writeCsv('OBX.csv', BARS)], timeframe: '5m' })
    const out = join(test.home, 'out.csv')
    expect(await test.run(dataExport, { symbol: 'OBX', out })).toMatchObject({ source: 'import', timeframe: '5m' })
    expect(await test.run(dataExport, { symbol: 'OBX', out, fromSource: 'simulated' })).toMatchObject({ timeframe: '1m' })
  })

  it('an --out that cannot be written is a config error with the path', async () => {
    const test = context()
    await test.run(dataImport, { files: [writeCsv('OBX.csv', BARS)] })
    const out = join(test.home, 'openbell.db', 'out.csv')
    await expect(test.run(dataExport, { symbol: 'OBX', out })).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining(out),
      hint: expect.stringContaining('ls -ld'),
    })
  })

  it('prints with ids, commas and microseconds, quotes with exchanges', async () => {
    const test = context()
    const prints = 't,x,p,s,c,i\n2024-07-02T14:30:00.123457Z,V,10.5,100,"@,I",42\n2024-07-02T14:30:00.123457Z,V,10.5,0.1,,43\n'
    await test.run(dataImport, { files: [writeCsv('OBX.csv', prints)] })
    await test.run(dataImport, { files: [writeCsv('OBX.csv', 't,ax,ap,as,bx,bp,bs\n1719930600.25,V,10.6,3,Q,10.5,2\n')] })
    for (const kind of ['prints', 'quotes']) {
      const out = join(test.home, `${kind}.csv`)
      await test.run(dataExport, { symbol: 'OBX', kind, out })
      const [again] = (await test.run(dataImport, { files: [out] })).files
      expect(again).toMatchObject({ kind, stored: 0, rejected: 0 })
      expect(again.duplicates).toBe(again.rows)
    }
  })

  it('cuts by session dates, both inclusive, and writes nothing for an empty range', async () => {
    const test = context()
    await test.run(dataGenerate, { symbol: 'MOCK', periods: 10, from: '2024-07-01' })
    const out = join(test.home, 'out.csv')
    const cut = await test.run(dataExport, { symbol: 'MOCK', from: '2024-07-02', to: '2024-07-05', out })
    expect(cut).toMatchObject({ rows: 3, from: '2024-07-02T13:30:00Z', to: '2024-07-05T13:30:00Z', source: 'simulated' })
    const none = join(test.home, 'none.csv')
    await expect(test.run(dataExport, { symbol: 'MOCK', from: '2030-01-01', out: none })).rejects.toMatchObject({
      kind: 'no-data',
    })
    expect(existsSync(none)).toBe(false)
    await expect(test.run(dataExport, { symbol: 'MOCK', from: 'July', out: none })).rejects.toMatchObject({ kind: 'usage' })
  })
})
