import { asOpenbellError } from '../core/errors.ts'
import { typeInCommand } from './actions/command.ts'
import { typeInPrompt } from './actions/prompt.ts'
import { answer } from './actions/question.ts'
import { needsNoQuestion } from './actions/quit.ts'
import type { Screen } from './actions/screen.ts'
import { typeInTicket } from './actions/ticket.ts'
import type { Chord } from './chord.ts'
import { type Binding, type Mode, TABLE } from './key-table.ts'
import { hasRoom } from './layout.ts'
import type { KeyHint, ScreenState } from './state.ts'

/** Keys that are text where something is typed. */
const TYPED: Partial<Record<Mode, (screen: Screen, chord: Chord) => void>> = {
  ticket: typeInTicket,
  confirm: answer,
  command: typeInCommand,
  prompt: typeInPrompt,
}

function modeOf({ overlay }: ScreenState): Mode {
  return overlay?.kind ?? 'panes'
}

/** What a key does now. A key that may not act says why; what it throws is shown as what an operation throws. */
export function press(screen: Screen, chord: Chord) {
  if (!hasRoom(screen.size())) return pressUnseen(screen, chord)
  const mode = modeOf(screen.store.get())
  const binding = TABLE.find((one) => (one.mode === 'always' || one.mode === mode) && one.keys.includes(chord.name))
  const why = binding?.disabled?.(screen) ?? null
  try {
    if (!binding) TYPED[mode]?.(screen, chord)
    else if (why === null) binding.run(screen, chord)
    else screen.toast('note', `${binding.shown || chord.name}: ${why}`)
  } catch (thrown) {
    const { message, hint } = asOpenbellError(thrown)
    screen.toast('failure', hint ? `${message} (${hint})` : message)
  }
}

/** Where nothing but the last price can be seen nothing can be asked: only leaving acts, and `q` only where it need not ask. */
function pressUnseen(screen: Screen, { name }: Chord): void {
  if (name === 'Ctrl+C' || (name === 'q' && needsNoQuestion(screen))) screen.leave(0)
}

/** A paste goes where something is typed; over the panes it is no keys. */
export function paste(screen: Screen, text: string): void {
  TYPED[modeOf(screen.store.get())]?.(screen, { name: '', text })
}

/** Keys of the panes in the order in which a narrow key bar has room for them; the others follow. */
const FIRST = ['?', 'q', 'o', 'x', 'f', ':', '/', 'a', 'j k', 'Tab', '[ ]', 'h l', 'p', 'z']

/** The key bar of what is open now, most needed first. */
export function hintsOf(screen: Screen): KeyHint[] {
  const mode = modeOf(screen.store.get())
  const rank = ({ shown }: Binding) => (FIRST.includes(shown) ? FIRST.indexOf(shown) : FIRST.length)
  return TABLE.filter((one) => one.mode === mode && one.hint !== null)
    .sort((a, b) => (mode === 'panes' ? rank(a) - rank(b) : 0))
    .map((one) => ({ key: one.shown, label: one.hint!, disabled: one.disabled?.(screen) ?? null }))
}
