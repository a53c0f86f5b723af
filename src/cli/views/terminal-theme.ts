import { BOLD, DIM, MEANING, meaningOf } from '../../tui/styles.ts'
import type { Theme } from '../../tui/theme.ts'
import type { Terminal } from './view.ts'

/** What is drawn on a frame in the colours of this stdout, and in none where it has none. */
export function themeOf({ paint, ascii }: Pick<Terminal, 'paint' | 'ascii'>): Theme {
  const colours = new Map<number, (text: string) => string>([
    [MEANING.accent, paint.cyan],
    [MEANING.band, paint.magenta],
    [MEANING.muted, paint.dim],
    [MEANING.rule, paint.dim],
  ])
  return {
    name: 'classic',
    ascii: ascii === true,
    color: paint.level > 0,
    paint(text, style) {
      const colour = colours.get(meaningOf(style)) ?? ((one: string) => one)
      const loud = style & BOLD ? paint.bold(text) : style & DIM ? paint.dim(text) : text
      return style === 0 ? text : colour(loud)
    },
    shows: () => false,
  }
}
