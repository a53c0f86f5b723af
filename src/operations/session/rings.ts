import { PrintRows, QuoteRows } from '../../market/live/ring.ts'
import type { PrintRing, QuoteRing } from '../../market/live/types.ts'
import { bytesOf, doublesOf } from './protocol.ts'

const PRINT_COLUMNS = ['time', 'price', 'size', 'received', 'eligible'] as const
const QUOTE_COLUMNS = ['time', 'bid', 'bidSize', 'ask', 'askSize', 'received'] as const

type PrintColumn = (typeof PRINT_COLUMNS)[number]
type QuoteColumn = (typeof QUOTE_COLUMNS)[number]
type Columns = Record<PrintColumn | QuoteColumn, Float64Array<ArrayBuffer>>

/** Rows of a ring on their way: the last `rows` of the `total` that it ever took, column by column. `most`: what it may hold. */
export interface PackedRing {
  most: number
  total: number
  rows: number
  cells: Uint8Array
}

export type RingKind = 'prints' | 'quotes'

function columnsOf(kind: RingKind): readonly (PrintColumn | QuoteColumn)[] {
  return kind === 'prints' ? PRINT_COLUMNS : QUOTE_COLUMNS
}

/** The rows that a ring has taken since it had taken `after` in all; no more than it holds. */
export function packRing(kind: RingKind, ring: PrintRing | QuoteRing, after: number): PackedRing {
  const rows = Math.max(0, Math.min(ring.total - after, ring.length))
  const names = columnsOf(kind)
  const cells = new Float64Array(rows * names.length)
  const start = ring.first + ring.length - rows
  for (const [c, name] of names.entries()) {
    const column = (ring as unknown as Record<string, ArrayLike<number>>)[name]
    for (let i = 0; i < rows; i++) cells[c * rows + i] = column[(start + i) % ring.capacity]
  }
  const { most = ring.capacity } = ring as { most?: number }
  return { most, total: ring.total, rows, cells: bytesOf(cells) }
}

/** The columns of packed rows; only those of its kind are there. */
export function unpackRing(kind: RingKind, { rows, cells }: PackedRing): Columns {
  const told = doublesOf(cells)
  const columns: Partial<Columns> = {}
  for (const [c, name] of columnsOf(kind).entries()) columns[name] = told.subarray(c * rows, (c + 1) * rows)
  return columns as Columns
}

/** A ring of another process, as far as it was told. */
export class ToldRing {
  readonly kind: RingKind
  #rows: PrintRows | QuoteRows | null = null

  constructor(kind: RingKind) {
    this.kind = kind
  }

  /** Null before anything was told. */
  get prints(): PrintRing | null {
    return this.#rows instanceof PrintRows ? this.#rows : null
  }

  get quotes(): QuoteRing | null {
    return this.#rows instanceof QuoteRows ? this.#rows : null
  }

  /** Rows that go on from those it has are added; others take their place: a ring has no holes. */
  take(packed: PackedRing): void {
    const goesOn = this.#rows !== null && packed.total - packed.rows === this.#rows.total && packed.most === this.#rows.most
    if (!goesOn) this.#rows = this.kind === 'prints' ? new PrintRows(packed.most) : new QuoteRows(packed.most)
    this.#add(packed)
    this.#rows!.total = packed.total
  }

  #add(packed: PackedRing): void {
    const told = unpackRing(this.kind, packed)
    const rows = this.#rows
    for (let i = 0; i < packed.rows; i++) {
      const [time, received] = [told.time[i], told.received[i]]
      if (rows instanceof PrintRows) rows.push(time, told.price[i], told.size[i], received, told.eligible[i], '', '')
      else rows?.push(time, told.bid[i], told.bidSize[i], told.ask[i], told.askSize[i], received)
    }
  }
}
