import type { Screen } from './screen.ts'

/** Lines that can be fetched back. */
const MOST_LINES = 200

/** Lines typed on a screen, oldest first, and where the arrows stand in them. */
export interface History {
  lines: string[]
  at: number
}
const histories = new WeakMap<Screen['store'], History>()

export function historyOf({ store }: Screen): History {
  const known = histories.get(store) ?? { lines: [], at: 0 }
  histories.set(store, known)
  return known
}

export function remember(screen: Screen, line: string): void {
  const history = historyOf(screen)
  if (history.lines.at(-1) !== line) history.lines.push(line)
  if (history.lines.length > MOST_LINES) history.lines.shift()
  history.at = history.lines.length
}
