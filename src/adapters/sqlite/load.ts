import { lowerBound } from '../../market/bars.ts'
import type { LoadOptions } from '../../ports/store.ts'
import type { SeriesStorage } from './append.ts'
import { copyRows, createFrame, emptyColumn, type Frame, isMissing } from './frame.ts'
import type { Layout } from './layout.ts'

/** Rows `[start, end)` of what `copyTo` copies. */
interface Piece {
  start: number
  end: number
  copyTo(frame: Frame, offset: number, start: number, end: number): void
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
    piece.copyTo(frame, offset, piece.start, piece.end)
    offset += piece.end - piece.start
  }
  frame.columns = frame.columns.map((column, c) => (storage.layout.columns[c].optional && isMissing(column) ? null : column))
  return frame
}

function findPieces(storage: SeriesStorage, series: number, options: LoadOptions): Piece[] {
  const { chunks, tail, layout } = storage
  const from = options.from ?? Number.NEGATIVE_INFINITY
  const to = options.to ?? Number.POSITIVE_INFINITY
  const pieces = chunks.overlapping(series, from, to).map((header): Piece => {
    if (header.first < from || header.last >= to) return partOf(layout, chunks.read(header), from, to)
    const copyTo = (frame: Frame, offset: number, start: number, end: number) => {
      if (end - start === header.rows) chunks.readInto(header, frame, offset)
      else copyPart(layout, frame, offset, chunks.read(header), start, end)
    }
    return { start: 0, end: header.rows, copyTo }
  })
  if (tail) pieces.push(partOf(layout, tail.read(series, from, to), from, to))
  return pieces
}

function partOf(layout: Layout, rows: Frame, from: number, to: number): Piece {
  const [start, end] = [lowerBound(rows.time, rows.length, from), lowerBound(rows.time, rows.length, to)]
  return { start, end, copyTo: (frame, offset, first, last) => copyPart(layout, frame, offset, rows, first, last) }
}

function copyPart(layout: Layout, frame: Frame, offset: number, rows: Frame, start: number, end: number): void {
  layout.columns.forEach((spec, c) => {
    if (rows.columns[c] !== null) frame.columns[c] ??= emptyColumn(spec, frame.length, shared)
  })
  copyRows(frame, offset, rows, start, end)
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
