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
 * Cells are compared as codes and styles, so that a frame in which nothing changed costs a look at two arrays. A piece begins with a jump to its
 * place, or a step from where the one before ended; nothing depends on where a terminal leaves its cursor after the last column.
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
      const begin = anew ? `${PLAIN}\u001b[2J` : ''
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
  /** Numbers of the styles' escapes, made on first use. */
  sgr: string[]
}

function shapeOf({ columns, rows }: Frame): string {
  return `${columns}x${rows}`
}

function changes(frame: Frame, theme: Theme, shown: Shown): string {
  const { columns, rows } = frame
  const pen = new Pen(columns, (style) => escapeOf(style, theme, shown.sgr))
  for (let row = 0; row < rows; row++) {
    const end = (row + 1) * columns
    for (let at = nextChange(frame, shown, row * columns, end); at < end; ) {
      const from = headOf(frame, at, row * columns)
      const to = endOfPiece(frame, shown, at, end)
      pen.go(from)
      for (let i = from; i < to; i++) if (frame.codes[i] !== 0) pen.write(signAt(frame, i), frame.styles[i])
      pen.stand(to)
      at = nextChange(frame, shown, to, end)
    }
  }
  return pen.done()
}

const PLAIN = '\u001b[m'
const BEGIN = '\u001b['

/** Writes signs at places with as few bytes as a terminal understands. */
class Pen {
  #text = ''
  /** Numbers of the style that is set; '' = plain. */
  #style = ''
  /** Cell at which the cursor stands; -1 = not known. */
  #at = -1
  readonly #columns: number
  readonly #numbersOf: (style: number) => string

  constructor(columns: number, numbersOf: (style: number) => string) {
    this.#columns = columns
    this.#numbersOf = numbersOf
  }

  go(to: number): void {
    if (to === this.#at) return
    const [row, column] = [Math.floor(to / this.#columns), to % this.#columns]
    const ahead = this.#at >= 0 && row === Math.floor(this.#at / this.#columns) ? to - this.#at : 0
    if (ahead > 0) this.#text += ahead === 1 ? `${BEGIN}C` : `${BEGIN}${ahead}C`
    else this.#text += column === 0 ? `${BEGIN}${row + 1}H` : `${BEGIN}${row + 1};${column + 1}H`
  }

  write(sign: string, style: number): void {
    const numbers = this.#numbersOf(style)
    if (numbers !== this.#style) {
      if (numbers === '') this.#text += PLAIN
      else this.#text += this.#style === '' ? `${BEGIN}${numbers}m` : `${BEGIN};${numbers}m`
      this.#style = numbers
    }
    this.#text += sign
  }

  /** Where terminals leave the cursor after a row's last cell differs: nothing rests on it. */
  stand(at: number): void {
    this.#at = at % this.#columns === 0 ? -1 : at
  }

  /** Whatever else is written to this terminal begins plain. */
  done(): string {
    return this.#style === '' ? this.#text : this.#text + PLAIN
  }
}

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

/** Numbers that set a style from plain, '' for plain itself. */
function escapeOf(style: number, theme: Theme, made: string[]): string {
  made[style] ??= numbersOf(theme.paint('\0', style)).join(';')
  return made[style]
}

function numbersOf(painted: string): string[] {
  const open = painted.slice(0, painted.indexOf('\0'))
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it reads escapes
  return [...open.matchAll(/\u001b\[([\d;]*)m/g)].map(([, codes]) => codes)
}
