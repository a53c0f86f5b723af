import { decode, EXT_TIMESTAMP, ExtensionCodec, encode, encodeTimeSpecToTimestamp } from '@msgpack/msgpack'
import type { Instant } from '../../core/time.ts'
import { stamp } from '../wire.ts'

/** How messages of one connection travel. */
export interface Codec {
  name: 'json' | 'json-binary' | 'msgpack'
  /** Whether frames are binary: order updates are, even when they hold JSON. */
  binary: boolean
  encode(message: unknown): Uint8Array
}

/** An instant in a message: RFC 3339 text in JSON, the timestamp extension (type -1) in MessagePack. */
export class Stamp {
  readonly at: Instant

  constructor(at: Instant) {
    this.at = at
  }

  toJSON(): string {
    return stamp(this.at)
  }
}

const extensions = new ExtensionCodec()
extensions.register({
  type: EXT_TIMESTAMP,
  encode: (value) => (value instanceof Stamp ? encodeTimeSpecToTimestamp(timeSpec(value.at)) : null),
  decode: () => null,
})

/** A double holds today's instants to about a microsecond; finer digits would be noise. */
function timeSpec(at: Instant): { sec: number; nsec: number } {
  const micros = Math.round(at * 1000)
  const sec = Math.floor(micros / 1e6)
  return { sec, nsec: (micros - sec * 1e6) * 1000 }
}

/** MessagePack of a message; stamps become the timestamp extension. */
export function pack(message: unknown): Uint8Array {
  return encode(message, { extensionCodec: extensions })
}

const jsonBytes = (message: unknown) => Buffer.from(JSON.stringify(message))

export const JSON_TEXT: Codec = { name: 'json', binary: false, encode: jsonBytes }
export const JSON_BINARY: Codec = { name: 'json-binary', binary: true, encode: jsonBytes }
export const MSGPACK: Codec = { name: 'msgpack', binary: true, encode: pack }

/** What a client sent, whatever its frame: JSON text, JSON in a binary frame, or MessagePack. Null when it is none of them. */
export function readMessage(data: Uint8Array, codec: Codec): Record<string, unknown> | null {
  const readers = codec === MSGPACK ? [fromMsgpack, fromJson] : [fromJson]
  for (const read of readers) {
    const message = read(data)
    if (message) return message
  }
  return null
}

function fromJson(data: Uint8Array): Record<string, unknown> | null {
  try {
    return asRecord(JSON.parse(Buffer.from(data).toString()))
  } catch {
    return null
  }
}

function fromMsgpack(data: Uint8Array): Record<string, unknown> | null {
  try {
    return asRecord(decode(data))
  } catch {
    return null
  }
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
}
