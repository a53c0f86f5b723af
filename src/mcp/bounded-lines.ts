import { Transform, type TransformCallback } from 'node:stream'

const NEWLINE = 10

/**
 * Lets lines through that have at most so many bytes. A longer one is left out whole, without being held: `dropped` hears of it when it is
 * over the limit, and what follows it is read as ever.
 */
export class BoundedLines extends Transform {
  readonly #most: number
  readonly #dropped: () => void
  /** Pieces of the line that has not ended. */
  #held: Buffer[] = []
  #bytes = 0

  constructor(most: number, dropped: () => void) {
    super()
    this.#most = most
    this.#dropped = dropped
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.#hold(chunk.subarray(from, end + 1))
      if (this.#bytes <= this.#most) this.push(Buffer.concat(this.#held))
      this.#held = []
      this.#bytes = 0
      from = end + 1
    }
    if (from < chunk.length) this.#hold(chunk.subarray(from))
    done()
  }

  #hold(piece: Buffer): void {
    const fitted = this.#bytes <= this.#most
    this.#bytes += piece.length
    if (this.#bytes <= this.#most) this.#held.push(piece)
    else if (fitted) {
      this.#held = []
      this.#dropped()
    }
  }
}
