import { type Area, textWidth, write } from '../canvas.ts'

/** A piece of a line that is shown whole or not at all. */
export interface Segment {
  text: string
  style?: number
  /** Says the same in less room; all such pieces go short before the first one goes. */
  short?: string
  /** Which piece goes first when room is short: the highest. Absent = it stays as long as it fits at all. */
  drop?: number
}

/** Writes as many pieces as fit on one line, in their order. @returns the column after the last */
export function drawSegments(area: Area, x: number, y: number, segments: readonly Segment[], gap = '  ', gapStyle = 0): number {
  const room = area.width - x
  const kept = keepWhatFits(segments, room, textWidth(gap))
  let column = x
  kept.forEach((one, i) => {
    if (i > 0) column = write(area, column, y, gap, gapStyle)
    column = write(area, column, y, one.text, one.style ?? 0)
  })
  return column
}

/** The pieces that fit, the least important left out. */
export function keepWhatFits(segments: readonly Segment[], room: number, gap: number): Segment[] {
  let kept = segments.filter((one) => one.text !== '')
  const width = () => kept.reduce((sum, one) => sum + textWidth(one.text), 0) + gap * Math.max(0, kept.length - 1)
  if (width() > room) kept = kept.map((one) => (one.short === undefined ? one : { ...one, text: one.short }))
  while (kept.length > 0 && width() > room) {
    let worst = kept.length - 1
    for (let i = kept.length - 1; i >= 0; i--) if ((kept[i].drop ?? 0) > (kept[worst].drop ?? 0)) worst = i
    kept.splice(worst, 1)
  }
  return kept
}
