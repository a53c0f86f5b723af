import type { SeriesInfo } from '../../ports/store.ts'

export type ColumnType = 'f64' | 'u16' | 'text'

export interface ColumnSpec {
  name: string
  type: ColumnType
  /** May be absent as a whole; a missing value is NaN in a number column, '' in a text column. */
  optional?: boolean
}

/** How one kind of series lies in the database: a table of chunks, a blob a column. */
export interface Layout {
  kind: SeriesInfo['kind']
  table: string
  /** Rows a full chunk aims at; cuts move to the next change of time, so a chunk may be a little longer. */
  chunkRows: number
  /** The columns beside `time`. */
  columns: readonly ColumnSpec[]
}

const price = (name: string): ColumnSpec => ({ name, type: 'f64' })
const label = (name: string): ColumnSpec => ({ name, type: 'u16' })

/** Blobs of 4,096 rows load as fast as longer ones and are cheap to rewrite when a row comes late (measured). */
const CHUNK_ROWS = 4096

export const BARS_LAYOUT: Layout = {
  kind: 'bars',
  table: 'bar_chunk',
  chunkRows: CHUNK_ROWS,
  columns: [
    price('open'),
    price('high'),
    price('low'),
    price('close'),
    price('volume'),
    { name: 'prints', type: 'f64', optional: true },
    { name: 'vwap', type: 'f64', optional: true },
  ],
}

export const PRINTS_LAYOUT: Layout = {
  kind: 'prints',
  table: 'print_chunk',
  chunkRows: 2 * CHUNK_ROWS,
  columns: [
    price('price'),
    price('size'),
    label('exchange'),
    label('conditions'),
    { name: 'print_id', type: 'text', optional: true },
  ],
}

export const QUOTES_LAYOUT: Layout = {
  kind: 'quotes',
  table: 'quote_chunk',
  chunkRows: 2 * CHUNK_ROWS,
  columns: [
    price('bid_price'),
    price('bid_size'),
    price('ask_price'),
    price('ask_size'),
    label('bid_exchange'),
    label('ask_exchange'),
  ],
}

export const LAYOUTS = [BARS_LAYOUT, PRINTS_LAYOUT, QUOTES_LAYOUT] as const
