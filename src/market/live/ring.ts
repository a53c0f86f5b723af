import type { Instant } from '../../core/time.ts'
import type { Column } from '../bars.ts'
import { PrintIds } from './print-ids.ts'
import type { PrintRing, QuoteRing, Ring, RingWatcher } from './types.ts'

/** Rows that a ring of prints or quotes holds unless it is told otherwise. */
export const RING_ROWS = 10_000

/** Rows there is room for at first: five hundred quiet symbols should not take the room of busy ones. */
const FIRST_ROOM = 256

/** Where the next row goes. The columns double until they have room for `most` rows; from then on the oldest row makes room. */
abstract class Rows implements Ring {
  readonly most: number
  capacity: number
  length = 0
  first = 0
  total = 0
  readonly watchers: RingWatcher[] = []

  constructor(most: number) {
    this.most = Math.max(1, Math.floor(most))
    this.capacity = Math.min(FIRST_ROOM, this.most)
  }

  /** Takes the row of the newcomer; `evict` and the watchers hear of the row that it overwrites. */
  protected claim(): number {
    if (this.length < this.capacity || this.capacity < this.most) {
      if (this.length === this.capacity) {
        this.capacity = Math.min(this.most, 2 * this.capacity)
        this.enlarge(this.capacity)
      }
      this.total++
      return this.length++
    }
    const row = this.first
    for (let i = 0; i < this.watchers.length; i++) this.watchers[i].leave(row)
    this.evict(row)
    this.total++
    this.first = row + 1 === this.capacity ? 0 : row + 1
    return row
  }

  protected abstract enlarge(capacity: number): void
  protected abstract evict(row: number): void
}

/** Prints of one symbol. `flags`: what each may do to a bar (see print-rules.ts); prints with an id are found by it while they are held. */
export class PrintRows extends Rows implements PrintRing {
  time: Column
  price: Column
  size: Column
  received: Column
  eligible: Uint8Array
  flags: Uint8Array
  #ids: PrintIds | null = null

  constructor(most: number = RING_ROWS) {
    super(most)
    this.time = new Float64Array(this.capacity)
    this.price = new Float64Array(this.capacity)
    this.size = new Float64Array(this.capacity)
    this.received = new Float64Array(this.capacity)
    this.eligible = new Uint8Array(this.capacity)
    this.flags = new Uint8Array(this.capacity)
  }

  /** @returns the row in the columns that it took */
  push(time: Instant, price: number, size: number, received: Instant, flags: number, exchange: string, id: string): number {
    const row = this.claim()
    this.time[row] = time
    this.price[row] = price
    this.size[row] = size
    this.received[row] = received
    this.eligible[row] = flags & 1
    this.flags[row] = flags
    if (id !== '') {
      this.#ids ??= new PrintIds(this.capacity)
      this.#ids.add(row, exchange, id)
    }
    return row
  }

  /** Row of a held print by its id (and exchange, unless null); -1 when none is held. */
  find(exchange: string | null, id: string): number {
    return this.#ids ? this.#ids.find(exchange, id) : -1
  }

  protected enlarge(capacity: number): void {
    this.time = wider(this.time, capacity)
    this.price = wider(this.price, capacity)
    this.size = wider(this.size, capacity)
    this.received = wider(this.received, capacity)
    this.eligible = widerBytes(this.eligible, capacity)
    this.flags = widerBytes(this.flags, capacity)
    this.#ids?.enlarge(capacity)
  }

  protected evict(row: number): void {
    this.#ids?.remove(row)
  }
}

/** Quotes of one symbol. */
export class QuoteRows extends Rows implements QuoteRing {
  time: Column
  bid: Column
  bidSize: Column
  ask: Column
  askSize: Column
  received: Column

  constructor(most: number = RING_ROWS) {
    super(most)
    this.time = new Float64Array(this.capacity)
    this.bid = new Float64Array(this.capacity)
    this.bidSize = new Float64Array(this.capacity)
    this.ask = new Float64Array(this.capacity)
    this.askSize = new Float64Array(this.capacity)
    this.received = new Float64Array(this.capacity)
  }

  /** @returns the row in the columns that it took */
  push(time: Instant, bid: number, bidSize: number, ask: number, askSize: number, received: Instant): number {
    const row = this.claim()
    this.time[row] = time
    this.bid[row] = bid
    this.bidSize[row] = bidSize
    this.ask[row] = ask
    this.askSize[row] = askSize
    this.received[row] = received
    return row
  }

  protected enlarge(capacity: number): void {
    this.time = wider(this.time, capacity)
    this.bid = wider(this.bid, capacity)
    this.bidSize = wider(this.bidSize, capacity)
    this.ask = wider(this.ask, capacity)
    this.askSize = wider(this.askSize, capacity)
    this.received = wider(this.received, capacity)
  }

  protected evict(): void {}
}

function wider(column: Column, capacity: number): Column {
  const made = new Float64Array(capacity)
  made.set(column)
  return made
}

function widerBytes(column: Uint8Array, capacity: number): Uint8Array {
  const made = new Uint8Array(capacity)
  made.set(column)
  return made
}
