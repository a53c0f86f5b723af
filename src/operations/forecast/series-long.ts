import { isBlank, outOfOrder, readNumber, trimmed } from './series-cell.ts'
import { type DateOrder, dateOrderOf, readDate } from './series-dates.ts'
import type { FileRecords, SeriesTable } from './series-table.ts'

/** Rows of one series as the file gives them. */
interface Gathered {
  values: number[]
  times: number[]
  lines: number[]
}

/** A file with a row for each series and time: `ds,unique_id,y`, in any order of columns and rows. Whole numbers in `ds` count rows. */
export function longTable(file: string, { lines, fields, setAside }: FileRecords): SeriesTable {
  const header = fields[0].map((name) => name.trim().toLowerCase())
  const [ds, id, y] = ['ds', 'unique_id', 'y'].map((name) => header.indexOf(name))
  const left = fields[0].filter((_, i) => ![ds, id, y].includes(i) && fields[0][i].trim() !== '')
  if (left.length > 0) setAside.push({ line: null, series: null, reason: `columns that are not used: ${left.join(', ')}` })
  const order = dateOrderOf(fields.slice(1).map((row) => row[ds] ?? ''))
  const gathered = new Map<string, Gathered>()
  for (let i = 1; i < fields.length; i++) {
    const row = fields[i]
    const name = (row[id] ?? '').trim()
    const reason = takeRow(gathered, name, timeOf(row[ds] ?? '', order), row[y], lines[i])
    if (reason !== null) setAside.push({ line: lines[i], series: name || null, reason })
  }
  const table: SeriesTable = { file, layout: 'long', names: [], columns: [], times: null, rows: 0, series: [], setAside }
  for (const [name, rows] of gathered) addSeries(table, name, rows, order !== null)
  return withColumns(table)
}

function timeOf(text: string, order: DateOrder | null): number {
  return order === null ? readNumber(text) : readDate(text, order)
}

function takeRow(
  gathered: Map<string, Gathered>,
  name: string,
  time: number,
  cell: string | undefined,
  line: number,
): string | null {
  if (name === '') return 'no unique_id'
  if (Number.isNaN(time)) return 'unreadable ds'
  const value = cell === undefined ? Number.NaN : readNumber(cell)
  if (Number.isNaN(value) && !isBlank(cell)) return `'${cell!.slice(0, 40)}' is no number`
  let rows = gathered.get(name)
  if (rows === undefined) {
    rows = { values: [], times: [], lines: [] }
    gathered.set(name, rows)
  }
  rows.values.push(value)
  rows.times.push(time)
  rows.lines.push(line)
  return null
}

function addSeries({ series, setAside }: SeriesTable, name: string, rows: Gathered, dated: boolean): void {
  const sorted = rows.times.map((_, i) => i).sort((a, b) => rows.times[a] - rows.times[b] || a - b)
  const times = Float64Array.from(sorted, (i) => rows.times[i])
  const values = Float64Array.from(sorted, (i) => rows.values[i])
  const aside = (line: number, reason: string): void => {
    setAside.push({ line, series: name, reason })
  }
  const twice = outOfOrder(times)
  if (twice !== null) {
    aside(rows.lines[sorted[twice]], 'a second row of one time: the series is left out')
    return
  }
  const { from, to, hole } = trimmed(values)
  if (to === from) {
    aside(rows.lines[0], 'it has no number: the series is left out')
    return
  }
  if (hole !== null) {
    aside(rows.lines[sorted[hole]], 'a value is missing between others: the series is left out')
    return
  }
  if (to - from < values.length) aside(rows.lines[sorted[from > 0 ? 0 : to]], `blanks at its ends: ${to - from} values`)
  series.push({ id: name, values: values.slice(from, to), times: dated ? times.slice(from, to) : null, transform: null })
}

/** Series of one length and one set of times stand side by side as columns too. */
function withColumns(table: SeriesTable): SeriesTable {
  const [first] = table.series
  const even =
    first !== undefined &&
    table.series.every((one) => sameTimes(one.times, first.times) && one.values.length === first.values.length)
  if (!even) return table
  return {
    ...table,
    names: table.series.map(({ id }) => id),
    columns: table.series.map(({ values }) => values as Float64Array),
    times: first.times as Float64Array | null,
    rows: first.values.length,
  }
}

function sameTimes(one: ArrayLike<number> | null, other: ArrayLike<number> | null): boolean {
  if (one === null || other === null) return one === other
  if (one.length !== other.length) return false
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false
  return true
}
