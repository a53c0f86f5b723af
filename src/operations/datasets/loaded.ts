import type { Instant } from '../../core/time.ts'
import type { DatasetColumn } from '../../ports/datasets.ts'
import type { Failed } from '../common/shared.ts'

/** What one way of loading brings: the table, and what must be known of it. */
export interface Loaded {
  columns: DatasetColumn[]
  symbols: string[]
  timeframe: string | null
  source: string
  feed: string | null
  asOf: Instant
  failed: Failed
  warnings: string[]
}

/** A table that grows by blocks of rows, one block a symbol: columns as they were first named. */
export class LongTable {
  readonly #blocks: {
    rows: number
    columns: Map<string, { type: DatasetColumn['type']; values: ArrayLike<number | string> }>
  }[] = []

  add(rows: number, columns: Record<string, { type: DatasetColumn['type']; values: ArrayLike<number | string> } | null>): void {
    const held = Object.entries(columns).flatMap(([name, one]) => (one === null ? [] : [[name, one] as const]))
    this.#blocks.push({ rows, columns: new Map(held) })
  }

  /** Where a block lacks a column that another has, NaN or '' stands in. */
  columns(order: readonly string[]): DatasetColumn[] {
    const total = this.#blocks.reduce((sum, { rows }) => sum + rows, 0)
    return order.flatMap((name) => {
      const type = this.#blocks.map(({ columns }) => columns.get(name)?.type).find((one) => one !== undefined)
      if (type === undefined) return []
      return [type === 'text' ? { name, type, values: this.#texts(name) } : { name, type, values: this.#numbers(name, total) }]
    })
  }

  #numbers(name: string, total: number): Float64Array {
    const values = new Float64Array(total).fill(Number.NaN)
    let at = 0
    for (const { rows, columns } of this.#blocks) {
      const found = columns.get(name)?.values as ArrayLike<number> | undefined
      for (let i = 0; found && i < rows; i++) values[at + i] = found[i]
      at += rows
    }
    return values
  }

  #texts(name: string): string[] {
    return this.#blocks.flatMap(({ rows, columns }) => {
      const found = columns.get(name)?.values as ArrayLike<string> | undefined
      return Array.from({ length: rows }, (_, i) => found?.[i] ?? '')
    })
  }
}

export const numbers = (values: ArrayLike<number>) => ({ type: 'number' as const, values })
export const times = (values: ArrayLike<number>) => ({ type: 'time' as const, values })
export const texts = (values: ArrayLike<string>) => ({ type: 'text' as const, values })
/** The same word in every row. */
export const repeated = (word: string, rows: number) => texts(Array<string>(rows).fill(word))
