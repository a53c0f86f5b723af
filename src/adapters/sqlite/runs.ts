import { crc32 } from 'node:zlib'
import { OpenbellError } from '../../core/errors.ts'
import type { KeptRun, RunsRepository } from '../../ports/store.ts'
import { type Access, damaged } from './access.ts'
import { pack, packedLength, unpack } from './packed.ts'

/** Bytes of a column with their checksum, as two values of a row. */
export function columnBytes(values: Float64Array): [checksum: number, bytes: Uint8Array] {
  const bytes = pack(values)
  return [crc32(bytes), bytes]
}

/** A column from its bytes; throws `config` naming it when they are not what was written. */
export function columnOf(path: string, what: string, checksum: number, bytes: Uint8Array): Float64Array {
  if (crc32(bytes) !== checksum) throw damaged(path, `checksum of ${what} differs`)
  const values = new Float64Array(packedLength(bytes))
  unpack(bytes, values)
  return values
}

type ListedRow = Omit<KeptRun, 'body' | 'columns' | 'symbols' | 'summary'> & { symbols: string; summary: string }
type ColumnRow = { run: string; name: string; checksum: number; bytes: Uint8Array }

/** How many of those that begin alike an error names. */
const NAMED = 5

/** Runs kept whole: a row a run, a row a column. */
export function createRunsRepository(access: Access): RunsRepository & { verify(): void } {
  const { db, path, read, write } = access
  const listed = 'id, kind, at, strategy, symbols, timeframe, source, summary'
  const insert = db.prepare(`INSERT INTO run (${listed}, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const insertColumn = db.prepare('INSERT INTO run_column (run, name, checksum, bytes) VALUES (?, ?, ?, ?)')
  const remove = [db.prepare('DELETE FROM run_column WHERE run = ?'), db.prepare('DELETE FROM run WHERE id = ?')]
  const find = db.prepare(`SELECT ${listed}, body FROM run WHERE id = ?`)
  const beginning = db.prepare('SELECT id FROM run WHERE substr(id, 1, length(@id)) = @id ORDER BY id').pluck()
  const columns = db.prepare('SELECT run, name, checksum, bytes FROM run_column WHERE run = ? ORDER BY rowid')
  const list = db.prepare(`SELECT ${listed} FROM run ORDER BY at DESC, sequence DESC LIMIT ?`)
  const decode = ({ run, name, checksum, bytes }: ColumnRow) => columnOf(path, `column ${name} of run ${run}`, checksum, bytes)
  return {
    put: (run) =>
      write(() => {
        for (const rows of remove) rows.run(run.id)
        const { id, kind, at, strategy, symbols, timeframe, source, summary, body } = run
        const texts = [symbols, summary, body].map((value) => JSON.stringify(value))
        insert.run(id, kind, at, strategy, texts[0], timeframe, source, texts[1], texts[2])
        for (const [name, values] of Object.entries(run.columns)) insertColumn.run(id, name, ...columnBytes(values))
      }),
    get: (id) =>
      read(() => {
        const whole = wholeId(id, () => beginning.all({ id }) as string[], 'runs', 'openbell runs list')
        const row = whole === null ? undefined : (find.get(whole) as (ListedRow & { body: string }) | undefined)
        if (!row) return null
        const held = (columns.all(row.id) as ColumnRow[]).map((one) => [one.name, decode(one)] as const)
        return { ...listedOf(row), body: JSON.parse(row.body) as unknown, columns: Object.fromEntries(held) }
      }),
    list: (limit) => read(() => (list.all(limit) as ListedRow[]).map(listedOf)),
    verify() {
      for (const row of db.prepare('SELECT run, name, checksum, bytes FROM run_column').iterate()) decode(row as ColumnRow)
    },
  }
}

/** The one id that begins so, null when there is none; an id in full is never mistaken for the beginning of a longer one. */
export function wholeId(id: string, beginning: () => string[], what: string, hint: string): string | null {
  if (id === '') return null
  const found = beginning()
  if (found.length <= 1 || found.includes(id)) return found.includes(id) ? id : (found[0] ?? null)
  const names = found.slice(0, NAMED).join(', ')
  const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : ''
  throw new OpenbellError('usage', `several ${what} begin with '${id}': ${names}${more}`, hint)
}

function listedOf(row: ListedRow): Omit<KeptRun, 'body' | 'columns'> {
  const { id, kind, at, strategy, timeframe, source } = row
  const [symbols, summary] = [JSON.parse(row.symbols) as string[], JSON.parse(row.summary) as KeptRun['summary']]
  return { id, kind, at, strategy, symbols, timeframe, source, summary }
}
