import { type Area, codeAt, createFrame, type Frame, frameLines, partOf, wholeOf, write } from '../../tui/canvas.ts'
import { drawDot, drawStep, isDot } from '../../tui/draw/chart/glyphs.ts'
import { MEANING } from '../../tui/styles.ts'
import { percent } from './format.ts'
import { themeOf } from './terminal-theme.ts'
import type { Terminal } from './view.ts'

export interface ChartPoint {
  risk: number
  return: number
}

export interface MarkedPoint extends ChartPoint {
  sign: string
  /** Text beside the sign, where there is room. */
  label: string
  /** See tui/styles.ts. */
  style: number
}

const HEIGHT = 16
const WIDEST = 90
const BLANK = ' '.charCodeAt(0)

/** Signs of marks that stand for themselves on this terminal. */
export function frontierSigns({ ascii }: Pick<Terminal, 'ascii'>): { own: string; equal: string; symbol: string } {
  return ascii ? { own: '#', equal: '=', symbol: 'o' } : { own: '◆', equal: '=', symbol: '·' }
}

/**
 * Risk across and return up: a line as braille dots with signs on and beside it; the marks that come last lie on top, a label gives way to what is
 * there already. In plain characters where the terminal has no others.
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
  const frame = createFrame(side + 2 + columns, HEIGHT + 2)
  const plot = partOf(wholeOf(frame), side + 2, 0, columns, HEIGHT)
  drawLine(
    plot,
    line.map((one) => [x(one.risk, 2 * columns), y(one.return, 4 * HEIGHT)]),
  )
  for (const mark of marks) drawMark(plot, x(mark.risk, 2 * columns) >> 1, y(mark.return, 4 * HEIGHT) >> 2, mark)
  drawAxes(wholeOf(frame), side, scale, [left, right])
  if (terminal.ascii) toPlain(frame)
  return frameLines(frame, themeOf(terminal)).join('\n')
}

/** Lowest and highest with a little room around, so that no sign lies on the edge. */
function span(values: number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = high > low ? (high - low) * 0.06 : Math.max(Math.abs(high) * 0.1, 0.01)
  return [low - room, high + room]
}

/** Dots from each point to the next, from left to right. */
function drawLine(plot: Area, points: number[][]): void {
  points.forEach(([x, y], i) => {
    const [fromX, fromY] = points[Math.max(0, i - 1)]
    const level = (at: number) => Math.round(fromY + ((y - fromY) * (at - fromX)) / Math.max(1, x - fromX))
    drawDot(plot, fromX, fromY, MEANING.plain)
    for (let at = fromX + 1; at <= x; at++) drawStep(plot, at, level(at - 1), level(at), MEANING.plain)
  })
}

/** The sign, and its label right of it, else left, else not at all. */
function drawMark(plot: Area, x: number, y: number, { sign, label, style }: MarkedPoint): void {
  write(plot, x, y, sign, style)
  const isFree = (from: number) =>
    from >= 0 && from + label.length <= plot.width && [...label].every((_, k) => codeAt(plot, from + k, y) === BLANK)
  const at = [x + 1, x - label.length].find(isFree)
  if (at !== undefined) write(plot, at, y, label, style)
}

function drawAxes(whole: Area, side: number, [top, bottom]: string[], [left, right]: [number, number]): void {
  const columns = whole.width - side - 2
  for (let row = 0; row < HEIGHT; row++) {
    const text = row === 0 ? top : row === HEIGHT - 1 ? bottom : ''
    write(whole, 0, row, `${text.padStart(side)} │`, MEANING.muted)
  }
  write(whole, side, HEIGHT, ` └${'─'.repeat(columns)}`, MEANING.muted)
  const [low, high] = [percent(left, 1).replace('+', ''), percent(right, 1).replace('+', '')]
  const name = 'risk (deviation of a year)'
  const room = columns - low.length - high.length - name.length
  const gap = Math.max(1, Math.floor(room / 2))
  const text = `${low}${' '.repeat(gap)}${name}${' '.repeat(Math.max(1, room - gap))}${high}`
  write(whole, side + 2, HEIGHT + 1, text, MEANING.muted)
}

const PLAIN = new Map([...'│└─'].map((sign, i) => [sign.charCodeAt(0), '|+-'.charCodeAt(i)]))

function toPlain({ codes }: Frame): void {
  for (let i = 0; i < codes.length; i++) codes[i] = isDot(codes[i]) ? '*'.charCodeAt(0) : (PLAIN.get(codes[i]) ?? codes[i])
}
