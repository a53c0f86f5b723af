import { type Area, partOf, shorten, textWidth, write } from '../../canvas.ts'
import type { HelpOverlay, KeyHint } from '../../state.ts'
import { BOLD, MEANING } from '../../styles.ts'
import { drawBox, drawMore } from './box.ts'

type Line = { title: string } | { hint: KeyHint } | null

/** Width of a column: at least so much, more where the screen has it, since a key that does nothing now says why. */
const [NARROW, WIDE] = [36, 56]

/** Every key by what it is for, in as many columns as fit; one that does nothing now says why. */
export function drawHelp(screen: Area, { groups, scroll }: HelpOverlay): void {
  const all = linesOf(groups)
  const most = Math.max(1, Math.floor((screen.width - 6) / NARROW))
  const room = screen.height - 4
  const count = Math.min(most, Math.max(1, Math.ceil(all.length / Math.max(1, room))))
  const columns = split(groups, count, all.length)
  const height = Math.max(...columns.map((one) => one.length))
  const column = Math.min(WIDE, Math.floor((screen.width - 6) / count))
  const inside = drawBox(screen, count * column, height, 'Keys · Esc closes', MEANING.titleFocused)
  const top = Math.max(0, Math.min(scroll, height - inside.height))
  const width = Math.floor(inside.width / count)
  const keyWidth = Math.max(1, ...groups.flatMap((group) => group.keys.map((hint) => textWidth(hint.key))))
  columns.forEach((lines, i) => {
    const part = partOf(inside, i * width, 0, width - (i < count - 1 ? 2 : 0), inside.height)
    lines.slice(top, top + inside.height).forEach((line, y) => {
      drawLine(part, y, line, keyWidth)
    })
  })
  drawMore(inside, top, inside.height, height)
}

function linesOf(groups: HelpOverlay['groups']): Line[] {
  return groups.flatMap((group, i) => [...(i > 0 ? [null] : []), { title: group.title }, ...group.keys.map((hint) => ({ hint }))])
}

/** Whole groups in columns of about the same height. */
function split(groups: HelpOverlay['groups'], count: number, total: number): Line[][] {
  const columns: HelpOverlay['groups'][number][][] = [[]]
  let used = 0
  for (const group of groups) {
    const height = group.keys.length + 2
    if (columns.length < count && used > 0 && used + height / 2 > total / count) {
      columns.push([])
      used = 0
    }
    columns.at(-1)!.push(group)
    used += height
  }
  return columns.map(linesOf)
}

function drawLine(area: Area, y: number, line: Line, keyWidth: number): void {
  if (line === null) return
  if ('title' in line) {
    write(area, 0, y, shorten(line.title, area.width), BOLD)
    return
  }
  const { key, label, disabled } = line.hint
  write(area, keyWidth - textWidth(key), y, key, disabled ? MEANING.muted : MEANING.key)
  const text = disabled ? `${label} (${disabled})` : label
  write(area, keyWidth + 2, y, shorten(text, area.width - keyWidth - 2), disabled ? MEANING.muted : 0)
}
