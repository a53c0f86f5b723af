import { type Area, restyle, textWidth, write } from '../../canvas.ts'
import type { TextInput } from '../../state.ts'
import { INVERSE } from '../../styles.ts'

/** What is typed, with the cursor as an inverse cell; a text longer than the room scrolls so that the cursor stays in sight. */
export function drawTextField(area: Area, x: number, y: number, width: number, { text, cursor }: TextInput, style = 0): void {
  if (width <= 0) return
  let from = 0
  while (from < cursor && textWidth(text.slice(from, cursor)) >= width) from += text.codePointAt(from)! > 0xffff ? 2 : 1
  const field = { ...area, width: Math.min(area.width, x + width) }
  write(field, x, y, text.slice(from), style)
  const at = x + textWidth(text.slice(from, cursor))
  restyle(field, at, y, Math.max(1, textWidth(text.slice(cursor, cursor + 1))), (before) => before | INVERSE)
}
