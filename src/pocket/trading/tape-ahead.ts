import { type Instant, MINUTE } from '../../core/time.ts'
import type { Tape } from '../../exchange/drive/market.ts'

export type ReadTape = (symbol: string, from: Instant, to: Instant) => Promise<Tape | null>

interface Kept {
  from: Instant
  to: Instant
  tape: Tape | null
}

/**
 * Reads prints by whole minutes and hands out the moments asked for: while time runs, matching asks for milliseconds at a time, and sources make
 * or fetch a minute at once. `known`: up to when the source can tell; a minute that has not ended there is read as asked. What is kept is
 * forgotten by `forget`.
 */
export function createTapeAhead(read: ReadTape, known: () => Instant): { read: ReadTape; forget(): void } {
  const kept = new Map<string, Kept>()
  return {
    forget: () => kept.clear(),
    async read(symbol, from, to) {
      if (to - from >= MINUTE) return read(symbol, from, to)
      const have = kept.get(symbol)
      if (have && from >= have.from && to <= have.to) return have.tape && part(have.tape, from, to)
      const whole = { from: Math.floor(from / MINUTE) * MINUTE, to: Math.ceil(to / MINUTE) * MINUTE }
      if (whole.to > known()) return read(symbol, from, to)
      const tape = await read(symbol, whole.from, whole.to)
      kept.set(symbol, { ...whole, tape })
      return tape && part(tape, from, to)
    },
  }
}

/** The rows in `[from, to)`. */
function part({ time, price, size, length }: Tape, from: Instant, to: Instant): Tape {
  const first = before(time, length, from)
  const end = before(time, length, to)
  return {
    length: end - first,
    time: time.subarray(first, end),
    price: price.subarray(first, end),
    size: size.subarray(first, end),
  }
}

/** How many rows lie before an instant. */
function before(time: Float64Array, length: number, at: Instant): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (time[middle] < at) low = middle + 1
    else high = middle
  }
  return low
}
