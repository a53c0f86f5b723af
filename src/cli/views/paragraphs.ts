import stringWidth from 'string-width'
import type { Terminal } from './view.ts'

/** Words in lines of so many columns; a longer word gets a line of its own, no words give no line. */
export function wrap(text: string, room: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ').filter((one) => one !== '')) {
    const last = lines.at(-1)
    if (last !== undefined && stringWidth(last) + 1 + stringWidth(word) <= room) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

/**
 * Sentences that begin a line each and go on, indented, where the screen ends. In a pipe each stays on its line: what reads it looks for lines.
 */
export function paragraphs(sentences: string[], screen: Pick<Terminal, 'width' | 'terminal'>, indent = ''): string {
  const room = screen.terminal ? screen.width - indent.length - 2 : Number.POSITIVE_INFINITY
  return sentences.flatMap((one) => wrap(one, room).map((line, i) => `${indent}${i > 0 ? '  ' : ''}${line}`)).join('\n')
}
