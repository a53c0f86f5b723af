import type { Chord } from '../chord.ts'
import type { PromptOverlay } from '../state.ts'
import { edit, typed } from '../text-input.ts'
import type { Screen } from './screen.ts'

/** One line asked for at the bottom, and what is done with it. */
export interface Prompt extends PromptOverlay {
  /** While it is typed. */
  change?(text: string): void
  /** Enter. A sentence = it cannot be, and why; it stays to be mended. */
  enter(text: string): string | null
  /** Esc. */
  leave?(): void
}

export function prompt(screen: Screen, parts: Pick<Prompt, 'label' | 'note' | 'change' | 'enter' | 'leave'>, text = ''): void {
  const overlay: Prompt = { kind: 'prompt', input: typed(text), failed: false, ...parts }
  screen.store.set({ overlay, toast: null })
}

function current({ store }: Screen): Prompt | null {
  const { overlay } = store.get()
  return overlay?.kind === 'prompt' ? (overlay as Prompt) : null
}

export function typeInPrompt(screen: Screen, chord: Chord): void {
  const asked = current(screen)
  const input = asked && edit(asked.input, chord)
  if (!asked || !input) return
  screen.store.set({ overlay: { ...asked, input, note: asked.failed ? null : asked.note, failed: false } as Prompt })
  asked.change?.(input.text)
}

export function enterPrompt(screen: Screen): void {
  const asked = current(screen)
  if (!asked) return
  screen.store.set({ overlay: null })
  const problem = asked.enter(asked.input.text.trim())
  if (problem !== null) screen.store.set({ overlay: { ...asked, note: problem, failed: true } as Prompt })
}

export function leavePrompt(screen: Screen): void {
  const asked = current(screen)
  screen.store.set({ overlay: null })
  asked?.leave?.()
}
