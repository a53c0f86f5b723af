import { percent } from './format.ts'
import type { Terminal } from './view.ts'

export interface ChartPoint {
  risk: number
  return: number
}

export interface MarkedPoint extends ChartPoint {
  sign: string
  /** Text beside the sign, where there is room. */
  label: string
  paint?: (text: string) => string
}

/** Braille dots of one cell by row and column, as bits added to U+2800. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
]

const HEIGHT = 16
const WIDEST = 90

/**
 * Risk across and return up: a line as braille dots with signs on and beside it; the marks that come last lie on top, a label gives way to what is
 * there already.
 */
export function frontierChart(line: readonly ChartPoint[], marks: readonly MarkedPoint[], terminal: Terminal): string {
  const all = [...line, ...marks]
  const [left, right] = span(all.map((one) => one.risk))
  const [bottom, top] = span(all.map((one) => one.return))
  const scale = [percent(top, 1), percent(bottom, 1)]
  const side = Math.max(...scale.map((text) => text.length))
  const columns = Math.max(20, Math.min(WIDEST, terminal.width) - side - 2)
  const x = (risk: number, cells: number) => Math.round(((risk - left) / (right - left)) * (cells - 1))
  const y = (value: number, cells: number) => Math.round(((top - value) / (top - bottom)) * (cells - 1))
  const cells = Array.from({ length: HEIGHT }, () => new Array<string>(columns).fill(' '))
  drawLine(
    cells,
    line.map((one) => [x(one.risk, 2 * columns), y(one.return, 4 * HEIGHT)]),
  )
  for (const mark of marks) {
    const [column, row] = [x(mark.risk, 2 * columns) >> 1, y(mark.return, 4 * HEIGHT) >> 2]
    write(cells[row], column, mark)
  }
  const labels = cells.map((_, row) => (row === 0 ? scale[0] : row === HEIGHT - 1 ? scale[1] : '').padStart(side))
  const rows = cells.map((row, r) => `${terminal.paint.dim(`${labels[r]} │`)}${row.join('')}`.trimEnd())
  return [...rows, ...foot(left, right, columns, side, terminal)].join('\n')
}

/** Lowest and highest with a little room around, so that no sign lies on the edge. */
function span(values: number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = high > low ? (high - low) * 0.06 : Math.max(Math.abs(high) * 0.1, 0.01)
  return [low - room, high + room]
}

/** Dots from each point to the next. */
function drawLine(cells: string[][], points: number[][]): void {
  const bits = cells.map((row) => row.map(() => 0))
  points.forEach(([x, y], i) => {
    const [fromX, fromY] = points[Math.max(0, i - 1)]
    const steps = Math.max(1, Math.abs(x - fromX), Math.abs(y - fromY))
    for (let k = 0; k <= steps; k++) {
      const [column, row] = [Math.round(fromX + ((x - fromX) * k) / steps), Math.round(fromY + ((y - fromY) * k) / steps)]
      bits[row >> 2][column >> 1] |= DOTS[row & 3][column & 1]
    }
  })
  for (const [r, row] of bits.entries()) {
    for (const [c, bit] of row.entries()) if (bit !== 0) cells[r][c] = String.fromCharCode(0x2800 + bit)
  }
}

/** The sign, and its label right of it, else left, else not at all. */
function write(row: string[], column: number, { sign, label, paint = (text) => text }: MarkedPoint): void {
  row[column] = paint(sign)
  const free = (from: number) =>
    from >= 0 && from + label.length <= row.length && row.slice(from, from + label.length).every(isFree)
  const at = [column + 1, column - label.length].find(free)
  if (at === undefined) return
  for (const [k, letter] of [...label].entries()) row[at + k] = paint(letter)
}

const isFree = (cell: string) => cell === ' '

function foot(left: number, right: number, columns: number, side: number, { paint }: Terminal): string[] {
  const [low, high] = [percent(left, 1).replace('+', ''), percent(right, 1).replace('+', '')]
  const name = 'risk (deviation of a year)'
  const room = columns - low.length - high.length - name.length
  const gap = Math.max(1, Math.floor(room / 2))
  const text = `${low}${' '.repeat(gap)}${name}${' '.repeat(Math.max(1, room - gap))}${high}`
  return [paint.dim(`${' '.repeat(side)} └${'─'.repeat(columns)}`), paint.dim(`${' '.repeat(side + 2)}${text}`)]
}
