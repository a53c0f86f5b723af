import stringWidth from 'string-width'
import { wrap } from './paragraphs.ts'
import type { Terminal } from './view.ts'

const DOT = ' · '

/**
 * A line of facts between dots, gone on below, indented, where the screen ends: at a dot where one fits, else between words. In a pipe it
 * stays one line.
 */
export function factLine(line: string, screen: Pick<Terminal, 'width' | 'terminal'>): string {
  if (!screen.terminal || stringWidth(line) <= screen.width) return line
  const lines: string[] = []
  for (const fact of line.split(DOT)) {
    const last = lines.at(-1)
    if (last !== undefined && stringWidth(last + DOT + fact) <= screen.width - INDENT) lines[lines.length - 1] = last + DOT + fact
    else lines.push(fact)
  }
  const fitting = lines.flatMap((one) => (stringWidth(one) <= screen.width - INDENT ? [one] : wrap(one, screen.width - INDENT)))
  return fitting.map((one, i) => (i === 0 ? one : ' '.repeat(INDENT) + one)).join('\n')
}

/** Of what goes on. */
const INDENT = 2
