import { levelWords } from '../../../operations/forecast/words.ts'
import { createFrame, type Frame, frameLines, partOf, wholeOf } from '../../../tui/canvas.ts'
import { drawPriceAxis, tickLabels } from '../../../tui/draw/chart/axes.ts'
import { isDot } from '../../../tui/draw/chart/glyphs.ts'
import { BOLD, meaningOf } from '../../../tui/styles.ts'
import { price } from '../format.ts'
import { themeOf } from '../terminal-theme.ts'
import type { Terminal } from '../view.ts'
import { drawFans, drawFanTimes, drawnBands, FAN_STYLES, SHADES } from './draw.ts'
import { planFans, scaleOfFans, shownPart } from './plan.ts'
import type { FanChart } from './types.ts'

const HEIGHT = 14
/** A plot of fewer columns says nothing that the table does not. */
const LEAST_COLUMNS = 24

/**
 * A line with its forecast as a shaded fan, prices at the right and times below; '' where the screen is too narrow for one. With or without
 * colours, and in plain characters where the terminal has no others.
 */
export function fanChart(chart: FanChart, terminal: Terminal): string {
  const rows = chart.height ?? HEIGHT
  const last = chart.line[chart.line.length - 1]
  const scale = scaleOfFans(shownPart(chart), rows)
  const now = price(last, chart.symbol)
  const labels = Math.max(now.length, ...tickLabels(scale, chart.symbol).map(({ text }) => text.length))
  const room = terminal.width - labels - 2
  if (room < LEAST_COLUMNS) return ''
  const plan = planFans(chart, room, rows)
  const frame = createFrame(plan.columns + 2 + labels, rows + 1)
  const whole = wholeOf(frame)
  drawFans(partOf(whole, 0, 0, plan.columns, rows), plan)
  const axis = partOf(whole, plan.columns + 2, 0, labels, rows)
  drawPriceAxis(axis, plan.scale, [{ price: last, text: now, style: BOLD }], chart.symbol)
  drawFanTimes(partOf(whole, 0, rows, plan.columns, 1), plan, chart.when)
  if (terminal.ascii) toPlain(frame)
  return frameLines(frame, themeOf(terminal)).join('\n')
}

/** What the signs of the chart mean, in a line. */
export function fanKey(chart: FanChart, terminal: Terminal): string {
  const shades = drawnBands(chart.fan).map(({ level }, i) => {
    const shade = terminal.ascii ? PLAIN_SHADES[i] : SHADES[i]
    return `${shade} ${levelWords(level)} band`
  })
  const median = terminal.ascii ? '- median' : '⠒ median'
  return [...shades, median, ...(chart.past.length > 0 ? ['bands along the line: what was said then'] : [])].join(', ')
}

const PLAIN_SHADES = ['.', ':', '%']
const plain = new Map([
  ...SHADES.map((shade, i): [number, number] => [shade.charCodeAt(0), PLAIN_SHADES[i].charCodeAt(0)]),
  ['┊'.charCodeAt(0), '|'.charCodeAt(0)] as [number, number],
])

/** A star for what came, a dash for a median: shapes say what dots and colours cannot. */
function toPlain({ codes, styles }: Frame): void {
  for (let i = 0; i < codes.length; i++) {
    if (isDot(codes[i])) codes[i] = (meaningOf(styles[i]) === FAN_STYLES.line ? '*' : '-').charCodeAt(0)
    else codes[i] = plain.get(codes[i]) ?? codes[i]
  }
}
