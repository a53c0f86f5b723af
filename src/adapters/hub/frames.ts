import { type DecoderOptions, decode, encode } from '@msgpack/msgpack'
import type { HubFrame } from '../../ports/hub.ts'

/** Bytes of the length that stands before each message. */
const HEAD = 4
/** Rows and events of an answer are fewer: a ring of prints is bytes. */
const MOST_ITEMS = 1024 * 1024

/** A message on the wire: its length in four bytes, big end first, then MessagePack. */
export function toFrame(message: unknown): HubFrame {
  const body = encode(message, { ignoreUndefined: true })
  const bytes = new Uint8Array(HEAD + body.length)
  new DataView(bytes.buffer).setUint32(0, body.length)
  bytes.set(body, HEAD)
  return { bytes }
}

/** Cuts what a socket brings into messages. Pieces are joined once, when the message is whole. */
export class FrameReader {
  readonly #most: number
  readonly #limits: DecoderOptions
  #pieces: Uint8Array[] = []
  #held = 0

  /**
   * @param most bytes that a message may have: longer ones are no messages of ours
   * @param items entries that a list in it may have: a decoder makes room for as many as five bytes claim
   */
  constructor(most: number, items = MOST_ITEMS) {
    this.#most = most
    this.#limits = { maxArrayLength: items, maxMapLength: items }
  }

  /**
   * The messages that are whole now.
   * @throws Error for what is too long or no MessagePack; nothing after it can be read
   */
  *read(piece: Uint8Array): Generator<unknown> {
    this.#pieces.push(piece)
    this.#held += piece.length
    for (;;) {
      const length = this.#length()
      if (length === null) return
      if (length > this.#most) throw new Error(`a message of ${length} bytes, more than ${this.#most}`)
      if (this.#held < HEAD + length) return
      const whole = this.#joined()
      this.#pieces = [whole.subarray(HEAD + length)]
      this.#held = whole.length - HEAD - length
      yield decode(whole.subarray(HEAD, HEAD + length), this.#limits)
    }
  }

  #length(): number | null {
    if (this.#held < HEAD) return null
    if (this.#pieces[0].length < HEAD) this.#pieces = [this.#joined()]
    const [first] = this.#pieces
    return new DataView(first.buffer, first.byteOffset, HEAD).getUint32(0)
  }

  #joined(): Uint8Array {
    if (this.#pieces.length === 1) return this.#pieces[0]
    const whole = new Uint8Array(this.#held)
    let at = 0
    for (const piece of this.#pieces) {
      whole.set(piece, at)
      at += piece.length
    }
    return whole
  }
}
