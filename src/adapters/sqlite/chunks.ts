import { crc32 } from 'node:zlib'
import { type Access, damaged } from './access.ts'
import { createFrame, emptyColumn, type Frame, type FrameColumn, isMissing, sliceFrame } from './frame.ts'
import type { Layout } from './layout.ts'
import { pack, packedLength, unpack } from './packed.ts'

/** What a chunk says of itself without its blobs; the index holds all of it, so listing touches no column. */
export interface ChunkHeader {
  id: number
  first: number
  last: number
  rows: number
}

/** The header's numbers and the checksum, then a blob a column, `time` first. */
type ChunkRow = [...[id: number, first: number, rows: number, last: number, checksum: number], ...(Uint8Array | null)[]]

/**
 * The chunks of one kind of series. Chunks of a series never overlap and never share a stamp. Blobs are little-endian as
 * the machine's own numbers (Node runs on nothing else that we support), each chunk with a checksum that every read verifies.
 */
export interface Chunks {
  /** Headers that touch `[from, to)`, ascending. */
  overlapping(series: number, from: number, to: number): ChunkHeader[]
  newest(series: number): ChunkHeader | null
  /** A chunk's rows; throws `config` naming the chunk when they are not what was written. */
  read(header: ChunkHeader): Frame
  /** The same, straight into a frame at `offset`. */
  readInto(header: ChunkHeader, into: Frame, offset: number): void
  /** Stores rows as one or more chunks of about the layout's size. */
  write(series: number, frame: Frame): void
  remove(id: number): void
  removeAll(series: number): void
  all(): ChunkHeader[]
}

export function createChunks(access: Access, layout: Layout): Chunks {
  const { db } = access
  const { table } = layout
  const names = layout.columns.map((column) => column.name)
  const header = 'id, first, last, rows'
  const overlapping = db.prepare(`SELECT ${header} FROM ${table} WHERE series = ? AND first < ? AND last >= ? ORDER BY first`)
  const newest = db.prepare(`SELECT ${header} FROM ${table} WHERE series = ? ORDER BY first DESC LIMIT 1`)
  const select = db.prepare(`SELECT id, first, rows, last, checksum, time, ${names} FROM ${table} WHERE id = ?`).raw()
  const insert = db.prepare(
    `INSERT INTO ${table} (series, first, last, rows, checksum, time, ${names}) VALUES (?, ?, ?, ?, ?, ?${', ?'.repeat(names.length)})`,
  )
  const remove = db.prepare(`DELETE FROM ${table} WHERE id = ?`)
  return {
    overlapping: (series, from, to) => overlapping.all(series, to, from) as ChunkHeader[],
    newest: (series) => (newest.get(series) as ChunkHeader | undefined) ?? null,
    read(header) {
      const frame = createFrame(layout, header.rows, (bytes) => new ArrayBuffer(bytes), false)
      decode(access, layout, select.get(header.id) as ChunkRow, frame, 0)
      return frame
    },
    readInto: (header, into, offset) => decode(access, layout, select.get(header.id) as ChunkRow, into, offset),
    write(series, frame) {
      for (const piece of cut(frame, layout.chunkRows)) {
        const blobs = [bytesOf(piece.time), ...layout.columns.map((spec, c) => bytesOf(piece.columns[c], spec.optional))]
        insert.run(series, piece.time[0], piece.time[piece.length - 1], piece.length, checksum(blobs), ...blobs)
      }
    },
    remove: (id) => void remove.run(id),
    removeAll: (series) => void db.prepare(`DELETE FROM ${table} WHERE series = ?`).run(series),
    all: () => db.prepare(`SELECT ${header} FROM ${table} ORDER BY id`).all() as ChunkHeader[],
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

/** A column as the bytes to store; an optional column without a single value is absent. */
function bytesOf(column: FrameColumn, optional = false): Uint8Array | null {
  if (column === null || (optional && isMissing(column))) return null
  if (Array.isArray(column)) return Buffer.from(column.join('\n'))
  if (column instanceof Float64Array) return pack(column)
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
}

function checksum(blobs: (Uint8Array | null)[]): number {
  return blobs.reduce((sum, blob) => (blob === null ? sum : crc32(blob, sum)), 0)
}

/** Verifies a chunk and writes its rows into a frame at `offset`; optional columns that the frame lacks are made there. */
function decode(access: Access, layout: Layout, row: ChunkRow, into: Frame, offset: number): void {
  const [id, first, rows, last, sum, ...blobs] = row
  const where = () => `chunk ${id} of ${layout.table}, ${rows} rows from ${new Date(first).toISOString()}`
  if (checksum(blobs) !== sum) throw damaged(access.path, `checksum of ${where()} differs`)
  if (packedLength(blobs[0]!) !== rows) throw damaged(access.path, `${where()} holds other rows than it says`)
  unpack(blobs[0]!, into.time.subarray(offset, offset + rows))
  const whole = into.time[offset] === first && into.time[offset + rows - 1] === last
  if (!whole) throw damaged(access.path, `${where()} holds other rows than it says`)
  layout.columns.forEach((spec, c) => {
    const blob = blobs[c + 1]
    if (blob === null) return
    into.columns[c] ??= emptyColumn(spec, into.length, (bytes) => memoryLike(into, bytes))
    decodeColumn(blob, into.columns[c]!, offset, rows)
  })
}

function memoryLike(frame: Frame, bytes: number): ArrayBufferLike {
  return frame.time.buffer instanceof SharedArrayBuffer ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)
}

function decodeColumn(blob: Uint8Array, into: NonNullable<FrameColumn>, offset: number, rows: number): void {
  if (into instanceof Float64Array) unpack(blob, into.subarray(offset, offset + rows))
  else if (into instanceof Uint16Array) new Uint8Array(into.buffer, into.byteOffset + 2 * offset, 2 * rows).set(blob)
  else {
    const texts = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength).toString().split('\n')
    for (let i = 0; i < rows; i++) into[offset + i] = texts[i]
  }
}
