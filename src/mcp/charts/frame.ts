import { type Across, type Drawing, type Panel, type Plot, xOf } from './drawing.ts'
import { legendOf } from './legend.ts'
import { GRID, INK, PALE, WARN } from './palette.ts'
import { ticksOf } from './scale.ts'
import { cut, line, SIGN, tag, text } from './svg.ts'

const WIDTH = 900
const HEIGHT = 520
export const FONT = 'Roboto Mono'

const LEFT = 20
/** Room for values of the axis. */
const RIGHT = 96
const TOP = 92
const BOTTOM = 46
const BETWEEN = 26

/** The whole picture as SVG text. */
export function framed(drawing: Drawing): string {
  const plots = plotsOf(drawing)
  const panels = drawing.panels.map((panel, i) => panelOf(panel, plots[i]))
  const parts = [
    tag('rect', { x: 0, y: 0, width: WIDTH, height: HEIGHT, fill: '#ffffff' }),
    headOf(drawing),
    placesOf(drawing, plots),
    ...panels,
  ]
  return tag('svg', { xmlns: 'http://www.w3.org/2000/svg', width: WIDTH, height: HEIGHT, 'font-family': FONT }, parts.join(''))
}

function plotsOf({ panels, places }: Drawing): Plot[] {
  const all = HEIGHT - TOP - BOTTOM - BETWEEN * (panels.length - 1)
  const shares = panels.reduce((sum, { share }) => sum + share, 0)
  const [left, right] = [LEFT, WIDTH - RIGHT]
  const step = (right - left) / Math.max(1, places)
  let top = TOP
  return panels.map(({ share, low, high }) => {
    const bottom = top + (all * share) / shares
    const from = bottom
    const tall = bottom - top
    const plot = {
      left,
      right,
      top,
      bottom,
      step,
      x: (place: number) => left + (place + 0.5) * step,
      y: (value: number) => from - ((value - low) / (high - low)) * tall,
    }
    top = bottom + BETWEEN
    return plot
  })
}

function headOf({ head, legend }: Drawing): string {
  const badge = 'SIMULATED DATA'
  const wide = badge.length * 12 * SIGN + 16
  const sign = head.simulated
    ? tag('rect', { x: WIDTH - wide - 12, y: 10, width: wide, height: 22, fill: '#ffffff', stroke: WARN, 'stroke-width': 1.5 }) +
      text(WIDTH - wide - 4, 26, badge, { 'font-size': 12, 'font-weight': 'bold', fill: WARN })
    : ''
  const room = WIDTH - LEFT - (head.simulated ? wide + 30 : 20)
  return [
    text(LEFT, 28, cut(head.title, room / (17 * SIGN)), { 'font-size': 17, 'font-weight': 'bold', fill: INK }),
    text(LEFT, 47, cut(head.facts.join(' · '), (WIDTH - 2 * LEFT) / (11.5 * SIGN)), { 'font-size': 11.5, fill: PALE }),
    sign,
    legendOf(legend, LEFT, 66),
  ].join('')
}

function panelOf(panel: Panel, plot: Plot): string {
  const { left, right, top, bottom } = plot
  const values = ticksOf(panel.low, panel.high, Math.max(2, (bottom - top) / 42))
  const grid = values.map(
    (value) =>
      line(left, plot.y(value), right, plot.y(value), GRID) +
      text(right + 6, plot.y(value) + 4, panel.format(value), { 'font-size': 11.5, fill: PALE }),
  )
  const frame = tag('rect', { x: left, y: top, width: right - left, height: bottom - top, fill: 'none', stroke: '#c3c8ce' })
  const name = text(left, top - 5, panel.name, { 'font-size': 11.5, fill: PALE })
  return grid.join('') + panel.draw(plot) + frame + name
}

/** Labels under the lowest panel, and their lines through all. */
function placesOf(drawing: Drawing, plots: Plot[]): string {
  const last = plots[plots.length - 1]
  const marks = (drawing.across ? numbersAt(drawing.across, last) : labelsAt(drawing, last)).map(({ x, words }) => {
    const lines = plots.map(({ top, bottom }) => line(x, top, x, bottom, GRID)).join('')
    return lines + text(x, last.bottom + 16, words, { 'font-size': 11.5, fill: PALE, 'text-anchor': 'middle' })
  })
  return marks.join('') + text(last.right, HEIGHT - 10, drawing.axis, { 'font-size': 11.5, fill: PALE, 'text-anchor': 'end' })
}

interface Label {
  x: number
  words: string
}

function labelsAt({ places, label }: Drawing, plot: Plot): Label[] {
  const wide = Math.max(1, ...[0, places >> 1, places - 1].map((place) => label(place).length)) * 11.5 * SIGN
  const count = Math.max(1, Math.min(places, Math.floor((plot.right - plot.left) / (wide + 24))))
  return Array.from({ length: count }, (_, i) => {
    const place = Math.floor(((i + 0.5) * places) / count)
    return { x: plot.x(place), words: label(place) }
  })
}

function numbersAt(across: Across, plot: Plot): Label[] {
  return ticksOf(across.low, across.high, 7).map((value) => ({ x: xOf(across, plot, value), words: across.format(value) }))
}
