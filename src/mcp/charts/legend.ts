import type { LegendItem, Shape } from './drawing.ts'
import { SIGN, tag, text } from './svg.ts'

const SIZE = 11.5

/** What shapes and colours mean, in one line. */
export function legendOf(items: readonly LegendItem[], left: number, y: number): string {
  let x = left
  const drawn = items.map(({ color, text: words, shape }) => {
    const sign = shape === undefined ? '' : drawShape(shape, color, x, y - 9)
    if (shape !== undefined) x += 15
    const at = x
    x += words.length * SIZE * SIGN + 18
    return sign + text(at, y, words, { 'font-size': SIZE, fill: color, 'font-weight': 'bold' })
  })
  return drawn.join('')
}

const FILLS: Record<'full' | 'hollow' | 'bar', (color: string) => Record<string, string | number>> = {
  full: (color) => ({ fill: color }),
  hollow: () => ({ fill: '#ffffff' }),
  bar: (color) => ({ fill: color, 'fill-opacity': 0.3, 'stroke-opacity': 0.3 }),
}

/** Ten pixels wide and high. */
function drawShape(shape: Shape, color: string, x: number, y: number): string {
  if (shape === 'peak' || shape === 'trough')
    return tag('polygon', { points: triangle(shape, x + 5, y + (shape === 'peak' ? 9 : 1)), fill: color })
  return tag('rect', { x: x + 1, y: y + 1, width: 8, height: 8, stroke: color, 'stroke-width': 1.5, ...FILLS[shape](color) })
}

/** The points of a mark with its tip at a place: above it for a peak, below it for a trough. */
export function triangle(kind: 'peak' | 'trough', x: number, y: number): string {
  const side = kind === 'peak' ? -1 : 1
  return `${x},${y} ${x - 5},${y + side * 8} ${x + 5},${y + side * 8}`
}
