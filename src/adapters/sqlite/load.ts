import { lowerBound } from '../../market/bars.ts'
import type { LoadOptions } from '../../ports/store.ts'
import type { SeriesStorage } from './append.ts'
import { copyRows, createFrame, emptyColumn, type Frame, type FrameColumn } from './frame.ts'

/** Rows `[start, end)` of a chunk or of the tail; a chunk that lies whole inside the range is read only when it is copied. */
interface Piece {
  read(): Frame
  start: number
  end: number
}

const shared = (bytes: number) => new SharedArrayBuffer(bytes)

/** Rows of `[from, to)` in shared memory of exactly their size, the newest `limit` of them; in one read transaction of the caller. */
export function loadFrame(storage: SeriesStorage, series: number, options: LoadOptions): Frame {
  const pieces = newest(findPieces(storage, series, options), options.limit)
  const rows = pieces.reduce((sum, piece) => sum + piece.end - piece.start, 0)
  // An optional column is made by the first piece that has it: most series have none.
  const frame = createFrame(storage.layout, rows, shared, false)
  let offset = 0
  for (const piece of pieces) {
    const read = piece.read()
    storage.layout.columns.forEach((spec, c) => {
      if (frame.columns[c] === null && read.columns[c] !== null) frame.columns[c] = emptyColumn(spec, rows, shared)
    })
    copyRows(frame, offset, read, piece.start, piece.end)
    offset += piece.end - piece.start
  }
  frame.columns = frame.columns.map((column, c) => (storage.layout.columns[c].optional && isMissing(column) ? null : column))
  return frame
}

function findPieces({ chunks, tail }: SeriesStorage, series: number, options: LoadOptions): Piece[] {
  const from = options.from ?? Number.NEGATIVE_INFINITY
  const to = options.to ?? Number.POSITIVE_INFINITY
  const pieces = chunks.overlapping(series, from, to).map((header): Piece => {
    if (header.first >= from && header.last < to) return { read: () => chunks.read(header.id), start: 0, end: header.rows }
    return part(chunks.read(header.id), from, to)
  })
  if (tail) pieces.push(part(tail.read(series, from, to), from, to))
  return pieces
}

function part(frame: Frame, from: number, to: number): Piece {
  const start = lowerBound(frame.time, frame.length, from)
  return { read: () => frame, start, end: lowerBound(frame.time, frame.length, to) }
}

function newest(pieces: Piece[], limit = Number.POSITIVE_INFINITY): Piece[] {
  const kept: Piece[] = []
  let room = limit
  for (const piece of pieces.toReversed()) {
    const rows = Math.min(room, piece.end - piece.start)
    if (rows > 0) kept.push({ ...piece, start: piece.end - rows })
    room -= rows
  }
  return kept.reverse()
}

function isMissing(column: FrameColumn): boolean {
  if (column === null) return true
  for (let i = 0; i < column.length; i++) {
    const value = column[i]
    if (value !== '' && !Number.isNaN(value)) return false
  }
  return true
}
