import { crc32 } from 'node:zlib'
import { type Access, damaged } from './access.ts'
import { type Frame, type FrameColumn, sliceFrame } from './frame.ts'
import type { ColumnSpec, Layout } from './layout.ts'

/** What a chunk says of itself without its blobs; the index holds all of it, so listing touches no column. */
export interface ChunkHeader {
  id: number
  first: number
  last: number
  rows: number
}

type ChunkRow = ChunkHeader & { checksum: number; time: Uint8Array } & Record<string, Uint8Array | number | null>

/**
 * The chunks of one kind of series. Chunks of a series never overlap and never share a stamp. Blobs hold the machine's own
 * little-endian doubles (Node runs on nothing else that we support), each chunk with a checksum that every read verifies.
 */
export interface Chunks {
  /** Headers that touch `[from, to)`, ascending. */
  overlapping(series: number, from: number, to: number): ChunkHeader[]
  newest(series: number): ChunkHeader | null
  /** Rows over the blobs as they came; throws `config` naming the chunk when they are not what was written. */
  read(id: number): Frame
  /** Stores rows as one or more chunks of about the layout's size. */
  write(series: number, frame: Frame): void
  remove(id: number): void
  removeAll(series: number): void
  ids(): number[]
}

export function createChunks(access: Access, layout: Layout): Chunks {
  const { db } = access
  const { table } = layout
  const names = layout.columns.map((column) => column.name)
  const header = 'id, first, last, rows'
  const overlapping = db.prepare(`SELECT ${header} FROM ${table} WHERE series = ? AND first < ? AND last >= ? ORDER BY first`)
  const newest = db.prepare(`SELECT ${header} FROM ${table} WHERE series = ? ORDER BY first DESC LIMIT 1`)
  const select = db.prepare(`SELECT * FROM ${table} WHERE id = ?`)
  const insert = db.prepare(
    `INSERT INTO ${table} (series, first, last, rows, checksum, time, ${names}) VALUES (?, ?, ?, ?, ?, ?${', ?'.repeat(names.length)})`,
  )
  const remove = db.prepare(`DELETE FROM ${table} WHERE id = ?`)
  return {
    overlapping: (series, from, to) => overlapping.all(series, to, from) as ChunkHeader[],
    newest: (series) => (newest.get(series) as ChunkHeader | undefined) ?? null,
    read: (id) => decode(access, layout, select.get(id) as ChunkRow),
    write(series, frame) {
      for (const piece of cut(frame, layout.chunkRows)) {
        const blobs = [bytesOf(piece.time), ...piece.columns.map(bytesOf)]
        insert.run(series, piece.time[0], piece.time[piece.length - 1], piece.length, checksum(blobs), ...blobs)
      }
    },
    remove: (id) => void remove.run(id),
    removeAll: (series) => void db.prepare(`DELETE FROM ${table} WHERE series = ?`).run(series),
    ids: () => db.prepare(`SELECT id FROM ${table} ORDER BY id`).pluck().all() as number[],
  }
}

/** Even pieces of about `rows`, cut only where the time changes so that one stamp never lies in two chunks. */
function cut(frame: Frame, rows: number): Frame[] {
  const count = frame.length <= 1.5 * rows ? 1 : Math.ceil(frame.length / rows)
  const pieces: Frame[] = []
  let start = 0
  for (let piece = 1; piece <= count && start < frame.length; piece++) {
    let end = Math.max(start + 1, Math.round((frame.length * piece) / count))
    while (end < frame.length && frame.time[end] === frame.time[end - 1]) end++
    pieces.push(sliceFrame(frame, start, end))
    start = end
  }
  return pieces
}

/** A column as the bytes to store; a column without a single value is absent. */
function bytesOf(column: FrameColumn): Uint8Array | null {
  if (column === null) return null
  if (Array.isArray(column)) return column.some((text) => text !== '') ? Buffer.from(column.join('\n')) : null
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
}

function checksum(blobs: (Uint8Array | null)[]): number {
  return blobs.reduce((sum, blob) => (blob === null ? sum : crc32(blob, sum)), 0)
}

function decode(access: Access, layout: Layout, row: ChunkRow): Frame {
  const blobs = [row.time, ...layout.columns.map((column) => row[column.name] as Uint8Array | null)]
  const where = () => `chunk ${row.id} of ${layout.table}, ${row.rows} rows from ${new Date(row.first).toISOString()}`
  if (checksum(blobs) !== row.checksum) throw damaged(access.path, `checksum of ${where()} differs`)
  const time = numbers(row.time, 'f64') as Float64Array
  const whole = time.length === row.rows && time[0] === row.first && time[row.rows - 1] === row.last
  if (!whole) throw damaged(access.path, `${where()} holds other rows than it says`)
  return { length: row.rows, time, columns: layout.columns.map((spec, c) => decodeColumn(spec, blobs[c + 1])) }
}

function decodeColumn(spec: ColumnSpec, blob: Uint8Array | null): FrameColumn {
  if (blob === null) return null
  if (spec.type === 'text') return Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength).toString().split('\n')
  return numbers(blob, spec.type)
}

/** A view of the blob where its memory is aligned, else of a copy. */
function numbers(blob: Uint8Array, type: 'f64' | 'u16'): Float64Array | Uint16Array {
  const size = type === 'f64' ? 8 : 2
  const bytes = blob.byteOffset % size === 0 ? blob : blob.slice()
  if (type === 'u16') return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1)
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 3)
}
