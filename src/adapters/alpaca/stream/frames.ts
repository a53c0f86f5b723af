import { decode, decodeTimestampToTimeSpec, EXT_TIMESTAMP, ExtensionCodec } from '@msgpack/msgpack'
import { parseExact } from '../client.ts'

/** A socket's frame as the vendor's dialects send it: JSON text, JSON in a binary frame, or MessagePack. */
export function decodeFrame(data: Uint8Array, binary: boolean): unknown {
  if (!binary || isJson(data)) return parseExact(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8'))
  return plain(decode(data, { useBigInt64: true, extensionCodec: stamps }))
}

/** No message of the vendor's begins with the small whole numbers that MessagePack writes as these bytes. */
export function isJson(data: Uint8Array): boolean {
  const first = data.find((byte) => byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)
  return first === 0x7b || first === 0x5b
}

/** Stamps become the text that JSON has for them, nanoseconds included, so that nobody behind this knows which it was. */
const stamps = new ExtensionCodec()
stamps.register({
  type: EXT_TIMESTAMP,
  encode: () => null,
  decode: (data) => {
    const { sec, nsec } = decodeTimestampToTimeSpec(data)
    return `${new Date(sec * 1000).toISOString().slice(0, 19)}.${String(nsec).padStart(9, '0')}Z`
  },
})

/** Whole numbers of 64 bits: a number where a double holds them, else their digits, as in JSON. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]))
}
