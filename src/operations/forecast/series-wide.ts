import type { ForecastSeries } from '../../engine/forecast/types.ts'
import { isBlank, outOfOrder, readNumber, trimmed } from './series-cell.ts'
import { dateOrderOf, readDate } from './series-dates.ts'
import type { FileRecords, SeriesTable, SetAside } from './series-table.ts'

const DATE_NAMES = new Set(['date', 'ds', 'time', 'timestamp', 'datetime'])
/** Rows from which the first column is judged. */
const SAMPLE = 200

/** What the columns of a wide file are. */
interface Layout {
  /** Names of the series; null = numbers only. */
  header: string[] | null
  /** The first column: when, a row number, or a series as any other. */
  first: 'date' | 'index' | 'series'
  width: number
}

/** A file with one column a series. */
export function wideTable(file: string, { lines, fields, setAside }: FileRecords): SeriesTable {
  const layout = layoutOf(fields)
  const { rows, at } = goodRows(fields, lines, layout, setAside)
  const start = layout.first === 'series' ? 0 : 1
  const names = namesOf(layout, start, setAside)
  const times = layout.first === 'date' ? timesOf(rows, at, setAside) : null
  // A row whose date cannot be read was taken out with it.
  const kept = times?.kept ?? rows
  const keptLines = times?.lines ?? at
  const table: SeriesTable = {
    file,
    layout: 'wide',
    names: [],
    columns: [],
    times: times?.times ?? null,
    rows: kept.length,
    series: [],
    setAside,
  }
  for (const [i, name] of names.entries()) {
    addColumn(table, name, cellsOf(kept, start + i), { rows: kept, lines: keptLines, column: start + i })
  }
  return table
}

function layoutOf(fields: string[][]): Layout {
  const [head] = fields
  const below = fields.slice(1, SAMPLE + 1).map((row) => row[0] ?? '')
  const dated = dateOrderOf(below) !== null && below.some((text) => Number.isNaN(readNumber(text)))
  const hasHeader = isHeader(head, dated)
  const named = hasHeader && DATE_NAMES.has(head[0].trim().toLowerCase())
  if (named || dated || (fields.length === 1 && dateOrderOf([head[0]]) !== null))
    return { header: hasHeader ? head : null, first: 'date', width: head.length }
  const index = hasHeader && /^(unnamed: 0|index)?$/i.test(head[0].trim()) && counts(below)
  return { header: hasHeader ? head : null, first: index ? 'index' : 'series', width: head.length }
}

/** A header has a field that is neither a number nor blank (the date apart), or counts its columns. */
function isHeader(head: string[], dated: boolean): boolean {
  const rest = dated ? head.slice(1) : head
  if (dated && dateOrderOf([head[0]]) === null) return true
  if (rest.some((text) => Number.isNaN(readNumber(text)) && !isBlank(text))) return true
  return rest.length > 1 && counts(rest) && Number(rest[0]) === 0
}

/** True for whole numbers that go up by one. */
function counts(texts: readonly string[]): boolean {
  const values = texts.map(Number)
  return values.length > 0 && values.every((value, i) => Number.isInteger(value) && (i === 0 || value === values[i - 1] + 1))
}

function goodRows(fields: string[][], lines: number[], layout: Layout, setAside: SetAside[]) {
  const rows: string[][] = []
  const at: number[] = []
  for (let i = layout.header === null ? 0 : 1; i < fields.length; i++) {
    const row = fields[i]
    const fits =
      row.length === layout.width || (row.length > layout.width && row.slice(layout.width).every((text) => text === ''))
    if (fits) {
      rows.push(row)
      at.push(lines[i])
    } else setAside.push({ line: lines[i], series: null, reason: `${row.length} fields where ${layout.width} are expected` })
  }
  return { rows, at }
}

function namesOf({ header, width }: Layout, start: number, setAside: SetAside[]): string[] {
  const seen = new Set<string>()
  return Array.from({ length: width - start }, (_, i) => {
    const wanted = header?.[start + i].trim() || `series-${i + 1}`
    let name = wanted
    for (let copy = 2; seen.has(name); copy++) name = `${wanted}-${copy}`
    if (name !== wanted) setAside.push({ line: null, series: name, reason: `a second column '${wanted}' is called so` })
    seen.add(name)
    return name
  })
}

interface Times {
  kept: string[][]
  lines: number[]
  times: Float64Array | null
}

/** Times of the rows. Out of order they say nothing of the rows, which stay as the file has them. */
function timesOf(rows: string[][], lines: number[], setAside: SetAside[]): Times {
  const order = dateOrderOf(rows.map((row) => row[0]))
  if (order === null) {
    setAside.push({ line: null, series: null, reason: 'dates that cannot be read: rows are taken in the order of the file' })
    return { kept: rows, lines, times: null }
  }
  const [kept, at, times]: [string[][], number[], number[]] = [[], [], []]
  rows.forEach((row, i) => {
    const time = readDate(row[0], order)
    if (Number.isNaN(time)) setAside.push({ line: lines[i], series: null, reason: `unreadable date '${row[0]}'` })
    else {
      kept.push(row)
      at.push(lines[i])
      times.push(time)
    }
  })
  return inOrder(kept, at, Float64Array.from(times), setAside)
}

function inOrder(kept: string[][], lines: number[], times: Float64Array, setAside: SetAside[]): Times {
  if (outOfOrder(times) === null) return { kept, lines, times }
  const backwards = times.toReversed()
  if (outOfOrder(backwards) === null) {
    setAside.push({ line: null, series: null, reason: 'the newest row is the first: rows are taken from the last line up' })
    return { kept: kept.toReversed(), lines: lines.toReversed(), times: backwards }
  }
  const row = outOfOrder(times)!
  setAside.push({
    line: lines[row],
    series: null,
    reason: `its date is not after the one before ('${kept[row][0]}'): rows are taken in the order of the file, without their dates`,
  })
  return { kept, lines, times: null }
}

function cellsOf(rows: string[][], column: number): Float64Array {
  const values = new Float64Array(rows.length)
  for (let row = 0; row < rows.length; row++) values[row] = readNumber(rows[row][column])
  return values
}

/** Adds a column to the table: whole, shortened at its ends, or set aside. */
function addColumn(
  table: SeriesTable,
  name: string,
  values: Float64Array,
  { rows, lines, column }: { rows: string[][]; lines: number[]; column: number },
): void {
  const aside = (line: number | null, reason: string): void => {
    table.setAside.push({ line, series: name, reason })
  }
  for (let row = 0; row < values.length; row++) {
    const text = rows[row][column]
    if (Number.isNaN(values[row]) && !isBlank(text)) {
      aside(lines[row], `'${text.slice(0, 40)}' is no number: the column is left out`)
      return
    }
  }
  const { from, to, hole } = trimmed(values)
  if (to === from) {
    aside(null, 'it has no number: the column is left out')
    return
  }
  if (hole !== null) {
    aside(lines[hole], 'a value is missing between others: the column is left out')
    return
  }
  const series: ForecastSeries = {
    id: name,
    values: values.slice(from, to),
    times: table.times === null ? null : table.times.slice(from, to),
    transform: null,
  }
  table.series.push(series)
  if (from > 0 || to < values.length) {
    aside(from > 0 ? lines[0] : lines[to], `it has values in rows ${from + 1} to ${to} only`)
    return
  }
  table.names.push(name)
  table.columns.push(values)
}
