import { crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/**
 * The file: a magic and a version, then pieces to the end. A piece is its length (4 bytes), the CRC-32 of its content (4), its kind (1), the times it
 * covers (two doubles), the CRC-32 of all this (4), and its content, compressed with Zstandard (RFC 8878). Numbers are little-endian. Nothing is ever changed or taken away: what
 * a crash leaves is whole pieces and perhaps the beginning of one.
 */
export const MAGIC = new Uint8Array([0x4f, 0x42, 0x52, 0x45, 0x43, 0x0d, 0x0a, 0x01])

/** What a piece is: the head of the recording, rows and events, or its end in order. */
export const HEAD = 1
export const BODY = 2
export const END = 3

const HEADED = 25
const FRAME = HEADED + 4
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
  view.setUint32(4, crc32(compressed), true)
  view.setUint32(HEADED, crc32(bytes.subarray(0, HEADED)), true)
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

/**
 * Finds the pieces of a whole file and checks every one; stops at the first that is torn or damaged. A length is believed only with its checksum: one that was
 * damaged in the middle of a file must not pass for an end that was never written.
 */
export function findPieces(file: Uint8Array): Pieces {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const pieces: Piece[] = []
  let at = MAGIC.length
  while (at < file.length) {
    const left = file.length - at
    if (left < FRAME) return { pieces, torn: left, damagedAt: null }
    if (crc32(file.subarray(at, at + HEADED)) !== view.getUint32(at + HEADED, true)) {
      return isBlank(file.subarray(at)) ? { pieces, torn: left, damagedAt: null } : { pieces, torn: 0, damagedAt: at }
    }
    const end = at + FRAME + view.getUint32(at, true)
    if (end > file.length) return { pieces, torn: left, damagedAt: null }
    if (crc32(file.subarray(at + FRAME, end)) !== view.getUint32(at + 4, true)) {
      return isBlank(file.subarray(end - Math.min(16, end - at - FRAME)))
        ? { pieces, torn: left, damagedAt: null }
        : { pieces, torn: 0, damagedAt: at }
    }
    pieces.push(pieceAt(view, at))
    at = end
  }
  return { pieces, torn: 0, damagedAt: null }
}

/** Room that was given to a file on the disk before its bytes were. */
function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0)
}

function pieceAt(view: DataView, at: number): Piece {
  return {
    kind: view.getUint8(at + 8),
    from: view.getFloat64(at + 9, true),
    to: view.getFloat64(at + 17, true),
    offset: at + FRAME,
    length: view.getUint32(at, true),
  }
}
