import type { Screen } from './screen.ts'

/** `p`: the market on the screen stands still so that it can be read; the session goes on. */
export function togglePause(screen: Screen) {
  const { store, session } = screen
  const pausedAt = store.get().pausedAt === null ? session.view.now : null
  screen.freeze(pausedAt)
  store.set({ pausedAt })
  if (pausedAt !== null) screen.toast('note', 'the view stands still, the session goes on; p lets it run again')
}

export function toggleZoom(screen: Screen) {
  screen.store.set({ zoomed: !screen.store.get().zoomed })
}

export function nextTheme(screen: Screen) {
  screen.toast('note', `theme ${screen.nextTheme()}`)
}

/** Esc: the innermost thing goes first; with nothing left to leave it says how the screen is left. */
export function back(screen: Screen) {
  const { store } = screen
  const { chart, filter, pausedAt, toast, zoomed } = store.get()
  if (toast) return store.set({ toast: null })
  if (chart.crosshair !== null) return store.set({ chart: { ...chart, crosshair: null } })
  if (chart.end !== null) return store.set({ chart: { ...chart, end: null } })
  if (zoomed) return store.set({ zoomed: false })
  if (filter !== '') return store.set({ filter: '' })
  if (pausedAt !== null) return togglePause(screen)
  screen.toast('note', 'q leaves the session')
}
