import { Decoder, Encoder, ExtensionCodec } from '@msgpack/msgpack'
import { ByteReader, Bytes, readNumbers, writeNumbers } from './columns.ts'

/** Extension types of MessagePack: columns, small whole numbers. */
const DOUBLES = 1
const BYTES_16 = 2
const BYTES_32 = 3

/**
 * Values as MessagePack (its specification, extension types): plain objects, lists, texts, numbers, null, and typed arrays. A field that is
 * undefined is left out; undefined itself becomes null.
 */
export class ValueCodec {
  readonly #encoder: Encoder
  readonly #decoder: Decoder

  constructor() {
    const extensionCodec = extensions()
    this.#encoder = new Encoder({ extensionCodec, ignoreUndefined: true, initialBufferSize: 1 << 12 })
    this.#decoder = new Decoder({ extensionCodec })
  }

  /** A copy of its own. */
  encode(value: unknown): Uint8Array {
    return this.#encoder.encode(value)
  }

  /** @throws RangeError, Error for what is no such value */
  decode(bytes: Uint8Array): unknown {
    return this.#decoder.decode(bytes)
  }
}

function extensions(): ExtensionCodec {
  const codec = new ExtensionCodec()
  codec.register({ type: DOUBLES, encode: encodeDoubles, decode: decodeDoubles })
  codec.register({
    type: BYTES_16,
    encode: (value) => (value instanceof Uint16Array ? bytesOf(value) : null),
    decode: (data) => new Uint16Array(new Uint8Array(data).buffer),
  })
  codec.register({
    type: BYTES_32,
    encode: (value) => (value instanceof Uint32Array ? bytesOf(value) : null),
    decode: (data) => new Uint32Array(new Uint8Array(data).buffer),
  })
  return codec
}

function bytesOf(array: Uint16Array | Uint32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength).slice()
}

function encodeDoubles(value: unknown): Uint8Array | null {
  if (!(value instanceof Float64Array)) return null
  const out = new Bytes()
  out.varint(value.length)
  writeNumbers(out, value, value.length, 'row')
  return out.copy()
}

/** Over shared memory, as columns everywhere are: workers read them without a copy. */
function decodeDoubles(data: Uint8Array): Float64Array {
  const from = new ByteReader(data)
  const length = from.varint()
  const shared = new Float64Array(new SharedArrayBuffer(length * 8))
  shared.set(readNumbers(from, length, 'row'))
  return shared
}
