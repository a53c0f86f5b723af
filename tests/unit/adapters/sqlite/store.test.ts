import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStore } from '../../../../src/adapters/sqlite/store.ts'
import type { OpenbellError } from '../../../../src/core/errors.ts'
import { barRows, barsOf, MINUTE, OPEN, printsOf } from '../../../support/store-rows.ts'

const KEY = { symbol: 'TEST', timeframe: '1m', source: 'import' } as const
const minutes = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ time: OPEN + (from + i) * MINUTE, close: 10 + from + i }))

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-sqlite-'))
  path = join(folder, 'openbell.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function errorOf(work: () => unknown): OpenbellError {
  try {
    work()
  } catch (thrown) {
    return thrown as OpenbellError
  }
  throw new Error('nothing was thrown')
}

function inDatabase(work: (db: Database.Database) => void): void {
  const db = new Database(path)
  work(db)
  db.close()
}

describe('opening a store', () => {
  test('makes the folder and the file, in WAL mode', () => {
    path = join(folder, 'deep', 'er', 'openbell.db')
    const store = openStore(path)
    expect(store.info()).toMatchObject({ path, schema: 6, journalMode: 'wal' })
    expect(store.info().bytes).toBeGreaterThan(0)
    store.close()
  })

  test('opening again finds what was stored', () => {
    const store = openStore(path)
    store.bars.append(barsOf(minutes(0, 5000)))
    store.close()
    const again = openStore(path)
    expect(barRows(again.bars.load(KEY))).toEqual(barRows(barsOf(minutes(0, 5000))))
    again.close()
  })

  test('a newer schema is refused by name, and left alone', () => {
    openStore(path).close()
    inDatabase((db) => db.pragma('user_version = 9'))
    expect(errorOf(() => openStore(path))).toMatchObject({
      kind: 'config',
      message: `the store ${path} has schema 9; this openbell knows up to 6`,
    })
    inDatabase((db) => expect(db.pragma('user_version', { simple: true })).toBe(9))
  })

  test('a file of schema 1 is brought up to date; adjusted closes whose timeframe can be told are kept', () => {
    const store = openStore(path)
    store.bars.append(barsOf(minutes(0, 2)))
    for (const timeframe of ['1m', '1d'] as const) store.bars.append(barsOf(minutes(0, 1), { symbol: 'BOTH', timeframe }))
    store.close()
    inDatabase((db) => {
      db.exec(`DROP TABLE run_column; DROP TABLE run; DROP TABLE trial; DROP TABLE study_trial; DROP TABLE study;
        DROP TABLE adjusted_close; DROP TABLE journal; DROP TABLE journal_account; DROP TABLE journal_key;
        DROP TABLE simulated_account; DROP TABLE proposal; DROP TABLE lease;
        DROP TABLE alert_rule; DROP TABLE alert_log; DROP TABLE session_wrap;
        DROP TABLE audit; DROP TABLE placement; DROP TABLE dataset;
        CREATE TABLE adjusted_close (symbol TEXT NOT NULL, source TEXT NOT NULL, time REAL NOT NULL, value REAL NOT NULL,
          PRIMARY KEY (symbol, source, time)) WITHOUT ROWID;
        INSERT INTO adjusted_close VALUES ('TEST', 'import', ${OPEN}, 9.5), ('BOTH', 'import', ${OPEN}, 8.5)`)
      db.pragma('user_version = 1')
    })
    const again = openStore(path)
    expect(again.info().schema).toBe(6)
    expect([...again.actions.loadAdjustedCloses(KEY).value]).toEqual([9.5])
    expect(again.actions.loadAdjustedCloses({ ...KEY, symbol: 'BOTH' }).value).toHaveLength(0)
    expect(barRows(again.bars.load(KEY))).toEqual(barRows(barsOf(minutes(0, 2))))
    expect(again.integrity()).toBe('ok')
    again.close()
  })

  test('a database of another program is refused and left alone', () => {
    inDatabase((db) => db.exec('CREATE TABLE theirs (a)'))
    expect(errorOf(() => openStore(path))).toMatchObject({
      kind: 'config',
      message: expect.stringContaining(`${path} is a database of another program`),
    })
    inDatabase((db) => expect(db.prepare('SELECT name FROM sqlite_master').pluck().all()).toEqual(['theirs']))
  })

  test('a file that is no database is refused and left alone', () => {
    const text = 'timestamp,open,high,low,close,volume\n'.repeat(100)
    writeFileSync(path, text)
    expect(errorOf(() => openStore(path))).toMatchObject({ kind: 'config', message: expect.stringContaining(path) })
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  test('a folder in the place of the file, or a file in the place of the folder, is named', () => {
    mkdirSync(path)
    expect(errorOf(() => openStore(path))).toMatchObject({ kind: 'config', message: expect.stringContaining(path) })
    writeFileSync(join(folder, 'file'), '')
    const below = join(folder, 'file', 'openbell.db')
    expect(errorOf(() => openStore(below))).toMatchObject({ kind: 'config', message: expect.stringContaining(below) })
  })

  test('an empty file is a new store', () => {
    writeFileSync(path, '')
    const store = openStore(path)
    expect(store.series()).toEqual([])
    store.close()
  })

  test('readonly: reads, never writes, and makes no file', () => {
    expect(errorOf(() => openStore(path, { readonly: true }))).toMatchObject({ kind: 'not-found' })
    expect(existsSync(path)).toBe(false)
    const writer = openStore(path)
    writer.bars.append(barsOf(minutes(0, 3)))
    const reader = openStore(path, { readonly: true })
    writer.bars.append(barsOf(minutes(3, 3)))
    expect(reader.bars.load(KEY)?.length).toBe(6)
    expect(errorOf(() => reader.bars.append(barsOf(minutes(9, 1))))).toMatchObject({
      kind: 'config',
      message: expect.stringContaining('cannot be written'),
    })
    reader.close()
    writer.close()
  })
})

describe('damage is named and never served', () => {
  beforeEach(() => {
    const store = openStore(path)
    store.bars.append(barsOf(minutes(0, 9000)))
    const { prints, occurrence } = printsOf([{ time: OPEN, price: 1 }])
    store.tape.appendPrints(prints, occurrence)
    store.close()
  })

  const flip = (table: string, column: string, id: number, at: number) =>
    inDatabase((db) => {
      const blob = db.prepare(`SELECT ${column} FROM ${table} WHERE id = ?`).pluck().get(id) as Buffer
      blob[at] ^= 1
      db.prepare(`UPDATE ${table} SET ${column} = ? WHERE id = ?`).run(blob, id)
    })

  test.each(['time', 'close', 'volume'])('one flipped bit of %s', (column) => {
    flip('bar_chunk', column, 2, 1000)
    const store = openStore(path)
    const error = errorOf(() => store.bars.load(KEY))
    expect(error).toMatchObject({
      kind: 'config',
      message: expect.stringMatching(/is damaged: checksum of chunk 2 of bar_chunk, \d+ rows from 2026-03-2/),
    })
    expect(error.message).toContain(path)
    expect(store.integrity()).toContain('chunk 2 of bar_chunk')
    expect(store.bars.load(KEY, { limit: 100 })?.length, 'other chunks still serve').toBe(100)
    store.close()
  })

  test('a flipped bit of the prints', () => {
    flip('print_chunk', 'price', 1, 25)
    const store = openStore(path)
    expect(() => store.tape.loadPrints('TEST', 'import')).toThrow(/print_chunk/)
    expect(store.integrity()).toContain('print_chunk')
    store.close()
  })

  test('a flipped bit of a kept run or of a study', () => {
    const made = openStore(path)
    const head = { kind: 'backtest', at: 1, strategy: 's', timeframe: '1d', source: 'import' } as const
    made.runs.put({ ...head, id: 'r1', symbols: [], summary: {}, body: {}, columns: { equity: Float64Array.of(1.5, 2.5, 3.5) } })
    made.studies.open('s1', {}, 1)
    made.studies.add('s1', [{ stretch: 'all', key: 'k', params: {}, body: 1, dailyReturns: Float64Array.of(0.5) }])
    made.close()
    inDatabase((db) => {
      for (const [table, column] of [
        ['run_column', 'bytes'],
        ['study_trial', 'returns'],
      ]) {
        const blob = db.prepare(`SELECT ${column} FROM ${table}`).pluck().get() as Buffer
        blob[blob.length - 1] ^= 1
        db.prepare(`UPDATE ${table} SET ${column} = ?`).run(blob)
      }
    })
    const store = openStore(path)
    expect(errorOf(() => store.runs.get('r1'))).toMatchObject({
      kind: 'config',
      message: expect.stringContaining('equity of run r1'),
    })
    expect(() => store.studies.open('s1', {}, 1)).toThrow(/returns of all k in study s1/)
    expect(store.runs.list(1), 'lists need no column').toHaveLength(1)
    expect(store.integrity()).toContain('run r1')
    store.close()
  })

  test('a merge into a damaged chunk stores nothing', () => {
    flip('bar_chunk', 'close', 1, 1000)
    const store = openStore(path)
    expect(() => store.bars.append(barsOf([{ time: OPEN - MINUTE, close: 1 }]))).toThrow(/damaged/)
    expect(store.series('TEST')[0].rows).toBe(9000)
    store.close()
  })

  test('a chunk whose header lies', () => {
    inDatabase((db) => db.exec('UPDATE bar_chunk SET first = first - 60000 WHERE id = 1'))
    const store = openStore(path)
    expect(() => store.bars.load(KEY)).toThrow(/holds other rows than it says/)
    store.close()
  })

  test('a file cut short', () => {
    truncateSync(path, 40_960)
    const error = errorOf(() => {
      const store = openStore(path)
      try {
        expect(store.integrity()).not.toBe('ok')
        store.bars.load(KEY)
      } finally {
        store.close()
      }
    })
    expect(error).toMatchObject({ kind: 'config', message: expect.stringContaining(path) })
  })
})

describe('chunks and tail', () => {
  const shape = () => {
    const shape = { chunks: [] as number[], tail: 0 }
    inDatabase((db) => {
      shape.chunks = db.prepare('SELECT rows FROM bar_chunk ORDER BY first').pluck().all() as number[]
      shape.tail = db.prepare('SELECT count(*) FROM bar_tail').pluck().get() as number
    })
    return shape
  }

  test('live bars are rows until the tail is full, then a chunk', () => {
    const store = openStore(path)
    for (let i = 0; i < 512; i++) store.bars.append(barsOf(minutes(i, 1)))
    expect(shape()).toEqual({ chunks: [], tail: 512 })
    store.bars.append(barsOf(minutes(512, 1)))
    expect(shape()).toEqual({ chunks: [513], tail: 0 })
    store.bars.append(barsOf(minutes(513, 1)))
    expect(shape()).toEqual({ chunks: [513], tail: 1 })
    store.bars.append(barsOf(minutes(514, 9000)))
    expect(shape().tail).toBe(0)
    expect(barRows(store.bars.load(KEY))).toEqual(barRows(barsOf(minutes(0, 9514))))
    store.close()
  })

  test('chunks stay near 4,096 rows whatever the batches', () => {
    const store = openStore(path)
    for (let i = 29; i >= 0; i--) store.bars.append(barsOf(minutes(i * 1000, 1000)))
    for (let i = 30; i < 40; i++) store.bars.append(barsOf(minutes(i * 1000, 1000)))
    const { chunks } = shape()
    expect(chunks.reduce((sum, rows) => sum + rows, 0)).toBe(40_000)
    for (const rows of chunks.slice(1, -1)) expect(rows).toBeGreaterThan(2000)
    for (const rows of chunks) expect(rows).toBeLessThanOrEqual(6144)
    store.close()
  })

  test('a duplicate append rewrites nothing', () => {
    const store = openStore(path)
    store.bars.append(barsOf(minutes(0, 9000)))
    const before = readFileSync(path)
    const wal = () => readFileSync(`${path}-wal`).length
    const length = wal()
    store.bars.append(barsOf(minutes(1000, 3000)))
    expect(wal()).toBe(length)
    expect(readFileSync(path).equals(before)).toBe(true)
    store.close()
  })

  test('stocks quoted in cents take half the bytes of doubles', () => {
    const bytesOf = () => {
      const store = openStore(path)
      const { bytes } = store.info()
      store.close()
      return bytes
    }
    openStore(path).close()
    const empty = bytesOf()
    const store = openStore(path)
    store.bars.append(barsOf(minutes(0, 40_960)))
    store.close()
    expect(bytesOf() - empty).toBeLessThan(40_960 * 6 * 8 * 0.55)
  })
})
