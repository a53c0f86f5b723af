import type { Instant } from '../../core/time.ts'
import type { SymbolQuality, WatchRow } from '../stream/view.ts'
import { bytesOf, doublesOf, type PackedRows } from './protocol.ts'

/** Doubles of a row: its place in the list, then its cells. NaN = null. */
const WIDTH = 18
const NEWEST = 9
/** The newest data is told as an age: what differs by less than this is the same instant, read a moment later. */
const WOBBLE_MS = 50

type State = SymbolQuality['state']

/** Watches the rows of a session's watchlist for changes, and makes numbers of them. */
export class RowBook {
  readonly #labels: string[] = []
  #symbols: string[] = []
  #cells = new Float64Array(0)
  #row = new Float64Array(WIDTH)

  /**
   * Takes the rows as they are now.
   * @returns what changed since the last time (all rows when the list itself did), null when nothing
   */
  take(rows: readonly WatchRow[], now: Instant): PackedRows | null {
    const isNew = rows.length !== this.#symbols.length || rows.some((row, i) => row.symbol !== this.#symbols[i])
    if (isNew) {
      this.#symbols = rows.map((row) => row.symbol)
      this.#cells = new Float64Array(rows.length * WIDTH)
    }
    const changed: number[] = []
    for (let i = 0; i < rows.length; i++) if (this.#put(rows[i], i, now) || isNew) changed.push(i)
    if (isNew) return this.all()
    return changed.length === 0 ? null : this.#packed(changed)
  }

  /** All rows as they were last taken. */
  all(): PackedRows {
    return { symbols: this.#symbols, labels: this.#labels, cells: bytesOf(this.#cells) }
  }

  #packed(changed: number[]): PackedRows {
    const cells = new Float64Array(changed.length * WIDTH)
    for (let k = 0; k < changed.length; k++) {
      cells.set(this.#cells.subarray(changed[k] * WIDTH, (changed[k] + 1) * WIDTH), k * WIDTH)
    }
    return { symbols: null, labels: this.#labels, cells: bytesOf(cells) }
  }

  /** True when the row is not what it was. */
  #put(row: WatchRow, index: number, now: Instant): boolean {
    const { quality } = row
    const next = this.#row
    next[0] = index
    next[1] = row.price ?? Number.NaN
    next[2] = row.priceTime ?? Number.NaN
    next[3] = row.bid ?? Number.NaN
    next[4] = row.ask ?? Number.NaN
    next[5] = row.change ?? Number.NaN
    next[6] = row.volume ?? Number.NaN
    next[7] = row.printsPerMinute ?? Number.NaN
    next[8] = row.shares
    next[NEWEST] = quality.ageMs === null ? Number.NaN : now - quality.ageMs
    next[10] = quality.latencyMs ?? Number.NaN
    next[11] = quality.gaps
    next[12] = quality.repaired
    next[13] = quality.duplicates
    next[14] = quality.outOfOrder
    next[15] = quality.restarts
    next[16] = this.#label(row.rating)
    next[17] = this.#label(quality.state)
    return this.#keep(next, index * WIDTH)
  }

  #keep(next: Float64Array, at: number): boolean {
    const cells = this.#cells
    let changed = false
    for (let k = 0; k < WIDTH; k++) {
      if (Object.is(cells[at + k], next[k])) continue
      if (k === NEWEST && Math.abs(cells[at + k] - next[k]) < WOBBLE_MS) continue
      changed = true
      break
    }
    if (changed) cells.set(next, at)
    return changed
  }

  #label(word: string): number {
    const known = this.#labels.indexOf(word)
    return known >= 0 ? known : this.#labels.push(word) - 1
  }
}

/** A row as it was told, its age left to whoever reads it. */
export interface ToldRow {
  row: Omit<WatchRow, 'quality'> & { quality: Omit<SymbolQuality, 'ageMs'> }
  newest: Instant | null
}

/** The rows of another process's session, as they were last told. */
export class ToldRows {
  rows: ToldRow[] = []
  #symbols: string[] = []

  take({ symbols, labels, cells }: PackedRows): void {
    if (symbols) [this.#symbols, this.rows] = [symbols, []]
    const told = doublesOf(cells)
    for (let at = 0; at + WIDTH <= told.length; at += WIDTH) {
      const index = told[at]
      this.rows[index] = toldRow(this.#symbols[index], told.subarray(at, at + WIDTH), labels)
    }
  }
}

function toldRow(symbol: string, cells: Float64Array, labels: string[]): ToldRow {
  const cell = (k: number) => (Number.isNaN(cells[k]) ? null : cells[k])
  const quality = {
    state: labels[cells[17]] as State,
    latencyMs: cell(10),
    gaps: cells[11],
    repaired: cells[12],
    duplicates: cells[13],
    outOfOrder: cells[14],
    restarts: cells[15],
  }
  const row = {
    symbol,
    price: cell(1),
    priceTime: cell(2),
    bid: cell(3),
    ask: cell(4),
    change: cell(5),
    volume: cell(6),
    printsPerMinute: cell(7),
    rating: labels[cells[16]],
    shares: cells[8],
    quality,
  }
  return { row, newest: cell(NEWEST) }
}
