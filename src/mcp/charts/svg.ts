import { escapeText } from '../../operations/report/html/html.ts'

/** Width of a sign of the font, in parts of its size. */
export const SIGN = 0.6

type Attributes = Record<string, string | number>

/** An element; its numbers are cut to hundredths of a pixel. */
export function tag(name: string, attributes: Attributes, inside?: string): string {
  const list = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? pixel(value) : escaped(value)}"`,
  )
  return inside === undefined ? `<${name}${list.join('')}/>` : `<${name}${list.join('')}>${inside}</${name}>`
}

/** A straight line between two points, in pixels. */
export function line(x1: number, y1: number, x2: number, y2: number, stroke: string, extra: Attributes = {}): string {
  return tag('line', { x1, y1, x2, y2, stroke, ...extra })
}

/** Words at a point (pixels): escaped. */
export function text(x: number, y: number, words: string, extra: Attributes = {}): string {
  return tag('text', { x, y, ...extra }, escaped(words))
}

/** A line through what is there: `null` (or what is no number) is a gap, and one value between two gaps a dot. */
export function curve(points: readonly (readonly [number, number] | null)[], stroke: string, extra: Attributes = {}): string {
  const pieces: (readonly [number, number])[][] = [[]]
  for (const point of points) {
    if (point === null) pieces.push([])
    else pieces.at(-1)!.push(point)
  }
  const lines = pieces.filter((piece) => piece.length > 1).map((piece) => `M${piece.map(place).join('L')}`)
  const dots = pieces.filter((piece) => piece.length === 1).map(([[cx, cy]]) => tag('circle', { cx, cy, r: 2, fill: stroke }))
  const path = lines.length === 0 ? '' : tag('path', { d: lines.join(''), fill: 'none', stroke, 'stroke-width': 1.5, ...extra })
  return path + dots.join('')
}

/** What lies between two lines. */
export function area(
  upper: readonly (readonly [number, number])[],
  lower: readonly (readonly [number, number])[],
  extra: Attributes,
): string {
  const around = [...upper, ...lower.toReversed()]
  return around.length < 3 ? '' : tag('path', { d: `M${around.map(place).join('L')}Z`, ...extra })
}

function place([x, y]: readonly [number, number]): string {
  return `${pixel(x)} ${pixel(y)}`
}

function pixel(value: number): string {
  return String(Math.round(value * 100) / 100)
}

/** Text of users and vendors: no mark-up, and nothing that XML forbids. */
function escaped(words: string): string {
  const plain = words.toWellFormed().replaceAll(/\p{Cc}|[\u{FFFE}\u{FFFF}]/gu, ' ')
  return escapeText(plain)
}

/** No more signs than there is room for. */
export function cut(words: string, most: number): string {
  const signs = [...words]
  return signs.length <= most ? words : `${signs.slice(0, Math.max(1, Math.floor(most) - 1)).join('')}…`
}
