import { createHash } from 'node:crypto'
import { endianness } from 'node:os'
import { crc32 } from 'node:zlib'
import type { ModelFile } from '../../ports/models.ts'

/**
 * The file: a magic (8 bytes), the version of this layout (4), the length of the head (4), the CRC-32 of these sixteen bytes and the head (4), the
 * head as JSON in UTF-8, zeros up to a multiple of eight, the arrays one after another, and the SHA-256 (FIPS 180-4) of all before it. Numbers are
 * little-endian, those of the arrays float32 (IEEE 754). The head has a checksum of its own, so that a list of many models reads heads only and
 * still believes none that was damaged.
 */
export const MAGIC = new Uint8Array([0x4f, 0x42, 0x4d, 0x4f, 0x44, 0x45, 0x0d, 0x0a])
export const VERSION = 1

/** Bytes before the head. */
export const FRONT = 20
/** Bytes of the checksum at the end. */
const SEAL = 32
/** A head longer than this is none of ours. */
const LONGEST_HEAD = 256_000_000

/** What a file's first bytes say of it. */
export interface Front {
  headBytes: number
  /** CRC-32 of the first sixteen bytes and the head. */
  check: number
}

/** What the head says, and where the arrays lie. */
export interface Head {
  head: Record<string, unknown>
  /** Version of openbell that wrote the file. */
  openbell: string
  arrays: { name: string; length: number }[]
  /** Offset of the first array, and of the checksum at the end. */
  from: number
  to: number
}

/** Why a file cannot be believed, in words that go on after its name. */
export class BadModel extends Error {}

/** A model as its file's bytes. `openbell`: the version that writes it. */
export function pack({ head, arrays }: ModelFile, openbell: string): Uint8Array {
  const names = Object.keys(arrays).sort()
  const listed = names.map((name) => ({ name, length: arrays[name].length }))
  const text = Buffer.from(JSON.stringify({ openbell, head, arrays: listed }), 'utf8')
  const from = aligned(FRONT + text.length)
  const to = from + 4 * listed.reduce((sum, { length }) => sum + length, 0)
  const bytes = Buffer.alloc(to + SEAL)
  bytes.set(MAGIC)
  bytes.writeUInt32LE(VERSION, 8)
  bytes.writeUInt32LE(text.length, 12)
  bytes.writeUInt32LE(crc32(text, crc32(bytes.subarray(0, 16))), 16)
  bytes.set(text, FRONT)
  let at = from
  for (const name of names) {
    bytes.set(littleEndian(arrays[name]), at)
    at += 4 * arrays[name].length
  }
  bytes.set(createHash('sha256').update(bytes.subarray(0, to)).digest(), to)
  return bytes
}

/** @throws BadModel where these are not the first bytes of a model that this version reads */
export function readFront(bytes: Uint8Array): Front {
  if (bytes.length < FRONT) throw new BadModel(`has ${bytes.length} bytes, fewer than any model`)
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) throw new BadModel('is no model of openbell')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const version = view.getUint32(8, true)
  if (version !== VERSION)
    throw new BadModel(`was written in version ${version} of the format, and this openbell reads version ${VERSION}`)
  const headBytes = view.getUint32(12, true)
  if (headBytes > LONGEST_HEAD) throw new BadModel('is damaged: the length of its head cannot be')
  return { headBytes, check: view.getUint32(16, true) }
}

/**
 * The head of a file of `size` bytes, of which `bytes` are the first ones (as many as `readFront` says, at least).
 * @throws BadModel where the checksum of the head or the size of the file does not agree
 */
export function readHead(bytes: Uint8Array, { headBytes, check }: Front, size: number): Head {
  const end = FRONT + headBytes
  if (bytes.length < end) throw new BadModel(`is cut off: ${size} bytes are there, the head alone has ${headBytes}`)
  const text = bytes.subarray(FRONT, end)
  if (crc32(text, crc32(bytes.subarray(0, 16))) !== check)
    throw new BadModel('is damaged: the checksum of its head does not agree')
  const { openbell, head, arrays } = JSON.parse(Buffer.from(text).toString('utf8')) as Pick<Head, 'openbell' | 'head' | 'arrays'>
  const from = aligned(end)
  const to = from + 4 * arrays.reduce((sum, { length }) => sum + length, 0)
  if (size < to + SEAL) throw new BadModel(`is cut off: ${size} of ${to + SEAL} bytes are there`)
  if (size > to + SEAL) throw new BadModel(`is damaged: ${size} bytes are there, and it was written with ${to + SEAL}`)
  return { openbell, head, arrays, from, to }
}

/** A whole file's model. @throws BadModel where anything of it is not as it was written */
export function unpack(bytes: Uint8Array): ModelFile {
  const { openbell, head, arrays, from, to } = readHead(bytes, readFront(bytes), bytes.length)
  const sum = createHash('sha256').update(bytes.subarray(0, to)).digest()
  if (!sum.equals(bytes.subarray(to))) throw new BadModel('is damaged: its checksum does not agree')
  const read: ModelFile = { head, arrays: {}, openbell }
  let at = from
  for (const { name, length } of arrays) {
    read.arrays[name] = floatsOf(bytes.subarray(at, at + 4 * length))
    at += 4 * length
  }
  return read
}

function aligned(offset: number): number {
  return Math.ceil(offset / 8) * 8
}

/** Bytes of float32 numbers, turned round on the machines that keep them the other way. */
function littleEndian(values: Float32Array<ArrayBufferLike>): Uint8Array {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32()
}

function floatsOf(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const own = new Uint8Array(bytes)
  if (endianness() !== 'LE') Buffer.from(own.buffer).swap32()
  return new Float32Array(own.buffer)
}
