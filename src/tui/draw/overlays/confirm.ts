import { type Area, partOf, textWidth, write } from '../../canvas.ts'
import type { ConfirmOverlay, TypedWord } from '../../state.ts'
import { BOLD, MEANING } from '../../styles.ts'
import { wrap } from '../pane.ts'
import { drawBox } from './box.ts'
import { askedLines, drawStyled } from './preview.ts'
import { drawTextField } from './text-field.ts'

const WIDTH = 60

/** A question before something that is hard to undo. */
export function drawConfirm(screen: Area, { title, lines, typed, danger, preview }: ConfirmOverlay): void {
  const width = Math.min(screen.width - 6, Math.max(WIDTH, textWidth(title) + 2))
  const wrapped = lines.flatMap((line) => (line === '' ? [''] : wrap(line, width))).map((text) => ({ text, style: 0 }))
  const all = preview ? askedLines(preview, width, wrapped) : wrapped
  const inside = drawBox(screen, width, all.length + (typed ? 3 : 2), title, danger ? MEANING.live : MEANING.title)
  // The answer is asked for on the last line even where the text has no room.
  drawStyled(partOf(inside, 0, 0, inside.width, Math.max(0, inside.height - (typed ? 3 : 2))), all)
  if (typed) drawTyped(inside, inside.height - 2, typed)
  else write(inside, 0, inside.height - 1, 'Enter or y: yes   Esc: no', BOLD)
}

/** `Type AAPL to confirm: AA_`; Enter does nothing before it is right. */
export function drawTyped(area: Area, y: number, { word, input }: TypedWord): void {
  const x = write(area, 0, y, `Type ${word} to confirm: `, MEANING.warning | BOLD)
  drawTextField(area, x, y, Math.max(8, textWidth(word) + 2), input)
  const right = input.text.trim().toUpperCase() === word.toUpperCase()
  write(area, 0, y + 1, right ? 'Enter: yes   Esc: no' : 'Esc: no', right ? BOLD : MEANING.muted)
}
