import type { PrintRing, QuoteRing, Ring } from '../../market/live/types.ts'
import { bytesOf, doublesOf } from './protocol.ts'

const PRINT_COLUMNS = ['time', 'price', 'size', 'received', 'eligible'] as const
const QUOTE_COLUMNS = ['time', 'bid', 'bidSize', 'ask', 'askSize', 'received'] as const

type ColumnName = (typeof PRINT_COLUMNS)[number] | (typeof QUOTE_COLUMNS)[number]
type Columns = Partial<Record<ColumnName, ArrayLike<number>>>

/** Rows of a ring on their way: the last `rows` of the `total` that it ever took, column by column. */
export interface PackedRing {
  capacity: number
  total: number
  rows: number
  cells: Uint8Array
}

export type RingKind = 'prints' | 'quotes'

function columnsOf(kind: RingKind): readonly ColumnName[] {
  return kind === 'prints' ? PRINT_COLUMNS : QUOTE_COLUMNS
}

/** The rows that a ring has taken since it had taken `after` in all; no more than it holds, nor than `most`. */
export function packRing(
  kind: RingKind,
  ring: PrintRing | QuoteRing,
  after: number,
  most = Number.POSITIVE_INFINITY,
): PackedRing {
  const rows = Math.max(0, Math.min(ring.total - after, ring.length, most))
  const names = columnsOf(kind)
  const cells = new Float64Array(rows * names.length)
  const start = ring.first + ring.length - rows
  for (const [c, name] of names.entries()) {
    const column = (ring as unknown as Columns)[name]!
    for (let i = 0; i < rows; i++) cells[c * rows + i] = column[(start + i) % ring.capacity]
  }
  return { capacity: ring.capacity, total: ring.total, rows, cells: bytesOf(cells) }
}

/** The columns of packed rows. */
export function unpackRing(kind: RingKind, { rows, cells }: PackedRing): Record<ColumnName, Float64Array<ArrayBuffer>> {
  const told = doublesOf(cells)
  const columns: Partial<Record<ColumnName, Float64Array<ArrayBuffer>>> = {}
  for (const [c, name] of columnsOf(kind).entries()) columns[name] = told.subarray(c * rows, (c + 1) * rows)
  return columns as Record<ColumnName, Float64Array<ArrayBuffer>>
}

/** A ring of another process, as far as it was told. */
export class ToldRing implements Ring {
  readonly capacity: number
  readonly kind: RingKind
  length = 0
  first = 0
  total = 0
  readonly #columns: Partial<Record<ColumnName, Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>> = {}

  constructor(kind: RingKind, capacity: number) {
    this.kind = kind
    this.capacity = capacity
    for (const name of columnsOf(kind)) {
      const column = name === 'eligible' ? new Uint8Array(capacity) : new Float64Array(capacity)
      this.#columns[name] = column
      Object.defineProperty(this, name, { value: column, enumerable: true })
    }
  }

  /** Rows that it had already are overwritten: a correction changes them. */
  take(packed: PackedRing): void {
    const before = packed.total - packed.rows
    // What lies between was never told: a ring has no holes, so it begins anew.
    if (before > this.total || packed.total < this.total || this.total - before > this.length) {
      this.length = 0
      this.first = 0
    } else {
      this.length -= this.total - before
    }
    const told = unpackRing(this.kind, packed)
    for (let i = 0; i < packed.rows; i++) this.#push(told, i)
    this.total = packed.total
  }

  #push(told: Record<ColumnName, Float64Array<ArrayBuffer>>, i: number): void {
    const at = (this.first + this.length) % this.capacity
    for (const name of columnsOf(this.kind)) this.#columns[name]![at] = told[name][i]
    if (this.length < this.capacity) this.length++
    else this.first = (this.first + 1) % this.capacity
  }
}

export function asPrintRing(ring: ToldRing): PrintRing {
  return ring as unknown as PrintRing
}

export function asQuoteRing(ring: ToldRing): QuoteRing {
  return ring as unknown as QuoteRing
}
