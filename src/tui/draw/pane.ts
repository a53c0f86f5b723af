import type { SessionView } from '../../operations/stream/view.ts'
import { type Area, shorten, textWidth, write } from '../canvas.ts'
import type { ScreenState } from '../state.ts'
import { MEANING } from '../styles.ts'

/** What every pane is drawn from. */
export interface Scene {
  view: SessionView
  state: ScreenState
}

/** Words in the middle of an empty pane: why there is nothing, and what to do. */
export function drawEmpty(area: Area, lines: readonly string[]): void {
  const wrapped = lines.flatMap((line) => wrap(line, Math.max(1, area.width - 2)))
  const top = Math.max(0, Math.floor((area.height - wrapped.length) / 2))
  wrapped.forEach((line, i) => {
    write(area, Math.max(0, Math.floor((area.width - textWidth(line)) / 2)), top + i, line, MEANING.muted)
  })
}

/** Lines no wider than the room, broken between words; a word that is too long is shortened. */
export function wrap(text: string, room: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    const joined = line === '' ? word : `${line} ${word}`
    if (textWidth(joined) <= room) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    line = shorten(word, room)
  }
  if (line !== '') lines.push(line)
  return lines
}

/** The style of a number that may be up, down or neither. */
export function direction(value: number | null): number {
  if (value === null || !Number.isFinite(value) || value === 0) return MEANING.flat
  return value > 0 ? MEANING.gain : MEANING.loss
}
