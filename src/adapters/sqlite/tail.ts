import type { Access } from './access.ts'
import { createFrame, type Frame } from './frame.ts'
import { BARS_LAYOUT } from './layout.ts'

/** The newest rows of a series, kept as rows so that a live bar costs one small write; always later than the last chunk. */
export interface Tail {
  /** Rows so far. */
  count(series: number): number
  /** Rows in `[from, to)`, ascending. */
  read(series: number, from: number, to: number): Frame
  insert(series: number, frame: Frame, rows: Iterable<number>): void
  clear(series: number): void
}

type TailRow = (number | null)[]

export function createBarTail({ db }: Access): Tail {
  const columns = ['time', ...BARS_LAYOUT.columns.map((column) => column.name)]
  const count = db.prepare('SELECT count(*) FROM bar_tail WHERE series = ?').pluck()
  const read = db.prepare(`SELECT ${columns} FROM bar_tail WHERE series = ? AND time >= ? AND time < ? ORDER BY time`).raw()
  const insert = db.prepare(`INSERT INTO bar_tail (series, ${columns}) VALUES (?${', ?'.repeat(columns.length)})`)
  const clear = db.prepare('DELETE FROM bar_tail WHERE series = ?')
  return {
    count: (series) => count.get(series) as number,
    read: (series, from, to) => toFrame(read.all(series, from, to) as TailRow[]),
    insert(series, frame, rows) {
      // SQLite has no NaN: it stores NULL, which reads back as NaN.
      for (const row of rows) insert.run(series, frame.time[row], ...frame.columns.map((column) => (column ? column[row] : null)))
    },
    clear: (series) => void clear.run(series),
  }
}

function toFrame(rows: TailRow[]): Frame {
  const frame = createFrame(BARS_LAYOUT, rows.length, (bytes) => new ArrayBuffer(bytes))
  const targets = [frame.time, ...frame.columns] as Float64Array[]
  for (let i = 0; i < rows.length; i++) {
    for (let c = 0; c < targets.length; c++) targets[c][i] = rows[i][c] ?? Number.NaN
  }
  return frame
}
