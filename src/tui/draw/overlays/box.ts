import { type Area, clear, codeAt, partOf, putCode, restyle, shorten, write } from '../../canvas.ts'
import { DIM, MEANING, meaningOf } from '../../styles.ts'

/** A framed box in the middle of the screen, between the status line and the key bar; what lies under it is gone. @returns the room inside */
export function drawBox(
  screen: Area,
  wantedWidth: number,
  wantedHeight: number,
  title: string,
  style: number = MEANING.title,
): Area {
  const width = Math.min(screen.width - 2, wantedWidth + 4)
  const height = Math.min(screen.height - 2, wantedHeight + 2)
  const x = Math.floor((screen.width - width) / 2)
  const y = 1 + Math.max(0, Math.floor((screen.height - 2 - height) / 2))
  for (let row = 1; row < screen.height - 1; row++) restyle(screen, 0, row, screen.width, (before) => meaningOf(before) | DIM)
  for (let row = y; row < y + height; row++) {
    blankCut(screen, x - 1, row, -1)
    blankCut(screen, x + width, row, 1)
  }
  return frameBox(partOf(screen, x, y, width, height), title, style)
}

/** Blanks what is left of a number beside the box: 90.92 must not stand there when the box covers the 6 of 690.92. */
function blankCut(screen: Area, x: number, y: number, step: 1 | -1): void {
  for (let column = x; NUMERIC.has(codeAt(screen, column, y)) && column >= 0 && column < screen.width; column += step) {
    putCode(screen, column, y, SPACE, 0)
  }
}

const SPACE = 32
const NUMERIC = new Set([...'0123456789.,:+-%$xKMBsmh'].map((one) => one.charCodeAt(0)))

/** Draws the frame along the edge of an area. @returns the room inside, a blank column at each side */
export function frameBox(box: Area, title: string, style: number): Area {
  clear(box)
  const [right, bottom] = [box.width - 1, box.height - 1]
  for (let x = 0; x < box.width; x++) {
    putCode(box, x, 0, '─'.charCodeAt(0), MEANING.accent)
    putCode(box, x, bottom, '─'.charCodeAt(0), MEANING.accent)
  }
  for (let y = 0; y < box.height; y++) {
    putCode(box, 0, y, '│'.charCodeAt(0), MEANING.accent)
    putCode(box, right, y, '│'.charCodeAt(0), MEANING.accent)
  }
  for (const [x, y, sign] of [
    [0, 0, '┌'],
    [right, 0, '┐'],
    [0, bottom, '└'],
    [right, bottom, '┘'],
  ] as const) {
    putCode(box, x, y, sign.charCodeAt(0), MEANING.accent)
  }
  write(box, 2, 0, shorten(` ${title} `, Math.max(0, box.width - 4)), style)
  return partOf(box, 2, 1, box.width - 4, box.height - 2)
}

/** Says at the lower edge of a box which part of something longer is shown. */
export function drawMore(inside: Area, from: number, shown: number, total: number): void {
  if (shown >= total) return
  const text = ` ${from + 1} to ${Math.min(total, from + shown)} of ${total} `
  const edge = partOf({ ...inside, height: inside.height + 1 }, 0, inside.height, inside.width, 1)
  write(edge, Math.max(0, inside.width - text.length), 0, text, MEANING.muted)
}
