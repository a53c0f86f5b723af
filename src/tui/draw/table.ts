import { type Area, restyle, shorten, textWidth, write } from '../canvas.ts'
import { MEANING } from '../styles.ts'

export interface TableColumn<Row> {
  title: string
  align?: 'right'
  /** Which column goes first when room is short: the highest. Absent = never. */
  drop?: number
  /** Width that is kept even when no row needs it, so that columns stand still. */
  least?: number
  /** Words may be shortened to this width; numbers are shown whole or not at all. */
  words?: number
  text(row: Row): string
  style?(row: Row): number
}

interface Fitted<Row> {
  column: TableColumn<Row>
  texts: string[]
  width: number
}

export interface TableOptions<Row> {
  /** Changes the style of a row's cells: its selection, its age. */
  rowStyle?(row: Row): ((style: number) => number) | null
  /** Without: no line of titles. */
  titles?: boolean
}

/** Draws rows as columns that fit the width, from `y` on; rows past the area's end are left out. @returns the line after the last */
export function drawTable<Row>(
  area: Area,
  y: number,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  { rowStyle, titles = true }: TableOptions<Row> = {},
): number {
  const fitted = fitColumns(columns, rows, area.width, titles)
  const used = fitted.reduce((sum, one) => sum + one.width, 0)
  const gap = fitted.length > 1 && used + 2 * (fitted.length - 1) <= area.width ? 2 : 1
  let line = y
  if (titles) {
    let x = 0
    for (const { column, width } of fitted) {
      place(area, x, line, column.title, width, column.align, MEANING.muted)
      x += width + gap
    }
    line++
  }
  rows.forEach((row, i) => {
    if (line >= area.height) return
    let x = 0
    for (const { column, texts, width } of fitted) {
      const text = column.words === undefined ? whole(texts[i], width) : shorten(texts[i], width)
      place(area, x, line, text, width, column.align, column.style?.(row) ?? 0)
      x += width + gap
    }
    const change = rowStyle?.(row)
    if (change) restyle(area, 0, line, area.width, change)
    line++
  })
  return line
}

function whole(text: string, width: number): string {
  return textWidth(text) <= width ? text : ''
}

function place(area: Area, x: number, y: number, text: string, width: number, align: 'right' | undefined, style: number): void {
  write(area, align === 'right' ? x + width - textWidth(text) : x, y, text, style)
}

/** The columns that fit, the most important first; what is left over widens the words. */
function fitColumns<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  room: number,
  titles: boolean,
): Fitted<Row>[] {
  const all = columns.map((column) => {
    const texts = rows.map((row) => column.text(row))
    const widest = texts.reduce((most, text) => Math.max(most, textWidth(text)), titles ? textWidth(column.title) : 0)
    return { column, texts, width: Math.max(widest, column.least ?? 0) }
  })
  const chosen = new Set<Fitted<Row>>()
  let spare = room + 1
  for (const one of [...all].sort((a, b) => (a.column.drop ?? 0) - (b.column.drop ?? 0))) {
    const width = leastWidth(one) + 1
    if (one.column.drop && width > spare) continue
    chosen.add(one)
    spare -= width
  }
  const fitted = all.filter((one) => chosen.has(one))
  for (const one of fitted) {
    const least = leastWidth(one)
    const more = Math.max(0, Math.min(one.width - least, spare))
    one.width = least + more
    spare -= more
  }
  return fitted
}

function leastWidth<Row>({ column, width }: Fitted<Row>): number {
  return column.words === undefined ? width : Math.min(width, column.words)
}
