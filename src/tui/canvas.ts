import { clustersOf, clusterWidth, codeOf, isControl, isNarrow, mayJoin, SPACE, signOf, textWidth } from './signs.ts'
import type { Theme } from './theme.ts'

export { shorten, textWidth } from './signs.ts'

/**
 * A screen as two columns of cells, row by row: the sign and its style (see `styles.ts`). No object a cell, so that a frame costs no garbage.
 * `codes`: a code point; 0 = the right half of a wide sign; past the code points = a sign made of several (see `signs.ts`).
 */
export interface Frame {
  columns: number
  rows: number
  codes: Uint32Array
  styles: Uint16Array
}

/** A window of a frame; what is written in it never leaves it. */
export interface Area {
  frame: Frame
  x: number
  y: number
  width: number
  height: number
}

/** A blank frame. `reuse`: one of the same size that nobody reads any more; it is cleared and returned. */
export function createFrame(columns: number, rows: number, reuse?: Frame): Frame {
  if (reuse && reuse.columns === columns && reuse.rows === rows) {
    reuse.codes.fill(SPACE)
    reuse.styles.fill(0)
    return reuse
  }
  return { columns, rows, codes: new Uint32Array(columns * rows).fill(SPACE), styles: new Uint16Array(columns * rows) }
}

/** The whole frame as an area. */
export function wholeOf(frame: Frame): Area {
  return { frame, x: 0, y: 0, width: frame.columns, height: frame.rows }
}

/** A part of an area, cut to what lies inside it. */
export function partOf(area: Area, x: number, y: number, width: number, height: number): Area {
  const left = Math.min(Math.max(0, x), area.width)
  const top = Math.min(Math.max(0, y), area.height)
  return {
    frame: area.frame,
    x: area.x + left,
    y: area.y + top,
    width: Math.max(0, Math.min(x + width, area.width) - left),
    height: Math.max(0, Math.min(y + height, area.height) - top),
  }
}

/** One sign that is one cell wide; nothing happens outside the area. */
export function putCode(area: Area, x: number, y: number, code: number, style: number): void {
  if (x < 0 || y < 0 || x >= area.width || y >= area.height) return
  const { frame } = area
  const at = (area.y + y) * frame.columns + area.x + x
  unpair(frame, at)
  frame.codes[at] = code
  frame.styles[at] = style
}

/** The code at a place; a space outside the area. */
export function codeAt(area: Area, x: number, y: number): number {
  if (x < 0 || y < 0 || x >= area.width || y >= area.height) return SPACE
  return area.frame.codes[(area.y + y) * area.frame.columns + area.x + x]
}

/** Text from `x` on, cut at the edge of the area. Control signs are left out. @returns the column after it */
export function write(area: Area, x: number, y: number, text: string, style = 0): number {
  if (y < 0 || y >= area.height) return x + textWidth(text)
  let column = x
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (!isNarrow(code)) return writeClusters(area, column, y, text.slice(i), style)
    // A mark that joins the sign before it makes a cluster of both.
    if (i + 1 < text.length && mayJoin(text.charCodeAt(i + 1))) {
      return writeClusters(area, column, y, text.slice(i), style)
    }
    if (isControl(code)) continue
    putCode(area, column++, y, code, style)
  }
  return column
}

function writeClusters(area: Area, x: number, y: number, text: string, style: number): number {
  let column = x
  for (const segment of clustersOf(text)) {
    const width = clusterWidth(segment)
    if (width === 0) continue
    const fits = column >= 0 && column + width <= area.width
    if (fits) putCluster(area, column, y, segment, width, style)
    else if (column < area.width) putCode(area, column, y, SPACE, style)
    column += width
  }
  return column
}

function putCluster(area: Area, x: number, y: number, segment: string, width: number, style: number): void {
  putCode(area, x, y, codeOf(segment), style)
  for (let i = 1; i < width; i++) {
    putCode(area, x + i, y, SPACE, style)
    area.frame.codes[(area.y + y) * area.frame.columns + area.x + x + i] = 0
  }
}

/** Whoever overwrites half of a wide sign takes the other half away. */
function unpair({ codes, columns }: Frame, at: number): void {
  if (codes[at] === 0) {
    let head = at
    while (codes[head] === 0 && head > 0) head--
    codes[head] = SPACE
  }
  for (let tail = at + 1; tail % columns !== 0 && codes[tail] === 0; tail++) codes[tail] = SPACE
}

/** Gives every cell of a rectangle a style, signs kept. */
export function restyle(area: Area, x: number, y: number, width: number, style: (before: number) => number): void {
  if (y < 0 || y >= area.height) return
  const { frame } = area
  const row = (area.y + y) * frame.columns + area.x
  for (let i = Math.max(0, x); i < Math.min(x + width, area.width); i++) frame.styles[row + i] = style(frame.styles[row + i])
}

/** Blanks an area in a style. */
export function clear(area: Area, style = 0): void {
  for (let y = 0; y < area.height; y++) for (let x = 0; x < area.width; x++) putCode(area, x, y, SPACE, style)
}

/** The sign of a cell as text; '' for the right half of a wide one. */
export function signAt({ codes }: Frame, at: number): string {
  return codes[at] === 0 ? '' : signOf(codes[at])
}

/** The signs alone, row by row, each row as wide as the frame. */
export function frameText(frame: Frame): string[] {
  return Array.from({ length: frame.rows }, (_, row) => {
    let text = ''
    for (let at = row * frame.columns; at < (row + 1) * frame.columns; at++) {
      if (frame.codes[at] !== 0) text += signOf(frame.codes[at])
    }
    return text
  })
}

/** The rows as text with the escapes of a theme, without plain blanks at their ends. Every row closes what it opens. */
export function frameLines(frame: Frame, theme: Theme): string[] {
  return Array.from({ length: frame.rows }, (_, row) => frameLine(frame, theme, row))
}

function frameLine({ columns, codes, styles }: Frame, theme: Theme, row: number): string {
  const from = row * columns
  let to = from + columns
  while (to > from && codes[to - 1] === SPACE && !theme.shows(styles[to - 1])) to--
  let line = ''
  let at = from
  while (at < to) {
    const style = styles[at]
    let text = ''
    for (; at < to && styles[at] === style; at++) if (codes[at] !== 0) text += signOf(codes[at])
    line += theme.paint(text, style)
  }
  return line
}
