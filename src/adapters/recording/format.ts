import { crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/**
 * The file: a magic and a version, then pieces to the end. A piece is its length (4 bytes), the CRC-32 of all that follows in it (4), its kind (1), the times it
 * covers (two doubles), and its content, compressed with Zstandard (RFC 8878). Numbers are little-endian. Nothing is ever changed or taken away: what
 * a crash leaves is whole pieces and perhaps the beginning of one.
 */
export const MAGIC = new Uint8Array([0x4f, 0x42, 0x52, 0x45, 0x43, 0x0d, 0x0a, 0x01])

/** What a piece is: the head of the recording, rows and events, or its end in order. */
export const HEAD = 1
export const BODY = 2
export const END = 3

const FRAME = 25
/** No piece is nearly as long: a length beyond it was never written. */
const LONGEST = 1 << 28

export interface Piece {
  kind: number
  from: number
  to: number
  /** Where its content lies in the file. */
  offset: number
  length: number
}

/** A piece as it stands in the file. */
export function pack(kind: number, from: number, to: number, content: Uint8Array): Uint8Array {
  const compressed = zstdCompressSync(content)
  const bytes = new Uint8Array(FRAME + compressed.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, compressed.length, true)
  view.setUint8(8, kind)
  view.setFloat64(9, from, true)
  view.setFloat64(17, to, true)
  bytes.set(compressed, FRAME)
  view.setUint32(4, crc32(bytes.subarray(8)), true)
  return bytes
}

export function unpack(bytes: Uint8Array): Uint8Array {
  return zstdDecompressSync(bytes)
}

export interface Pieces {
  pieces: Piece[]
  /** Bytes at the end that are the beginning of a piece. */
  torn: number
  /** Where a piece does not have the checksum it was written with; null when all have. */
  damagedAt: number | null
}

/** Finds the pieces of a whole file and checks every one; stops at the first that is torn or damaged. */
export function findPieces(file: Uint8Array): Pieces {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const pieces: Piece[] = []
  let at = MAGIC.length
  while (at < file.length) {
    const left = file.length - at
    const length = left < 4 ? 0 : view.getUint32(at, true)
    if (length > LONGEST) return { pieces, torn: 0, damagedAt: at }
    const end = at + FRAME + length
    if (left < FRAME || end > file.length) return { pieces, torn: left, damagedAt: null }
    if (crc32(file.subarray(at + 8, end)) !== view.getUint32(at + 4, true)) {
      // The last piece may have been given its room on the disk before its bytes.
      return end === file.length ? { pieces, torn: left, damagedAt: null } : { pieces, torn: 0, damagedAt: at }
    }
    pieces.push({
      kind: view.getUint8(at + 8),
      from: view.getFloat64(at + 9, true),
      to: view.getFloat64(at + 17, true),
      offset: at + FRAME,
      length,
    })
    at = end
  }
  return { pieces, torn: 0, damagedAt: null }
}
