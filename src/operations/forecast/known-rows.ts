import { iso } from '../../core/time.ts'
import type { ForecastSeries } from '../../engine/forecast/types.ts'
import { type Context, OpenbellError } from '../operation.ts'
import { rowEnd } from './future-times.ts'
import type { SeriesTable } from './series-table.ts'

/**
 * A file as it was known at the as-of that was typed: a row counts once it has ended, as a bar does. Without an as-of the file as it is.
 * @throws OpenbellError usage for an as-of where rows have no times, no-data where none had ended by then
 */
export function knownTable({ settings: { asOf } }: Pick<Context, 'settings'>, table: SeriesTable): SeriesTable {
  if (asOf === null) return table
  const { file } = table
  const series = table.series.flatMap((one) => knownSeries(file, one, asOf))
  if (series.length === 0) {
    throw new OpenbellError('no-data', `no row of ${file} had ended by ${iso(asOf)}`, 'a later --as-of')
  }
  const rows = table.times === null ? 0 : rowsBy(table.times, asOf)
  const columns = table.columns.map((column) => column.subarray(0, rows))
  return { ...table, series, columns, rows, times: table.times?.subarray(0, rows) ?? null }
}

function knownSeries(file: string, one: ForecastSeries, asOf: number): ForecastSeries[] {
  if (!one.times) {
    throw new OpenbellError('usage', `--as-of cannot be told apart in ${file}: its rows have no times`, 'a first column of dates')
  }
  const rows = rowsBy(one.times, asOf)
  return rows === 0 ? [] : [{ ...one, values: one.values.subarray(0, rows), times: one.times.subarray(0, rows) }]
}

/** Rows that had ended by an instant. */
function rowsBy(times: Float64Array, asOf: number): number {
  let rows = 0
  while (rows < times.length && times[rows] <= asOf) rows++
  const end = rows === 0 ? null : rowEnd(times.subarray(0, rows))
  return end !== null && end > asOf ? rows - 1 : rows
}
