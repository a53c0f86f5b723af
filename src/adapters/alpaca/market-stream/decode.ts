import { Decoder, decodeTimestampToTimeSpec, EXT_TIMESTAMP, ExtensionCodec } from '@msgpack/msgpack'
import { withNanoseconds } from '../stamp.ts'
import { decodeFrame, isJson } from '../stream/frames.ts'

const stamps = new ExtensionCodec()
stamps.register({
  type: EXT_TIMESTAMP,
  encode: () => null,
  decode: (data) => {
    const { sec, nsec } = decodeTimestampToTimeSpec(data)
    return withNanoseconds(sec * 1000, nsec)
  },
})
const decoder = new Decoder({ extensionCodec: stamps })

/**
 * A frame of the market-data stream, the quick way: whole numbers as doubles, MessagePack's stamps as instants. A frame in which an id is too long for a
 * double is read again by the exact reader, which takes several times as long.
 * @throws SyntaxError, RangeError for what is neither JSON nor MessagePack
 */
export function decodeMarketFrame(data: Buffer, binary: boolean): unknown {
  const message: unknown = !binary || isJson(data) ? JSON.parse(data.toString('utf8')) : decoder.decode(data)
  return hasLongId(message) ? decodeFrame(data, binary) : message
}

function hasLongId(message: unknown): boolean {
  if (!Array.isArray(message)) return false
  for (const one of message) {
    const id = one?.i
    if (typeof id === 'number' && id > Number.MAX_SAFE_INTEGER) return true
  }
  return false
}
