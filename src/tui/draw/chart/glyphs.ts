import { type Area, codeAt, putCode } from '../../canvas.ts'
import { DIM, meaningOf } from '../../styles.ts'

const WICK = 1
const BODY = 2
/** Signs by what the upper and the lower half of a cell hold: nothing, wick or body. */
const CANDLE = [0, code('╷'), code('╻'), code('╵'), code('│'), code('╽'), code('╹'), code('╿'), code('┃')]
const FLAT = code('─')

/**
 * One candle in one column, to half a cell.
 * @param levels of open, high, low and close in half cells from the upper edge
 */
export function drawCandle(
  area: Area,
  x: number,
  levels: { open: number; high: number; low: number; close: number },
  style: number,
): void {
  const [wickFrom, wickTo] = halves(levels.high, levels.low)
  const [bodyFrom, bodyTo] = halves(Math.min(levels.open, levels.close), Math.max(levels.open, levels.close))
  if (levels.high === levels.low) {
    putCode(area, x, Math.floor(wickFrom / 2), FLAT, style)
    return
  }
  const part = (half: number) => (half >= bodyFrom && half < bodyTo ? BODY : half >= wickFrom && half < wickTo ? WICK : 0)
  const from = Math.max(0, Math.floor(Math.min(wickFrom, bodyFrom) / 2))
  const to = Math.min(area.height - 1, Math.floor((Math.max(wickTo, bodyTo) - 1) / 2))
  for (let y = from; y <= to; y++) {
    const sign = CANDLE[part(2 * y) * 3 + part(2 * y + 1)]
    if (sign !== 0) putCode(area, x, y, sign, style)
  }
}

/** Half cells between two levels, one at least. */
function halves(upper: number, lower: number): [number, number] {
  const from = Math.round(upper)
  const to = Math.round(lower)
  return to > from ? [from, to] : [Math.floor((upper + lower) / 2), Math.floor((upper + lower) / 2) + 1]
}

const EIGHTHS = ' ▁▂▃▄▅▆▇█'
const BRAILLE = 0x2800
/** Dots of one cell by row and column, as bits added to U+2800. */
const DOTS = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]

/** A column that is `share` of the area high, in eighths of a cell; anything above nothing shows. */
export function drawColumn(area: Area, x: number, share: number, style: number): void {
  let eighths = share > 0 ? Math.max(1, Math.round(share * area.height * 8)) : 0
  for (let y = area.height - 1; y >= 0 && eighths > 0; y--, eighths -= 8) {
    putCode(area, x, y, EIGHTHS.charCodeAt(Math.min(8, eighths)), style)
  }
}

/** One dot of braille; joins the dots that are there, and never covers another sign unless told to. `dotY` and `dotX` count dots. */
export function drawDot(area: Area, dotX: number, dotY: number, style: number): void {
  const [x, y] = [dotX >> 1, dotY >> 2]
  if (dotX < 0 || dotY < 0 || x >= area.width || y >= area.height) return
  const before = codeAt(area, x, y)
  const joins = isDot(before)
  if (!joins && !isBackground(before)) return
  putCode(area, x, y, (joins ? before : BRAILLE) | DOTS[(dotY & 3) * 2 + (dotX & 1)], style)
}

/** True for a cell of braille. */
export function isDot(sign: number): boolean {
  return sign >= BRAILLE && sign < BRAILLE + 256
}

/** Dots from the level before to this one, so that a steep line stays one. */
export function drawStep(area: Area, dotX: number, from: number, to: number, style: number): void {
  const step = to >= from ? 1 : -1
  for (let dot = from + (from === to ? 0 : step); ; dot += step) {
    drawDot(area, dotX, dot, style)
    if (dot === to) return
  }
}

const BACKGROUND = new Set([...' ┊╌░▒▓·'].map(code))

/** True for what lines and marks may cover: blanks, grid, band. */
export function isBackground(sign: number): boolean {
  return BACKGROUND.has(sign)
}

/** A sign where nothing but background is. */
export function putBehind(area: Area, x: number, y: number, sign: string, style: number): void {
  if (isBackground(codeAt(area, x, y))) putCode(area, x, y, code(sign), style)
}

/** Keeps only the meaning of what is drawn, and dims it: numbers that may no longer be true. */
export function faded(style: number): number {
  return meaningOf(style) | DIM
}

function code(sign: string): number {
  return sign.charCodeAt(0)
}
