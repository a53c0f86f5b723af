import { asOpenbellError } from '../core/errors.ts'
import type { LiveSession } from '../operations/stream/session.ts'
import type { SessionView } from '../operations/stream/view.ts'
import type { Present, Screen } from './actions/screen.ts'
import { listedSymbols } from './draw/watchlist.ts'
import { frozenView } from './frozen-view.ts'
import type { ScreenStore } from './screen-store.ts'
import type { ScreenSize, Toast } from './state.ts'

/** How long a word at the bottom stays; a failure stays until it is left or another takes its place. */
const TOAST_MS = 6000

export interface ScreenParts {
  session: LiveSession
  store: ScreenStore
  present: Present
  size(): ScreenSize
  nextTheme(): string
  repaint(): void
  suspend(): void
  leave(exitCode: number): void
}

/** The screen as its keys see it: one piece of work of a name at a time, words at the bottom, a view that may stand still. */
export function createScreen(parts: ScreenParts): Screen & { close(): void } {
  const { session, store } = parts
  const timers = new Map<string, NodeJS.Timeout>()
  const busy = new Set<string>()
  let frozen: SessionView | null = null
  const later = (name: string, milliseconds: number, then: (() => void) | null) => {
    clearTimeout(timers.get(name))
    if (then) timers.set(name, setTimeout(then, milliseconds))
  }
  const toast = (kind: Toast['kind'], text: string) => {
    const shown = { kind, text }
    store.set({ toast: shown })
    const vanish = () => store.get().toast === shown && store.set({ toast: null })
    later('toast', TOAST_MS, kind === 'failure' ? null : vanish)
  }
  return {
    ...parts,
    get view() {
      return frozen ?? session.view
    },
    listed: () => listedSymbols(frozen ?? session.view, store.get().filter),
    toast,
    later,
    start(name, work) {
      if (busy.has(name)) return false
      busy.add(name)
      const fail = (thrown: unknown) => {
        const { message, hint } = asOpenbellError(thrown)
        toast('failure', hint ? `${message} (${hint})` : message)
      }
      const begun = async () => work()
      begun()
        .catch(fail)
        .finally(() => busy.delete(name))
      return true
    },
    isBusy: (name) => busy.has(name),
    freeze(at) {
      frozen = at === null ? null : frozenView(session.view)
    },
    close() {
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}
