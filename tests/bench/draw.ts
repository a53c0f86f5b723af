import { fileURLToPath } from 'node:url'
import { type Frame, frameLines } from '../../src/tui/canvas.ts'
import { draw } from '../../src/tui/draw/draw.ts'
import { makeTheme } from '../../src/tui/theme.ts'
import { createScreenState, createScreenView, keptBars, withSymbols } from '../support/screen-view.ts'
import { line, median, timed } from './measure.ts'

const FRAMES = 1500
const WARM = 300
const SYMBOLS = 500

/** Milliseconds that one frame takes: drawing it, and making lines with escapes of it. */
export interface DrawBench {
  columns: number
  rows: number
  draw: number
  lines: number
}

/** The dashboard's drawing with 500 symbols, medians over 1,200 frames drawn over one another (goal: 1.5 ms at 200x60). */
export async function benchDraw(): Promise<DrawBench[]> {
  const view = keptBars(withSymbols(await createScreenView(), SYMBOLS))
  const state = createScreenState({ chart: { style: 'candles', bars: 120, crosshair: null, end: null } })
  const theme = makeTheme({ theme: 'classic', ascii: false, color: true })
  line(`the dashboard's drawing, ${SYMBOLS} symbols, medians of ${FRAMES - WARM} frames`)
  return [
    [200, 60],
    [120, 36],
    [80, 24],
  ].map(([columns, rows]) => {
    const times = { draw: [] as number[], lines: [] as number[] }
    let frame: Frame | undefined
    for (let i = 0; i < FRAMES; i++) {
      const drawn = timed(() => {
        frame = draw(view, state, { columns, rows }, theme, frame)
      })
      const told = timed(() => frameLines(frame!, theme))
      if (i < WARM) continue
      times.draw.push(drawn)
      times.lines.push(told)
    }
    const answer = { columns, rows, draw: median(times.draw), lines: median(times.lines) }
    const goal = columns === 200 ? ' (goal: 1.5)' : ''
    line(
      `  ${`${columns}x${rows}`.padEnd(8)} ${answer.draw.toFixed(2)} ms a frame${goal}, ${answer.lines.toFixed(2)} ms for its lines`,
    )
    return answer
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchDraw()
