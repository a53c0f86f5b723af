/** Length of a frame's head: how many bytes follow, as a number of 32 bits, little end first. */
const HEAD = 4

/** Bytes with their length before them. */
export function framed(bytes: Uint8Array): Uint8Array[] {
  const head = new Uint8Array(HEAD)
  new DataView(head.buffer).setUint32(0, bytes.byteLength, true)
  return [head, bytes]
}

/** Takes frames out of a stream of bytes, however it is cut into pieces. */
export class FrameReader {
  #pieces: Uint8Array[] = []
  #held = 0
  /** Bytes of the frame that is being read; null while its head is. */
  #wanted: number | null = null

  push(piece: Uint8Array): Uint8Array<ArrayBuffer>[] {
    this.#pieces.push(piece)
    this.#held += piece.byteLength
    const frames: Uint8Array<ArrayBuffer>[] = []
    while (this.#held >= (this.#wanted ?? HEAD)) {
      const bytes = this.#take(this.#wanted ?? HEAD)
      if (this.#wanted === null) this.#wanted = new DataView(bytes.buffer).getUint32(0, true)
      else {
        frames.push(bytes)
        this.#wanted = null
      }
    }
    return frames
  }

  #take(count: number): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(count)
    let filled = 0
    while (filled < count) {
      const piece = this.#pieces[0]
      const part = piece.subarray(0, count - filled)
      out.set(part, filled)
      filled += part.byteLength
      if (part.byteLength === piece.byteLength) this.#pieces.shift()
      else this.#pieces[0] = piece.subarray(part.byteLength)
    }
    this.#held -= count
    return out
  }
}
