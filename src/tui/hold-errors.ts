/** Lines of a conversation that are kept for afterwards. */
const KEPT_LINES = 200

/**
 * Keeps what is written to stderr (notes, consoles of strategies) off a screen that shares its terminal. `line` hears each line; the end gives
 * stderr back and writes there what was kept. A stderr that leads elsewhere is left alone.
 */
export function holdErrors(line: (text: string) => void): () => void {
  const { stderr } = process
  if (!stderr.isTTY) return () => {}
  const write = stderr.write
  const kept: string[] = []
  let rest = ''
  stderr.write = ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
    const pieces = (rest + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())).split('\n')
    rest = pieces.pop() ?? ''
    for (const piece of pieces) {
      kept.push(piece)
      if (kept.length > KEPT_LINES) kept.shift()
      line(piece)
    }
    const called = typeof encoding === 'function' ? encoding : done
    if (typeof called === 'function') called()
    return true
  }) as typeof stderr.write
  return () => {
    stderr.write = write
    if (rest !== '') kept.push(rest)
    if (kept.length > 0) stderr.write(`${kept.join('\n')}\n`)
  }
}
