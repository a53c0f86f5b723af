import { parseInstant } from '../../core/time.ts'
import type { StreamEvent } from '../../operations/stream/events.ts'
import type { Screen } from './screen.ts'

/** An order that waits for the person at the screen stands at its bottom while it waits, whichever panes have room, until something else is told or Esc. */
export function tellWaiting({ session, store, later }: Screen, { time, message, proposal, waitsMs }: StreamEvent): void {
  if (proposal === undefined || typeof waitsMs !== 'number') return
  // Who attaches hears what was told before.
  const left = waitsMs - (session.view.now - (parseInstant(time) ?? session.view.now))
  if (left <= 0) return
  const toast = { kind: 'warning', text: message } as const
  store.set({ toast })
  later('waiting', left, () => {
    if (store.get().toast === toast) store.set({ toast: null })
  })
}
