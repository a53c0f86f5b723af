/**
 * Columns of doubles in few bytes, exactly: whole numbers of the smallest decimal (or binary) unit that gives every value back, differences to the
 * value before (of the same group), zigzag, seven bits a byte. Where no unit fits, the eight bytes of each double. Integer differences with
 * variable-length bytes are those of Protocol Buffers ("Encoding", varints and ZigZag).
 */

/** Units a value may be counted in; 4096 is what is left of nanoseconds in a double of epoch milliseconds. */
const SCALES = [1, 10, 100, 1000, 10_000, 1_000_000, 4096, 100_000_000]
const RAW = 255
/** Twice the difference of two such numbers is still exact. */
const LARGEST = 2 ** 50

/** How the value before is chosen: none, the row before, or the last row of the same group. */
export type Delta = 'none' | 'row' | 'group'

/** Grows as it is written to. */
export class Bytes {
  #data = new Uint8Array(1 << 12)
  length = 0

  byte(value: number): void {
    this.#room(1)
    this.#data[this.length++] = value
  }

  /** A whole number from 0 to 2^53. */
  varint(value: number): void {
    this.#room(8)
    let rest = value
    while (rest >= 128) {
      // Above 2^31 the shift of 32-bit numbers would lose digits.
      this.#data[this.length++] = (rest % 128) + 128
      rest = Math.floor(rest / 128)
    }
    this.#data[this.length++] = rest
  }

  append(bytes: Uint8Array): void {
    this.#room(bytes.length)
    this.#data.set(bytes, this.length)
    this.length += bytes.length
  }

  /** A view of what was written; it changes with the next writing. */
  view(): Uint8Array {
    return this.#data.subarray(0, this.length)
  }

  copy(): Uint8Array {
    return this.#data.slice(0, this.length)
  }

  clear(): void {
    this.length = 0
  }

  #room(more: number): void {
    if (this.length + more <= this.#data.length) return
    const grown = new Uint8Array(Math.max(this.#data.length * 2, this.length + more))
    grown.set(this.view())
    this.#data = grown
  }
}

/** Reads what `Bytes` wrote. */
export class ByteReader {
  readonly #data: Uint8Array
  at = 0

  constructor(data: Uint8Array) {
    this.#data = data
  }

  byte(): number {
    return this.#data[this.at++]
  }

  varint(): number {
    let value = 0
    for (let unit = 1; ; unit *= 128) {
      const byte = this.#data[this.at++]
      if (byte === undefined) throw new RangeError('a number runs over the end')
      if (byte < 128) return value + byte * unit
      value += (byte - 128) * unit
    }
  }

  take(length: number): Uint8Array {
    if (this.at + length > this.#data.length) throw new RangeError('bytes run over the end')
    this.at += length
    return this.#data.subarray(this.at - length, this.at)
  }
}

/** Writes `length` values. `groups`: a small whole number for each row, for `group`. NaN and infinities keep. */
export function writeNumbers(
  out: Bytes,
  values: ArrayLike<number>,
  length: number,
  delta: Delta,
  groups?: ArrayLike<number>,
): void {
  const scale = scaleOf(values, length)
  if (scale === 0) {
    writeRaw(out, values, length)
    return
  }
  out.byte(SCALES.indexOf(scale))
  const last: number[] = []
  for (let i = 0; i < length; i++) {
    const value = values[i]
    if (Number.isNaN(value)) {
      out.varint(0)
      continue
    }
    const whole = Math.round(value * scale)
    const group = delta === 'group' ? groups![i] : 0
    const before = delta === 'none' ? 0 : (last[group] ?? 0)
    last[group] = whole
    const step = whole - before
    out.varint((step >= 0 ? step * 2 : -step * 2 - 1) + 1)
  }
}

/** @throws RangeError when the bytes do not hold so many */
export function readNumbers(
  from: ByteReader,
  length: number,
  delta: Delta,
  groups?: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const mark = from.byte()
  if (mark === RAW) return new Float64Array(new Uint8Array(from.take(length * 8)).buffer)
  const scale = SCALES[mark]
  const values = new Float64Array(length)
  const last: number[] = []
  for (let i = 0; i < length; i++) {
    const coded = from.varint()
    if (coded === 0) {
      values[i] = Number.NaN
      continue
    }
    const zigzag = coded - 1
    const step = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
    const group = delta === 'group' ? groups![i] : 0
    const whole = (delta === 'none' ? 0 : (last[group] ?? 0)) + step
    last[group] = whole
    values[i] = whole / scale
  }
  return values
}

/** The first unit that gives every value back; 0 when none does. */
function scaleOf(values: ArrayLike<number>, length: number): number {
  return SCALES.find((scale) => allFit(values, length, scale)) ?? 0
}

function allFit(values: ArrayLike<number>, length: number, scale: number): boolean {
  for (let i = 0; i < length; i++) if (!Number.isNaN(values[i]) && !fits(values[i], scale)) return false
  return true
}

function fits(value: number, scale: number): boolean {
  const whole = Math.round(value * scale)
  return Math.abs(whole) < LARGEST && whole / scale === value && !Object.is(value, -0)
}

function writeRaw(out: Bytes, values: ArrayLike<number>, length: number): void {
  const doubles = new Float64Array(length)
  for (let i = 0; i < length; i++) doubles[i] = values[i]
  out.byte(RAW)
  out.append(new Uint8Array(doubles.buffer))
}
