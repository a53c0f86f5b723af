import type { HelpOverlay } from '../state.ts'
import type { Screen } from './screen.ts'

export function openHelp(screen: Screen, groups: HelpOverlay['groups']): void {
  screen.store.set({ overlay: { kind: 'help', groups, scroll: 0 }, toast: null })
}

export function scrollHelp(screen: Screen, rows: number): void {
  const { overlay } = screen.store.get()
  if (overlay?.kind !== 'help') return
  const lines = overlay.groups.reduce((sum, one) => sum + one.keys.length + 2, 0)
  screen.store.set({ overlay: { ...overlay, scroll: Math.min(lines, Math.max(0, overlay.scroll + rows)) } })
}

export function closeOverlay(screen: Screen): void {
  screen.store.set({ overlay: null })
}
