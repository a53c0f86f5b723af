import { type Area, clear, partOf, shorten, textWidth, write } from '../canvas.ts'
import type { KeyHint, Toast } from '../state.ts'
import { BOLD, INVERSE, MEANING } from '../styles.ts'
import type { Scene } from './pane.ts'

/** Keys that do something here, as many as fit; one that does nothing now is dim, not gone. The last cell stays free: a terminal may scroll when it is written. */
export function drawKeyBar(area: Area, { state }: Scene): void {
  const room = area.width - 1
  let x = 0
  for (const hint of state.hints) {
    const width = textWidth(hint.key) + 1 + textWidth(hint.label)
    if (x + width > room) break
    x = drawHint(area, x, hint) + 2
  }
}

function drawHint(area: Area, x: number, { key, label, disabled }: KeyHint): number {
  const after = write(area, x, 0, key, disabled ? MEANING.muted : MEANING.key)
  return write(area, after + 1, 0, label, disabled ? MEANING.muted : 0)
}

const TOAST: Record<Toast['kind'], number> = {
  note: MEANING.accent | INVERSE,
  good: MEANING.good | INVERSE,
  warning: MEANING.warning | INVERSE | BOLD,
  failure: MEANING.failure | INVERSE,
}
const SIGN: Record<Toast['kind'], string> = { note: '', good: '✓ ', warning: '! ', failure: '✗ ' }

/** A message over the key bar; over the line above it while something is typed there. */
export function drawToast(screen: Area, { state }: Scene): void {
  const { toast, overlay } = state
  if (!toast) return
  const typing = overlay?.kind === 'command' || overlay?.kind === 'prompt'
  const line = partOf(screen, 0, screen.height - (typing ? 2 : 1), screen.width - 1, 1)
  const text = shorten(` ${SIGN[toast.kind]}${toast.text.replaceAll(/\s+/g, ' ')} `, line.width)
  clear(partOf(screen, 0, screen.height - (typing ? 2 : 1), screen.width, 1))
  write(line, 0, 0, text, TOAST[toast.kind])
}
