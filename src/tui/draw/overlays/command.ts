import { type Area, clear, partOf, shorten, textWidth, write } from '../../canvas.ts'
import type { CommandOverlay, PromptOverlay } from '../../state.ts'
import { INVERSE, MEANING } from '../../styles.ts'
import { drawMore, frameBox } from './box.ts'
import { drawTextField } from './text-field.ts'

/** Share of the screen that an answer may cover. */
const ANSWER_SHARE = 0.75

/** `:` and what is typed on the last line, suggestions over it, and over those the answer. */
export function drawCommand(screen: Area, overlay: CommandOverlay): void {
  const { input, suggestions, chosen, busy, result, scroll } = overlay
  const last = screen.height - 1
  const line = partOf(screen, 0, last, screen.width - 1, 1)
  clear(line)
  write(line, 0, 0, ':', MEANING.key)
  const note = busy ? ' running… ' : ''
  drawTextField(line, 1, 0, line.width - 1 - textWidth(note), input)
  write(line, line.width - textWidth(note), 0, note, MEANING.accent)
  let bottom = last
  if (suggestions.length > 0) {
    bottom--
    drawSuggestions(partOf(screen, 0, bottom, screen.width, 1), suggestions, chosen)
  }
  if (result) drawAnswer(partOf(screen, 0, 1, screen.width, bottom - 1), result, scroll)
}

/** As many names as fit, those around the chosen one. */
function drawSuggestions(line: Area, suggestions: readonly string[], chosen: number | null): void {
  clear(line, MEANING.field)
  let from = 0
  const widthTo = (to: number) => suggestions.slice(from, to + 1).reduce((sum, one) => sum + textWidth(one) + 2, 0)
  while (chosen !== null && from < chosen && widthTo(chosen) > line.width) from++
  let x = 1
  for (let i = from; i < suggestions.length && x + textWidth(suggestions[i]) < line.width; i++) {
    x = write(line, x, 0, suggestions[i], i === chosen ? MEANING.key : MEANING.field) + 2
  }
}

function drawAnswer(room: Area, { lines, failed }: NonNullable<CommandOverlay['result']>, scroll: number): void {
  const height = Math.min(room.height, Math.max(3, Math.min(lines.length + 2, Math.floor(room.height * ANSWER_SHARE))))
  const title = failed ? 'It failed · Esc closes' : 'Answer · Esc closes'
  const box = partOf(room, 0, room.height - height, room.width, height)
  const inside = frameBox(box, title, failed ? MEANING.failure : MEANING.title)
  const top = Math.max(0, Math.min(scroll, lines.length - inside.height))
  lines.slice(top, top + inside.height).forEach((text, y) => {
    write(inside, 0, y, shorten(text, inside.width), failed ? MEANING.warning : 0)
  })
  drawMore(inside, top, inside.height, lines.length)
}

/** One line asked for at the bottom: a filter, a symbol, a time. */
export function drawPrompt(screen: Area, { label, input, note, failed }: PromptOverlay): void {
  const line = partOf(screen, 0, screen.height - 1, screen.width - 1, 1)
  clear(line)
  const x = write(line, 0, 0, ` ${label} `, MEANING.key | INVERSE) + 1
  const text = note ? ` ${note} ` : ''
  const noteWidth = Math.min(textWidth(text), Math.max(0, line.width - x - 16))
  drawTextField(line, x, 0, line.width - x - noteWidth, input)
  write(line, line.width - noteWidth, 0, shorten(text, noteWidth), failed ? MEANING.failure : MEANING.muted)
}
