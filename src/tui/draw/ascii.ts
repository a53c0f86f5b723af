import type { Frame } from '../canvas.ts'
import { MEANING, meaningOf } from '../styles.ts'

const PAIRS: Record<string, string> = {
  '─': '-',
  '╌': '-',
  '┄': '-',
  '•': 'o',
  '│': '|',
  '┊': "'",
  '┌┐└┘├┤┬┴┼': '+',
  '╷╵': '|',
  '▁▂': '.',
  '▃▄': ':',
  '▅▆': '|',
  '▇█': '#',
  '▏▎▍': '-',
  '▌▋▊▉': '=',
  '░▒': '.',
  '▲▴': '^',
  '▼▾': 'v',
  '▸›': '>',
  '‹': '<',
  '·': '.',
  '…': '~',
  '×': 'x',
  '●◆': '*',
  '✓': '+',
  '✗': '!',
  '–—−': '-',
  '‘’': "'",
  '“”': '"',
}
const BODY = new Set([...'┃╽╿╻╹'].map((one) => one.charCodeAt(0)))
const table = new Map(
  Object.entries(PAIRS).flatMap(([signs, plain]) => [...signs].map((one) => [one.charCodeAt(0), plain.charCodeAt(0)])),
)
const [UP, DOWN, DOT, UNKNOWN, SPACE] = ['#', ':', '.', '?', ' '].map((one) => one.charCodeAt(0))

/** The same screen for a terminal or a font that has no box glyphs, blocks or braille. Candles: `|` wicks, `#` a body that rose, `:` one that fell. */
export function toAscii({ codes, styles }: Frame): void {
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] > 0x7e) codes[i] = plainOf(codes[i], styles[i])
    // The right half of a wide sign is a cell of its own once the sign is narrow.
    else if (codes[i] === 0) codes[i] = SPACE
  }
}

function plainOf(code: number, style: number): number {
  if (BODY.has(code)) return meaningOf(style) === MEANING.loss ? DOWN : UP
  if (code >= 0x2800 && code < 0x2900) return DOT
  const known = table.get(code)
  if (known !== undefined) return known
  if (code >= 0x110000) return UNKNOWN
  const base = String.fromCodePoint(code).normalize('NFD').charCodeAt(0)
  return base >= 32 && base < 0x7f ? base : UNKNOWN
}
