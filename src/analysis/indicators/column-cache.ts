import { type Bars, type Column, column } from '../../market/bars.ts'

const USUAL_LIMIT = 256 * 1024 * 1024

interface Entry {
  columns: Column[]
  bytes: number
  /** The run that asked for it last. */
  run: number
}

/**
 * Indicator columns that many runs share: each spelling of each series is computed once and kept while there is room, the longest unused
 * going first. `endOfRun` says that nobody reads the columns handed out so far; what goes after that is written over instead of
 * allocated anew. What goes earlier is left to its reader. Limit in bytes; a run that needs more at once gets it.
 */
export class ColumnCache {
  readonly #limit: number
  readonly #entries = new Map<string, Entry>()
  readonly #spare = new Map<number, Column[]>()
  /** Series are told apart by their column of closes. */
  readonly #series = new WeakMap<Column, number>()
  #seriesCount = 0
  #run = 0
  #bytes = 0
  #spareBytes = 0

  constructor(limit: number = USUAL_LIMIT) {
    this.#limit = limit
  }

  /** Bytes of the columns kept, spare ones included. */
  get bytes(): number {
    return this.#bytes + this.#spareBytes
  }

  /** The columns of a spelling over these bars: kept ones, or `count` columns that `fill` writes. */
  columns(bars: Bars, spelling: string, count: number, fill: (out: Column[]) => void): Column[] {
    const key = `${this.#seriesOf(bars)} ${bars.length} ${spelling}`
    const kept = this.#entries.get(key)
    if (kept) {
      this.#entries.delete(key)
      this.#entries.set(key, { ...kept, run: this.#run })
      return kept.columns
    }
    this.#makeRoom(count * bars.length * 8, bars.length)
    const columns = Array.from({ length: count }, () => this.acquire(bars.length))
    fill(columns)
    const bytes = count * bars.length * 8
    this.#entries.set(key, { columns, bytes, run: this.#run })
    this.#bytes += bytes
    return columns
  }

  /** A column of this length with anything in it: a spare one, or a new one. */
  acquire(length: number): Column {
    const found = this.#spare.get(length)?.pop()
    if (!found) return column(length)
    this.#spareBytes -= length * 8
    return found
  }

  /** Takes back a column that nobody reads any more. */
  release(one: Column): void {
    const bytes = one.length * 8
    if (this.bytes + bytes > this.#limit) return
    const list = this.#spare.get(one.length)
    if (list) list.push(one)
    else this.#spare.set(one.length, [one])
    this.#spareBytes += bytes
  }

  /** From here on nobody reads the columns handed out so far, unless they are asked for again. */
  endOfRun(): void {
    this.#run++
  }

  #makeRoom(wanted: number, length: number): void {
    for (const [key, entry] of this.#entries) {
      if (this.#bytes + wanted <= this.#limit) break
      this.#entries.delete(key)
      this.#bytes -= entry.bytes
      if (entry.run < this.#run) for (const one of entry.columns) this.release(one)
    }
    if (this.bytes + wanted > this.#limit) this.#keepSpare(length)
  }

  /** Lets go of the spare columns of other lengths, which nobody may ever ask for. */
  #keepSpare(length: number): void {
    const fitting = this.#spare.get(length) ?? []
    this.#spare.clear()
    this.#spare.set(length, fitting)
    this.#spareBytes = fitting.length * length * 8
  }

  #seriesOf(bars: Bars): number {
    const known = this.#series.get(bars.close)
    if (known !== undefined) return known
    this.#series.set(bars.close, ++this.#seriesCount)
    return this.#seriesCount
  }
}
