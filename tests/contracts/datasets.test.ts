import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DatasetLimits } from '../../src/adapters/datasets/bounded.ts'
import { createKeptDatasets } from '../../src/adapters/datasets/kept.ts'
import { createMemoryDatasets } from '../../src/adapters/datasets/memory.ts'
import { createMemoryStore } from '../../src/adapters/memory/store.ts'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import type { Dataset, DatasetColumn, Datasets } from '../../src/ports/datasets.ts'

const adapters: { name: string; make: (limits?: DatasetLimits) => Datasets }[] = [
  { name: 'the memory of a session', make: createMemoryDatasets },
  { name: 'the home folder', make: (limits) => createKeptDatasets(openStore(':memory:'), limits) },
  { name: 'a store in memory', make: (limits) => createKeptDatasets(createMemoryStore(), limits) },
]

const QUALITY = { rating: 'good', completeness: 1, gaps: 0, outliers: 0, violations: 0 } as const

function dataset(name: string, columns: DatasetColumn[], loadedAt = 0): Dataset {
  const head = { kind: 'bars' as const, timeframe: '1d', source: 'import', feed: 'import', asOf: 1_700_000_000_000 }
  return { name, rows: columns[0]?.values.length ?? 0, columns, symbols: ['SPY'], loadedAt, quality: QUALITY, ...head }
}

const numbers = (...values: number[]): DatasetColumn => ({ name: 'close', type: 'number', values: Float64Array.from(values) })
const BARS: DatasetColumn[] = [
  { name: 'time', type: 'time', values: Float64Array.of(1_700_000_000_000, 1_700_000_060_000, 1_700_000_120_000.5) },
  { name: 'symbol', type: 'text', values: ['SPY', '', 'é\u2028"'] },
  numbers(101.25, Number.NaN, -0),
]

/** Any column of any three rows, infinities and NaN included. */
const anyColumns = fc.array(
  fc.oneof(
    fc.array(fc.double(), { minLength: 3, maxLength: 3 }).map((values) => numbers(...values)),
    fc
      .array(fc.string({ unit: 'binary' }), { minLength: 3, maxLength: 3 })
      .map((values): DatasetColumn => ({ name: 'word', type: 'text', values })),
  ),
  { minLength: 1, maxLength: 4 },
)

describe.each(adapters)('the Datasets port, spoken by $name', ({ make }) => {
  it('gives back what was put, to the last bit, and lists it without its rows', () => {
    const held = make()
    expect(held.get('week')).toBeNull()
    expect(held.list()).toEqual([])
    const info = held.put(dataset('week', BARS))
    expect(held.get('week')).toEqual(dataset('week', BARS))
    expect(info).toMatchObject({ name: 'week', rows: 3, symbols: ['SPY'], quality: QUALITY })
    expect(info.columns).toEqual([
      { name: 'time', type: 'time' },
      { name: 'symbol', type: 'text' },
      { name: 'close', type: 'number' },
    ])
    expect(info.bytes).toBe(2 * 24 + 24 + 2 * 6)
    expect(held.list()).toEqual([info])
  })

  it('gives back any numbers and any texts', () => {
    const held = make()
    fc.assert(
      fc.property(anyColumns, (columns) => {
        held.put(dataset('any', columns))
        expect(held.get('any')?.columns).toEqual(columns)
      }),
      { numRuns: 60 },
    )
  })

  it('replaces one of the same name, lists the newest first, and drops once', () => {
    const held = make()
    held.put(dataset('first', [numbers(1)], 1))
    held.put(dataset('second', [numbers(2)], 2))
    held.put(dataset('first', [numbers(3, 4)], 3))
    expect(held.list().map(({ name, rows }) => [name, rows])).toEqual([
      ['first', 2],
      ['second', 1],
    ])
    expect(held.drop('first')).toBe(true)
    expect(held.drop('first')).toBe(false)
    expect(held.list().map(({ name }) => name)).toEqual(['second'])
  })

  it('refuses what does not fit, naming what to drop, and keeps the rest', () => {
    const held = make({ bytes: 100, count: 3 })
    held.put(dataset('small', [numbers(1, 2)], 1))
    held.put(dataset('large', [numbers(1, 2, 3, 4, 5, 6)], 2))
    expect(held.limits()).toEqual({ bytes: 64, mostBytes: 100, most: 3 })
    const more = () => held.put(dataset('more', [numbers(1, 2, 3, 4, 5)], 3))
    expect(more).toThrow(expect.objectContaining({ kind: 'usage', hint: 'openbell datasets drop large' }))
    expect(() => held.put(dataset('huge', [numbers(...Array<number>(13).fill(1))]))).toThrow(/all together may take/)
    expect(held.list().map(({ name }) => name)).toEqual(['large', 'small'])
    held.drop('large')
    expect(more).not.toThrow()
  })

  it('takes no more datasets than it may, but always another one of a name that it has', () => {
    const held = make({ bytes: 1000, count: 2 })
    held.put(dataset('a', [numbers(1)], 1))
    held.put(dataset('b', [numbers(1)], 2))
    expect(() => held.put(dataset('c', [numbers(1)], 3))).toThrow(/2 of 2 datasets/)
    held.put(dataset('a', [numbers(1, 2)], 4))
    expect(held.list()).toHaveLength(2)
  })
})

describe('datasets of the home folder', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'openbell-datasets-')), 'openbell.db')
  const store = openStore(path)
  createKeptDatasets(store).put(dataset('week', BARS))
  store.close()

  it('are there for the next process', () => {
    const next = openStore(path)
    expect(createKeptDatasets(next).get('week')).toEqual(dataset('week', BARS))
    expect(next.integrity()).toBe('ok')
    next.close()
  })

  it('are not served when their bytes are not those that were written', () => {
    const raw = new Database(path)
    raw.prepare("UPDATE dataset SET bytes = zeroblob(length(bytes)) WHERE name = 'week'").run()
    raw.close()
    const damaged = openStore(path)
    expect(() => createKeptDatasets(damaged).get('week')).toThrow(/checksum of dataset week differs/)
    expect(damaged.integrity()).toMatch(/checksum of dataset week/)
    damaged.close()
  })
})

describe.each([
  { name: 'SQLite', make: () => openStore(':memory:') },
  { name: 'memory', make: createMemoryStore },
])('kept answers of $name', ({ make }) => {
  it('are trimmed to the newest of their kind', () => {
    const { kept } = make()
    const entry = { at: 1, asOf: 1, subject: 'x', source: 'import' }
    kept.add({ ...entry, kind: 'scan', body: 'scan' })
    for (const body of [1, 2, 3, 4]) kept.add({ ...entry, kind: 'execution', body })
    kept.trim('execution', 2)
    expect(kept.list('execution', 10).map(({ body }) => body)).toEqual([4, 3])
    kept.add({ ...entry, kind: 'execution', body: 5 })
    expect(kept.list('execution', 10).map(({ id, body }) => [id, body])).toEqual([
      [6, 5],
      [5, 4],
      [4, 3],
    ])
    kept.trim('execution', 0)
    expect([kept.list('execution', 10).length, kept.list('scan', 10).length]).toEqual([0, 1])
  })
})
