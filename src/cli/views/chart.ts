import type { Terminal } from './view.ts'

/** A sign over (`above`) or under the line at one of its points. */
export interface ChartMark {
  /** Index into the line's values. */
  at: number
  sign: string
  above: boolean
  /** Paints the sign; plain when absent. */
  paint?: (text: string) => string
}

export interface ChartOptions {
  /** Rows of the drawing; default 8. */
  height?: number
  marks?: ChartMark[]
  /** Text of a value on the scale at the right. */
  label: (value: number) => string
}

/** Braille dots of one cell by row and column, as bits added to U+2800. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
]

/**
 * A line of values as braille dots (two a column, four a row), with its highest and lowest value at the right and signs over and
 * under the line. Uses as many columns as the values need, or as the terminal has: then each column stands for several values.
 */
export function lineChart(values: number[], terminal: Terminal, options: ChartOptions): string {
  if (values.length === 0) return ''
  const height = options.height ?? 8
  const low = Math.min(...values)
  const high = Math.max(...values)
  const scale = [options.label(high), options.label(low)]
  const room = Math.max(4, terminal.width - Math.max(...scale.map((text) => text.length)) - 2)
  const columns = Math.min(room, Math.ceil(values.length / 2))
  const cells = Array.from({ length: height + 2 }, () => new Array<string>(columns).fill(' '))
  const place = (index: number) => (values.length === 1 ? 0 : Math.round((index * (2 * columns - 1)) / (values.length - 1)))
  const level = (value: number) => (high === low ? 2 * height : Math.round(((high - value) / (high - low)) * (4 * height - 1)))
  drawLine(cells, values, place, level)
  for (const mark of options.marks ?? []) drawMark(cells, mark, place(mark.at) >> 1)
  return withScale(cells, scale, terminal)
}

/** Dots along the line, each joined to the one before so that a steep move stays one line. Row 0 and the last row are left for signs. */
function drawLine(cells: string[][], values: number[], place: (i: number) => number, level: (v: number) => number): void {
  const bits = cells.map((row) => row.map(() => 0))
  let before = level(values[0])
  values.forEach((value, i) => {
    const x = place(i)
    const y = level(value)
    const from = y > before ? before + 1 : y
    const to = y < before ? before - 1 : y
    for (let dot = from; dot <= to; dot++) bits[1 + (dot >> 2)][x >> 1] |= DOTS[dot & 3][x & 1]
    before = y
  })
  bits.forEach((row, r) => {
    row.forEach((bit, c) => {
      if (bit !== 0) cells[r][c] = String.fromCharCode(0x2800 + bit)
    })
  })
}

/** The free cell next to the line in the mark's column. */
function drawMark(cells: string[][], mark: ChartMark, column: number): void {
  const drawn = cells.map((row) => row[column] !== ' ')
  const row = mark.above ? Math.max(0, drawn.indexOf(true) - 1) : Math.min(cells.length - 1, drawn.lastIndexOf(true) + 1)
  cells[row][column] = mark.paint ? mark.paint(mark.sign) : mark.sign
}

function withScale(cells: string[][], [high, low]: string[], terminal: Terminal): string {
  const last = cells.length - 2
  const lines = cells.map((row, r) => {
    const label = r === 1 ? high : r === last ? low : ''
    return label === '' ? row.join('') : `${row.join('')}  ${terminal.paint.dim(label)}`
  })
  return lines.map((line) => line.trimEnd()).join('\n')
}
