import { type Frame, signAt } from './canvas.ts'
import type { Theme } from './theme.ts'

/** Brings a terminal from the frame it shows to the next one, cell by cell. */
export interface Painter {
  /** What must be written for this frame; '' when the screen shows it already. The frame may be used again afterwards. */
  difference(frame: Frame, theme: Theme): string
  /** The screen may show anything now: the next frame is written whole. */
  forget(): void
}

/** Unchanged cells between two changed ones that are cheaper written again than jumped over. */
const BRIDGE = 3

/** A whole screen's worth: only so much is bracketed, so that a terminal shows it at once. */
const MANY_BYTES = 512
const BEGIN_TOGETHER = '\u001b[?2026h'
const END_TOGETHER = '\u001b[?2026l'

/**
 * Cells are compared as codes and styles, so that a frame in which nothing changed costs a look at two arrays. Every piece begins with a jump to
 * its place: nothing depends on where a terminal leaves its cursor after the last column.
 */
export function createPainter(): Painter {
  let codes = new Uint32Array(0)
  let styles = new Uint16Array(0)
  let shape = ''
  let sgr: string[] = []
  let painted: Theme | null = null
  const keep = (frame: Frame) => {
    codes.set(frame.codes)
    styles.set(frame.styles)
  }
  const whole = (frame: Frame, theme: Theme) => {
    if (painted !== theme) sgr = []
    painted = theme
    shape = shapeOf(frame)
    codes = new Uint32Array(frame.codes.length).fill(NOTHING)
    styles = new Uint16Array(frame.codes.length)
  }
  return {
    difference(frame, theme) {
      const anew = shape !== shapeOf(frame) || painted !== theme
      if (anew) whole(frame, theme)
      const text = changes(frame, theme, { codes, styles, sgr })
      keep(frame)
      if (text === '') return ''
      const begin = anew ? '\u001b[0m\u001b[2J' : ''
      return text.length < MANY_BYTES ? begin + text : BEGIN_TOGETHER + begin + text + END_TOGETHER
    },
    forget() {
      shape = ''
    },
  }
}

/** A code that no cell has. */
const NOTHING = 0xffffffff

interface Shown {
  codes: Uint32Array
  styles: Uint16Array
  /** Escapes of the styles, made on first use. */
  sgr: string[]
}

function shapeOf({ columns, rows }: Frame): string {
  return `${columns}x${rows}`
}

function changes(frame: Frame, theme: Theme, shown: Shown): string {
  const { columns, rows } = frame
  let text = ''
  let style = -1
  for (let row = 0; row < rows; row++) {
    const end = (row + 1) * columns
    for (let at = nextChange(frame, shown, row * columns, end); at < end; ) {
      const from = headOf(frame, at, row * columns)
      const to = endOfPiece(frame, shown, at, end)
      text += `\u001b[${row + 1};${from - row * columns + 1}H`
      for (let i = from; i < to; i++) {
        if (frame.codes[i] === 0) continue
        if (frame.styles[i] !== style) {
          style = frame.styles[i]
          text += escapeOf(style, theme, shown.sgr)
        }
        text += signAt(frame, i)
      }
      at = nextChange(frame, shown, to, end)
    }
  }
  // Whatever else is written to this terminal begins plain.
  return text === '' || escapeOf(style, theme, shown.sgr) === PLAIN ? text : text + PLAIN
}

const PLAIN = '\u001b[0m'

function differs({ codes, styles }: Frame, shown: Shown, at: number): boolean {
  return codes[at] !== shown.codes[at] || styles[at] !== shown.styles[at]
}

function nextChange(frame: Frame, shown: Shown, from: number, end: number): number {
  let at = from
  while (at < end && !differs(frame, shown, at)) at++
  return at
}

/** Where the sign begins that this cell is a part of. */
function headOf({ codes }: Frame, at: number, rowStart: number): number {
  let head = at
  while (codes[head] === 0 && head > rowStart) head--
  return head
}

/** End of the cells that are written in one go: changed ones, and the few unchanged between them. */
function endOfPiece(frame: Frame, shown: Shown, from: number, end: number): number {
  let last = from
  for (let at = from; at < end && at - last <= BRIDGE + 1; at++) if (differs(frame, shown, at)) last = at
  let to = last + 1
  while (to < end && frame.codes[to] === 0) to++
  return to
}

/** One sequence that sets a style from any other. */
function escapeOf(style: number, theme: Theme, made: string[]): string {
  if (style < 0) return PLAIN
  made[style] ??= `\u001b[${[0, ...numbersOf(theme.paint('\0', style))].join(';')}m`
  return made[style]
}

function numbersOf(painted: string): string[] {
  const open = painted.slice(0, painted.indexOf('\0'))
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it reads escapes
  return [...open.matchAll(/\u001b\[([\d;]*)m/g)].map(([, codes]) => codes)
}
