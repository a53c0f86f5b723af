import { OpenbellError } from '../../core/errors.ts'
import type { Labels } from '../../market/prints.ts'
import type { SeriesInfo } from '../../ports/store.ts'
import type { Access } from './access.ts'

/** What names a series; `timeframe` is '' for prints and quotes. */
export interface SeriesName {
  kind: SeriesInfo['kind']
  symbol: string
  timeframe: string
  source: string
}

export interface StoredSeries {
  id: number
  feed: string
}

export interface SeriesTable {
  find(name: SeriesName): StoredSeries | null
  /** The series' id, made on first use; refuses rows of another feed, which would mix two markets' volumes in one series. */
  ensure(name: SeriesName, feed: string): number
  remove(id: number): void
  /** Names of a label column, by code. */
  labels(series: number, field: string): string[]
  /** The incoming codes in the stored table's numbering; new names are added to it. */
  encode(series: number, field: string, labels: Labels, length: number): Uint16Array
}

export function createSeriesTable({ db }: Access): SeriesTable {
  const find = db.prepare('SELECT id, feed FROM series WHERE kind = ? AND symbol = ? AND timeframe = ? AND source = ?')
  const insert = db.prepare('INSERT INTO series (kind, symbol, timeframe, source, feed) VALUES (?, ?, ?, ?, ?)')
  const names = db.prepare('SELECT name FROM label WHERE series = ? AND field = ? ORDER BY code').pluck()
  const addName = db.prepare('INSERT INTO label (series, field, code, name) VALUES (?, ?, ?, ?)')
  const table: SeriesTable = {
    find: (name) => (find.get(name.kind, name.symbol, name.timeframe, name.source) as StoredSeries | undefined) ?? null,
    ensure(name, feed) {
      const known = table.find(name)
      if (known && known.feed !== feed) throw otherFeed(name, known.feed, feed)
      if (known) return known.id
      return Number(insert.run(name.kind, name.symbol, name.timeframe, name.source, feed).lastInsertRowid)
    },
    remove(id) {
      db.prepare('DELETE FROM label WHERE series = ?').run(id)
      db.prepare('DELETE FROM series WHERE id = ?').run(id)
    },
    labels: (series, field) => ['', ...(names.all(series, field) as string[])],
    encode(series, field, labels, length) {
      const stored = table.labels(series, field)
      const codes = new Map(stored.map((name, code) => [name, code]))
      const translation = labels.names.map((name) => {
        const known = codes.get(name)
        if (known !== undefined) return known
        addName.run(series, field, codes.size, name)
        codes.set(name, codes.size)
        return codes.size - 1
      })
      return Uint16Array.from({ length }, (_, i) => translation[labels.codes[i]])
    },
  }
  return table
}

function otherFeed(name: SeriesName, stored: string, given: string): OpenbellError {
  const what = `${name.symbol} ${name.timeframe || name.kind} from ${name.source}`
  return new OpenbellError(
    'usage',
    `${what} is stored with feed ${stored}; rows of feed ${given} are not mixed in`,
    'keep another feed in another folder: --home DIR',
  )
}
