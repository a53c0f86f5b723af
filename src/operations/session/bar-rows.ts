import { BAR_COLUMNS, type Bars, type BarsHead, createBars, OPTIONAL_COLUMNS } from '../../market/bars.ts'
import { bytesOf, doublesOf } from './protocol.ts'

/** Bars on their way: rows from `from` on of a series that is `length` long. */
export interface PackedBars {
  head: BarsHead
  prints: boolean
  vwap: boolean
  forming: boolean
  from: number
  length: number
  cells: Uint8Array
}

/** Rows before the newest that are looked at each time; older ones change seldom. */
const NEAR = 3

function columnsOf(bars: Pick<Bars, (typeof BAR_COLUMNS)[number]> & { prints: unknown; vwap: unknown }) {
  return [...BAR_COLUMNS, ...OPTIONAL_COLUMNS.filter((name) => bars[name] !== null)]
}

export function packBars(bars: Bars, forming: boolean, from: number): PackedBars {
  const names = columnsOf(bars)
  const rows = bars.length - from
  const cells = new Float64Array(rows * names.length)
  for (const [c, name] of names.entries()) cells.set(bars[name]!.subarray(from, bars.length), c * rows)
  const { symbol, timeframe, source, feed, adjustment } = bars
  const head = { symbol, timeframe, source, feed, ...(adjustment && { adjustment }) }
  return {
    head,
    prints: bars.prints !== null,
    vwap: bars.vwap !== null,
    forming,
    from,
    length: bars.length,
    cells: bytesOf(cells),
  }
}

/** Remembers what was told of a series, to tell only what has changed. */
export class BarBook {
  #cells: Float64Array[] = []
  #length = 0
  #first = Number.NaN

  /**
   * Takes the series as it is now.
   * @param thorough every row is looked at: late prints revise old bars
   * @returns rows that are not what they were, ascending (all of them when the series begins elsewhere)
   */
  take(bars: Bars, thorough: boolean): number[] {
    const columns = columnsOf(bars).map((name) => bars[name]!)
    const begins = bars.length > 0 ? bars.time[0] : Number.NaN
    const isNew = columns.length !== this.#cells.length || bars.length < this.#length || !Object.is(begins, this.#first)
    if (isNew) this.#length = 0
    const rows = this.#changed(columns, bars.length, thorough ? 0 : Math.max(0, this.#length - NEAR))
    if (rows.length > 0) this.#keep(columns, rows[0], bars.length)
    this.#first = begins
    return rows
  }

  #changed(columns: ArrayLike<number>[], length: number, start: number): number[] {
    const rows: number[] = []
    for (let i = start; i < length; i++) {
      if (i >= this.#length || columns.some((column, c) => !Object.is(column[i], this.#cells[c][i]))) rows.push(i)
    }
    return rows
  }

  #keep(columns: Float64Array<ArrayBufferLike>[], from: number, length: number): void {
    const room = (this.#cells[0]?.length ?? 0) >= length && columns.length === this.#cells.length
    if (!room) {
      this.#cells = columns.map((column) => {
        const kept = new Float64Array(length + 512)
        kept.set(column.subarray(0, length))
        return kept
      })
    } else {
      for (const [c, column] of columns.entries()) this.#cells[c].set(column.subarray(from, length), from)
    }
    this.#length = length
  }
}

/** A series of another process, as far as it was told: the same arrays with spare room. */
export class ToldBars {
  bars: Bars | null = null
  forming = false

  /** False when rows are missing between what it has and what it was told. */
  take(packed: PackedBars): boolean {
    const { head, from, length, forming } = packed
    if (from > (this.bars?.length ?? 0)) return false
    const bars = this.#roomFor(packed)
    const names = columnsOf(bars)
    const told = doublesOf(packed.cells)
    const rows = length - from
    for (const [c, name] of names.entries()) bars[name]!.set(told.subarray(c * rows, (c + 1) * rows), from)
    Object.assign(bars, head, { length })
    this.bars = bars
    this.forming = forming
    return true
  }

  #roomFor({ head, prints, vwap, from, length }: PackedBars): Bars {
    const held = this.bars
    const fits = held && held.time.length >= length && (held.prints !== null) === prints && (held.vwap !== null) === vwap
    if (held && fits) return held
    const bars = createBars(head, length + 512, { prints, vwap })
    if (held)
      for (const name of columnsOf(bars)) if (held[name]) bars[name]!.set(held[name].subarray(0, Math.min(from, held.length)))
    return bars
  }
}
