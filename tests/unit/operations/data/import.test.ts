import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { dataImport } from '../../../../src/operations/data/import.ts'
import { freshHome } from '../../../support/cli.ts'
import { createTestContext, type TestContext, type TestContextOptions } from '../../../support/context.ts'
import { writeCsv } from '../../../support/csv-files.ts'

const HEADER = 'timestamp,open,high,low,close,volume\n'
const row = (minute: number, close = 10) => `2024-01-02T14:${minute}:00Z,${close},${close + 1},${close - 1},${close},100\n`
const GOOD = HEADER + row(30) + row(31) + row(32)

const opened: TestContext[] = []
function context(options?: TestContextOptions): TestContext {
  const made = createTestContext(options)
  opened.push(made)
  return made
}
afterEach(() => {
  for (const one of opened.splice(0)) one.close()
})

describe('data import', () => {
  it('says what became of each row, and a second import stores none', async () => {
    const test = context()
    const file = writeCsv('OBX_20240102.csv', GOOD)
    const first = await test.run(dataImport, { files: [file] })
    expect(first).toEqual({
      files: [
        {
          file,
          kind: 'bars',
          symbol: 'OBX',
          symbols: ['OBX'],
          timeframe: '1m',
          rows: 3,
          stored: 3,
          duplicates: 0,
          rejected: 0,
          rejects: null,
          from: '2024-01-02T14:30:00Z',
          to: '2024-01-02T14:32:00Z',
          actions: 0,
          ignored: [],
          warnings: [],
        },
      ],
      failed: [],
    })
    const [second] = (await test.run(dataImport, { files: [file] })).files
    expect(second).toMatchObject({ rows: 3, stored: 0, duplicates: 3, rejected: 0 })
    expect(test.store.series()).toMatchObject([{ symbol: 'OBX', timeframe: '1m', source: 'import', feed: 'import', rows: 3 }])
  })

  it('sets conflicts and bad rows aside with line, reason and the row; nothing stored is overwritten', async () => {
    const test = context()
    await test.run(dataImport, { files: [writeCsv('OBX.csv', GOOD)] })
    const file = writeCsv('OBX_more.csv', `${HEADER}${row(31, 99)}${row(33)}2024-01-02T14:34:00Z,"1",1,2,1,5\n${row(32)}`)
    const [done] = (await test.run(dataImport, { files: [file] })).files
    expect(done).toMatchObject({ rows: 4, stored: 1, duplicates: 1, rejected: 2 })
    expect(relative(test.home, done.rejects)).toMatch(/^rejects\/OBX_more\.csv\.[0-9a-f]{8}\.rejects\.csv$/)
    expect(readFileSync(done.rejects, 'utf8').split('\n').sort().reverse()).toEqual([
      'line,reason,row',
      '4,"high 1 below low 2","2024-01-02T14:34:00Z,""1"",1,2,1,5"',
      '2,"conflict: another row is stored for this symbol and time","2024-01-02T14:31:00Z,99,100,98,99,100"',
      '',
    ])
    expect(test.store.bars.load({ symbol: 'OBX', timeframe: '1m', source: 'import' })!.close[1]).toBe(10)
    expect(test.warnings).toEqual([`${file}: 2 of 4 rows set aside, see ${done.rejects}`])
  })

  it('rewrites the rejects file each time, and takes it away when nothing is set aside any more', async () => {
    const test = context()
    const file = writeCsv('OBX.csv', `${GOOD}never,1,1,1,1,1\n`)
    const [first] = (await test.run(dataImport, { files: [file] })).files
    expect(existsSync(first.rejects)).toBe(true)
    writeFileSync(file, GOOD)
    expect((await test.run(dataImport, { files: [file] })).files[0].rejects).toBeNull()
    expect(existsSync(first.rejects)).toBe(false)
  })

  it('files of one name in two folders keep two rejects files', async () => {
    const test = context()
    const bad = `${GOOD}never,1,1,1,1,1\n`
    const { files } = await test.run(dataImport, { files: [writeCsv('OBX.csv', bad), writeCsv('OBX.csv', bad)] })
    expect(new Set(files.map((one: { rejects: string }) => one.rejects)).size).toBe(2)
    expect(files.every((one: { rejects: string }) => existsSync(one.rejects))).toBe(true)
  })

  it('a clean file of the same name elsewhere does not take away the rejects of another', async () => {
    const test = context()
    const [first] = (await test.run(dataImport, { files: [writeCsv('OBX.csv', `${GOOD}never,1,1,1,1,1\n`)] })).files
    expect((await test.run(dataImport, { files: [writeCsv('OBX.csv', GOOD)] })).files[0].rejects).toBeNull()
    expect(existsSync(first.rejects)).toBe(true)
  })

  it('of a row that is set aside as a conflict nothing is stored: no adjusted close, no dividend', async () => {
    const test = context()
    const header = 'date,open,high,low,close,volume,adj close,dividend\n'
    await test.run(dataImport, { files: [writeCsv('OBX.csv', `${header}2024-01-02,10,11,9,10,1,9.5,0\n`)] })
    const more = `${header}2024-01-02,20,21,19,20,1,19.5,0.5\n2024-01-03,20,21,19,20,1,19.6,0.25\n`
    const [done] = (await test.run(dataImport, { files: [writeCsv('OBX.csv', more)] })).files
    expect(done).toMatchObject({ stored: 1, rejected: 1, actions: 1 })
    const key = { symbol: 'OBX', timeframe: '1d', source: 'import' } as const
    expect([...test.store.actions.loadAdjustedCloses(key).value]).toEqual([9.5, 19.6])
    expect(test.store.actions.load('OBX', 'import')).toMatchObject([{ value: 0.25 }])
  })

  it('a batch is stored whole or not at all: bars do not stay without their actions', async () => {
    const test = context()
    const store = {
      ...test.store,
      actions: {
        ...test.store.actions,
        append() {
          throw new Error('broken off')
        },
      },
    }
    const text = 'date,open,high,low,close,volume,dividend\n2024-01-02,10,11,9,10,1,0.5\n2024-01-03,10,11,9,10,1,0\n'
    const broken = context({ store, home: test.home })
    await expect(broken.run(dataImport, { files: [writeCsv('OBX.csv', text)] })).rejects.toThrow('broken off')
    opened.pop()
    expect(test.store.series()).toEqual([])
  })

  it('keeps equal prints of one file, and a re-import stores none', async () => {
    const test = context()
    const print = '2024-01-02T14:30:00.5Z,10,100,P,20\n'
    const file = writeCsv(
      'OBX.csv',
      `timestamp,price,size,exchange,conditions\n${print}${print}${print}2024-01-02T14:30:01Z,11,1,Q,\n`,
    )
    expect((await test.run(dataImport, { files: [file] })).files[0]).toMatchObject({
      kind: 'prints',
      timeframe: null,
      rows: 4,
      stored: 4,
    })
    expect((await test.run(dataImport, { files: [file] })).files[0]).toMatchObject({ stored: 0, duplicates: 4 })
    const more = writeCsv('OBX.csv', `timestamp,price,size,exchange,conditions\n${print}${print}${print}${print}`)
    expect((await test.run(dataImport, { files: [more] })).files[0]).toMatchObject({ stored: 1, duplicates: 3 })
  })

  it('one bad file does not spoil the rest; alone it is the error', async () => {
    const test = context()
    const [good, bad] = [writeCsv('OBX.csv', GOOD), writeCsv('names.csv', 'symbol,name\nA,B\n')]
    const { files, failed } = await test.run(dataImport, { files: [bad, good] })
    expect(files).toHaveLength(1)
    expect(failed).toMatchObject([{ file: bad, kind: 'usage', hint: expect.stringContaining('timestamp,open') }])
    await expect(test.run(dataImport, { files: [bad] })).rejects.toMatchObject({ kind: 'usage' })
    const worthless = writeCsv('OBX.csv', `${HEADER}2024-01-02T14:30:00Z,0,0,0,0,0\n2024-01-02T14:31:00Z,0,0,0,0,0\n`)
    await expect(test.run(dataImport, { files: [worthless] })).rejects.toMatchObject({
      kind: 'no-data',
      message: /all 2 rows were set aside/,
    })
  })

  it('takes a folder: every CSV below it, sorted, and nothing else', async () => {
    const test = context()
    const folder = join(test.home, 'in')
    mkdirSync(join(folder, 'deep'), { recursive: true })
    for (const name of ['B.csv', 'A.csv.gz', 'deep/C.csv']) writeFileSync(join(folder, name), GOOD)
    for (const name of ['notes.txt', 'B.csv.rejects.csv']) writeFileSync(join(folder, name), 'nothing')
    const { files } = await test.run(dataImport, { files: [folder] })
    expect(files.map((one: { symbol: string }) => one.symbol)).toEqual(['A', 'B', 'C'])
    await expect(test.run(dataImport, { files: [join(test.home, 'rejects')] })).rejects.toThrow()
  })

  it('warns of a jump like a split, unless a stored split explains it', async () => {
    const days = 'date,open,high,low,close,volume\n2014-06-06,650,652,644,645.57,1\n2014-06-09,92.69,94,92,93.7,1\n'
    const test = context()
    const [done] = (await test.run(dataImport, { files: [writeCsv('AAPL.csv', days)] })).files
    expect(done.warnings).toEqual([
      'AAPL 2014-06-09: 645.57 to 92.69 looks like a split (7 for 1) and no action is stored for it',
    ])
    expect(test.warnings).toEqual(done.warnings)
    const told = context()
    await told.run(dataImport, { files: [writeCsv('AAPL_events.csv', 'date_before_ex,kind,value\n2014-06-06,split,7\n')] })
    expect((await told.run(dataImport, { files: [writeCsv('AAPL.csv', days)] })).files[0].warnings).toEqual([])
  })

  it('takes a coin or a currency that halves for what it is', async () => {
    const days = 'date,open,high,low,close,volume\n2020-03-11,8000,8100,7900,8000,1\n2020-03-12,4000,4100,3900,4000,1\n'
    const test = context()
    const files = ['BTCUSD', 'SHIB-USD', 'EURTRY'].map((symbol) => writeCsv(`${symbol}.csv`, days))
    const answer = await test.run(dataImport, { files })
    expect(answer.files.map((one: { rows: number; warnings: string[] }) => [one.rows, one.warnings])).toEqual(
      files.map(() => [2, []]),
    )
    const [stock] = (await test.run(dataImport, { files: [writeCsv('OBX.csv', days)] })).files
    expect(stock.warnings).toHaveLength(1)
  })

  it('stores actions of bar columns and counts them apart', async () => {
    const test = context()
    const text = 'date,open,high,low,close,volume,dividend,split_ratio\n2024-01-02,1,1,1,1,1,0.5,1\n2024-01-03,1,1,1,1,1,0,1\n'
    const [done] = (await test.run(dataImport, { files: [writeCsv('OBX.csv', text)] })).files
    expect(done).toMatchObject({ kind: 'bars', rows: 2, stored: 2, actions: 1 })
    expect(test.store.actions.load('OBX', 'import')).toMatchObject([{ kind: 'dividend', value: 0.5 }])
  })

  it('reads stamps without an offset in --tz', async () => {
    const test = context()
    const text = 'time,open,high,low,close,volume\n2024-07-02 09:30,1,1,1,1,1\n2024-07-02 09:31,1,1,1,1,1\n'
    const [done] = (await test.run(dataImport, { files: [writeCsv('OBX.csv', text)], tz: 'America/New_York' })).files
    expect([done.from, done.to]).toEqual(['2024-07-02T13:30:00Z', '2024-07-02T13:31:00Z'])
    await expect(test.run(dataImport, { files: [writeCsv('OBX.csv', text)], tz: 'Mars/Olympus' })).rejects.toMatchObject({
      kind: 'usage',
    })
  })

  describe('a dry run', () => {
    const PRINTS = 'timestamp,price,size\n'
    const print = (second: number, price = 10) => `2024-01-02T14:30:0${second}Z,${price},100\n`
    const dividend = (value: number) => `OBX,2024-01-02,dividend,${value}\n`
    const before: [string, string][] = [
      ['OBX.csv', GOOD],
      ['OBX_prints.csv', PRINTS + print(1) + print(1) + print(2)],
      ['OBX_quotes.csv', 'timestamp,bid,ask\n2024-01-02T14:30:00Z,10,11\n2024-01-02T14:30:01Z,10,11\n'],
      ['actions.csv', `symbol,date,kind,value\n${dividend(1)}`],
    ]
    const after: [string, string][] = [
      ['OBX.csv', `${HEADER}${row(31, 99)}${row(32)}${row(33)}${row(34)}never,1,1,1,1,1\n`],
      ['OBX_again.csv', `${HEADER}${row(34)}${row(35)}`],
      ['OBX_prints.csv', PRINTS + print(1) + print(1) + print(1) + print(2) + print(3)],
      ['OBX_quotes.csv', 'timestamp,bid,ask\n2024-01-02T14:30:01Z,10,12\n2024-01-02T14:30:02Z,10,11\n'],
      ['actions.csv', `symbol,date,kind,value\n${dividend(1)}${dividend(2)}`],
    ]
    const write = (files: [string, string][]) => files.map(([name, text]) => writeCsv(name, text))
    const everything = (test: TestContext) => ({
      series: test.store.series(),
      actions: test.store.actions.list(),
      files: readdirSync(join(test.home, 'rejects')).map((name) => readFileSync(join(test.home, 'rejects', name), 'utf8')),
    })

    it('writes and deletes nothing, and counts what the import then does', async () => {
      const test = context()
      const paths = write(after)
      writeFileSync(paths[0], `${GOOD}never,1,1,1,1,1\n`)
      await test.run(dataImport, { files: [...write(before), paths[0]] })
      writeFileSync(paths[0], after[0][1])
      const held = everything(test)
      const dry = context({ dryRun: true, store: test.store, home: test.home })
      const told = await dry.run(dataImport, { files: paths })
      opened.pop()
      expect(everything(test)).toEqual(held)
      expect(held.files).toHaveLength(1)
      expect(dry.notes).toEqual(['dry run: nothing was stored; the counts are what the import would do'])
      expect(dry.warnings[0]).toMatch(/OBX\.csv: 2 of 5 rows would be set aside; line \d: /)
      expect(told.files.map((one: { rejects: string | null }) => one.rejects)).toEqual(Array(5).fill(null))
      const done = await test.run(dataImport, { files: paths })
      const counts = (answer: { files: { stored: number; duplicates: number; rejected: number }[] }) =>
        answer.files.map(({ stored, duplicates, rejected }) => [stored, duplicates, rejected])
      expect(counts(told)).toEqual([
        [2, 1, 2],
        [1, 1, 0],
        [2, 3, 0],
        [1, 0, 1],
        [0, 1, 1],
      ])
      expect(counts(told)).toEqual(counts(done))
    })

    it('makes no store where none is, and leaves a rejects file that an import would take away', async () => {
      const { createApp } = await import('../../../../src/app.ts')
      const home = freshHome()
      const nothing = { update() {}, note() {}, warn() {} }
      const globals = { home, dryRun: true }
      const app = await createApp({ globals, progress: nothing, signal: new AbortController().signal, caller: 'test' })
      const input = dataImport.input.parse({ files: [writeCsv('OBX.csv', GOOD)] })
      const answer = (await dataImport.run(app.context, input)) as { files: { stored: number }[] }
      await app.close()
      expect(answer.files[0].stored).toBe(3)
      expect(existsSync(join(home, 'openbell.db'))).toBe(false)
      const test = context()
      const file = writeCsv('OBX.csv', `${GOOD}never,1,1,1,1,1\n`)
      const { rejects } = (await test.run(dataImport, { files: [file] })).files[0]
      writeFileSync(file, GOOD)
      await context({ dryRun: true, home: test.home }).run(dataImport, { files: [file] })
      expect(existsSync(rejects)).toBe(true)
    })
  })
})
