import type { PreviewOutput } from '../../operations/trade/ticket/preview.ts'
import type { Chord } from '../chord.ts'
import type { ConfirmOverlay } from '../state.ts'
import { EMPTY, edit } from '../text-input.ts'
import type { Screen } from './screen.ts'
import { isRead, readSoon } from './ticket-preview.ts'

/** A question over the panes, and what a yes does. */
interface Question extends ConfirmOverlay {
  /** Words that are a yes when they are typed, in capitals; empty = Enter or y suffices. */
  words: readonly string[]
  accept(word: string): void
  /** What is told where the answer is no. */
  otherwise: string
}

export interface QuestionParts {
  title: string
  lines: readonly string[]
  /** What must be typed, the first of them named on the screen; empty = Enter or y suffices. */
  words?: readonly string[]
  danger?: boolean
  /** The order that is asked about. It has come by itself, so an Enter that was meant for something else does not send it. */
  preview?: PreviewOutput
  otherwise?: string
}

/** Asks once. A word in `words` must be typed whole; everything else than a yes is a no. */
export function question(screen: Screen, parts: QuestionParts, accept: (word: string) => void) {
  const { title, lines, words = [], danger = false, preview = null, otherwise = 'nothing was done' } = parts
  const typed = words.length > 0 ? { word: words[0], input: EMPTY } : null
  const overlay: Question = { kind: 'confirm', title, lines, typed, danger, preview, words, accept, otherwise }
  screen.store.set({ overlay })
  if (preview) readSoon(screen, preview)
}

function current({ store }: Screen): Question | null {
  const { overlay } = store.get()
  return overlay?.kind === 'confirm' ? (overlay as Question) : null
}

export function accept(screen: Screen) {
  const asked = current(screen)
  if (!asked) return
  if (asked.preview && !isRead(asked.preview)) return screen.toast('note', 'this is what would be sent')
  if (asked.typed === null) return close(screen, () => asked.accept(''))
  const typed = asked.typed.input.text.trim().toUpperCase()
  if (asked.words.includes(typed)) return close(screen, () => asked.accept(typed))
  screen.toast(
    'warning',
    typed === '' ? `type ${asked.words.join(' or ')}, or Esc` : `'${typed}' is not ${asked.words.join(' or ')}`,
  )
}

/** The question is gone before its answer acts: a second Enter meets nothing. */
function close(screen: Screen, then: () => void): void {
  screen.store.set({ overlay: null, toast: null })
  then()
}

export function refuse(screen: Screen): void {
  const text = current(screen)?.otherwise ?? 'nothing was done'
  screen.store.set({ overlay: null, toast: null })
  screen.toast('note', text)
}

/** Any other key: typed where a word is asked for, else y and n. */
export function answer(screen: Screen, chord: Chord): void {
  const asked = current(screen)
  if (!asked) return
  if (asked.typed === null) {
    if (chord.name === 'y' || chord.name === 'Y') accept(screen)
    if (chord.name === 'n' || chord.name === 'N') refuse(screen)
    return
  }
  const input = edit(asked.typed.input, chord)
  if (input) screen.store.set({ overlay: { ...asked, typed: { ...asked.typed, input } } as Question })
}
