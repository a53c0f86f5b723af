import stringWidth from 'string-width'

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

/** Sentences that begin a line each and go on, indented, where the screen ends. */
export function paragraphs(sentences: string[], { width }: { width: number }, indent = ''): string {
  const lines = sentences.flatMap((one) =>
    wrap(one, width - indent.length - 2).map((line, i) => `${indent}${i > 0 ? '  ' : ''}${line}`),
  )
  return lines.join('\n')
}
