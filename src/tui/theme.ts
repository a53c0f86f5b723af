import { BOLD, DIM, INVERSE, MEANING, type Meaning, meaningOf } from './styles.ts'

export const THEMES = ['classic', 'safe', 'red-up', 'mono'] as const
export type ThemeName = (typeof THEMES)[number]

/** How meanings look. Colours are the user's own sixteen. */
export interface Theme {
  name: ThemeName
  /** No box glyphs, no blocks, no braille. */
  ascii: boolean
  color: boolean
  /** Text in a style, with the escapes that open and close it. */
  paint(text: string, style: number): string
  /** True where a blank cell in that style can be seen. */
  shows(style: number): boolean
}

interface Look {
  color?: number
  bold?: boolean
  dim?: boolean
  inverse?: boolean
}

const RED = 31
const GREEN = 32
const YELLOW = 33
const BLUE = 34
const MAGENTA = 35
const CYAN = 36
const BRIGHT_BLUE = 94

type Looks = Record<Meaning, Look>

/** Direction and side carry the theme's two colours, warnings one that is neither; everything else is the same in all themes with colours. */
function coloured(up: number, down: number, warning: number): Looks {
  return {
    [MEANING.plain]: {},
    [MEANING.muted]: { dim: true },
    [MEANING.title]: { bold: true },
    [MEANING.titleFocused]: { color: CYAN, bold: true, inverse: true },
    [MEANING.rule]: { dim: true },
    [MEANING.gain]: { color: up },
    [MEANING.loss]: { color: down },
    [MEANING.flat]: {},
    [MEANING.warning]: { color: warning },
    [MEANING.failure]: { color: RED, bold: true },
    [MEANING.good]: { color: GREEN },
    [MEANING.live]: { color: RED, bold: true, inverse: true },
    [MEANING.label]: { bold: true, inverse: true },
    [MEANING.key]: { color: CYAN, bold: true },
    [MEANING.accent]: { color: CYAN },
    [MEANING.buy]: { color: up, bold: true, inverse: true },
    [MEANING.sell]: { color: down, bold: true, inverse: true },
    [MEANING.averageOne]: { color: CYAN },
    [MEANING.averageTwo]: { color: MAGENTA },
    [MEANING.averageThree]: { color: BRIGHT_BLUE },
    [MEANING.stop]: { color: down },
    [MEANING.target]: { color: up },
    [MEANING.limit]: { color: warning },
    [MEANING.position]: { color: BRIGHT_BLUE },
    [MEANING.previousClose]: { dim: true },
    [MEANING.band]: { color: MAGENTA, dim: true },
    [MEANING.crosshair]: { color: YELLOW },
    [MEANING.selected]: { bold: true, inverse: true },
    [MEANING.volume]: { dim: true },
    [MEANING.field]: { inverse: true },
    [MEANING.recording]: { color: RED, bold: true },
  }
}

/** Without colours a direction is told by weight, and always by its sign. */
const MONO: Looks = {
  ...(Object.fromEntries(Object.values(MEANING).map((meaning) => [meaning, {}])) as Looks),
  [MEANING.muted]: { dim: true },
  [MEANING.title]: { bold: true },
  [MEANING.titleFocused]: { bold: true, inverse: true },
  [MEANING.rule]: { dim: true },
  [MEANING.gain]: { bold: true },
  [MEANING.warning]: { bold: true },
  [MEANING.failure]: { bold: true, inverse: true },
  [MEANING.live]: { bold: true, inverse: true },
  [MEANING.label]: { bold: true, inverse: true },
  [MEANING.key]: { bold: true },
  [MEANING.buy]: { bold: true, inverse: true },
  [MEANING.sell]: { bold: true, inverse: true },
  [MEANING.previousClose]: { dim: true },
  [MEANING.band]: { dim: true },
  [MEANING.selected]: { bold: true, inverse: true },
  [MEANING.volume]: { dim: true },
  [MEANING.field]: { inverse: true },
  [MEANING.recording]: { bold: true },
}

/** Colours that people who do not tell red from green see apart: blue up, yellow (orange on many screens) down. */
const LOOKS: Record<ThemeName, Looks> = {
  classic: coloured(GREEN, RED, YELLOW),
  safe: coloured(BLUE, YELLOW, MAGENTA),
  'red-up': coloured(RED, GREEN, YELLOW),
  mono: MONO,
}

/** @param color false (NO_COLOR, --no-color): bold and inverse only, whatever the theme */
export function makeTheme({ theme, ascii, color }: { theme: ThemeName; ascii: boolean; color: boolean }): Theme {
  const looks = color ? LOOKS[theme] : MONO
  const escapes: { open: string; close: string }[] = []
  return {
    name: theme,
    ascii,
    color,
    paint(text, style) {
      escapes[style] ??= escapesOf(lookOf(looks, style), color)
      const { open, close } = escapes[style]
      return open === '' ? text : open + text + close
    },
    shows: (style) => lookOf(looks, style).inverse === true,
  }
}

function lookOf(looks: Looks, style: number): Look {
  const look = looks[meaningOf(style) as Meaning]
  if (style < DIM) return look
  const faint = (style & DIM) !== 0
  return {
    ...look,
    bold: !faint && (look.bold || (style & BOLD) !== 0),
    dim: look.dim || faint,
    inverse: look.inverse || (style & INVERSE) !== 0,
  }
}

function escapesOf({ color, bold, dim, inverse }: Look, colours: boolean): { open: string; close: string } {
  const open: number[] = []
  const close: number[] = []
  const add = (on: number, off: number) => {
    open.push(on)
    close.unshift(off)
  }
  if (bold) add(1, 22)
  // Bold and faint at once is neither on most screens.
  if (dim && !bold && colours) add(2, 22)
  if (inverse) add(7, 27)
  if (color !== undefined) add(color, 39)
  const sequence = (codes: number[]) => codes.map((code) => `\u001b[${code}m`).join('')
  return { open: sequence(open), close: sequence(close) }
}
