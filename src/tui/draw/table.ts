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

/** Drops columns until the rest fits, then shortens words; what is left over goes to the last column of words. */
function fitColumns<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  room: number,
  titles: boolean,
): Fitted<Row>[] {
  const fitted = columns.map((column) => {
    const texts = rows.map((row) => column.text(row))
    const widest = texts.reduce((most, text) => Math.max(most, textWidth(text)), titles ? textWidth(column.title) : 0)
    return { column, texts, width: Math.max(widest, column.least ?? 0) }
  })
  const least = ({ column, width }: Fitted<Row>) => (column.words === undefined ? width : Math.min(width, column.words))
  const needed = () => fitted.reduce((sum, one) => sum + least(one), 0) + fitted.length - 1
  while (needed() > room) {
    const worst = fitted.reduce((a, b) => ((b.column.drop ?? 0) >= (a.column.drop ?? 0) ? b : a), fitted[0])
    if (!worst?.column.drop) break
    fitted.splice(fitted.indexOf(worst), 1)
  }
  let spare = room - needed()
  for (const one of fitted) {
    if (one.column.words === undefined) continue
    const wanted = one.width
    one.width = Math.min(wanted, least(one) + Math.max(0, spare))
    spare -= one.width - least({ ...one, width: wanted })
  }
  return fitted
}
