import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { createFrame, type Frame, frameText, wholeOf, write } from '../../../src/tui/canvas.ts'
import { createPainter } from '../../../src/tui/paint.ts'
import { createScreenStore, firstState } from '../../../src/tui/screen-store.ts'
import { makeTheme } from '../../../src/tui/theme.ts'

const theme = makeTheme({ theme: 'classic', ascii: false, color: true })

const ESCAPE = '\u001b\\['
/** A jump, a style, and all else a painter says. */
const SAID = new RegExp(
  `${ESCAPE}(\\d+(?:;\\d+)?)H|${ESCAPE}(\\d*)C|${ESCAPE}([\\d;]*)m|${ESCAPE}2J|${ESCAPE}\\?2026[hl]|.`,
  'gsu',
)

/** A terminal that knows what a painter says: jumps, styles, clearing, and letters. */
function createTerminal(columns: number, rows: number) {
  const blank = () => ({ sign: ' ', style: '' })
  let cells = Array.from({ length: columns * rows }, blank)
  return {
    take(text: string) {
      let [at, style] = [0, '']
      for (const [piece, jump, ahead, sgr] of text.matchAll(SAID)) {
        if (jump) at = (Number(jump.split(';')[0]) - 1) * columns + Number(jump.split(';')[1] ?? 1) - 1
        else if (ahead !== undefined) at += Number(ahead || 1)
        else if (sgr !== undefined)
          style = sgr === '' || sgr.startsWith(';') ? sgr.replace(/^;/, '') : [style, sgr].filter((one) => one !== '').join(';')
        else if (piece === '\u001b[2J') cells = Array.from({ length: columns * rows }, blank)
        else if (!piece.startsWith('\u001b')) {
          cells[at] = { sign: piece, style }
          for (let i = 1; i < stringWidth(piece); i++) cells[at + i] = { sign: '', style }
          at += stringWidth(piece)
        }
      }
    },
    text: () =>
      Array.from({ length: rows }, (_, row) =>
        cells
          .slice(row * columns, (row + 1) * columns)
          .map((one) => one.sign)
          .join(''),
      ),
    styles: () => cells.map((one) => one.style),
  }
}

const words = fc.array(
  fc.record({
    x: fc.integer({ min: 0, max: 19 }),
    y: fc.integer({ min: 0, max: 5 }),
    text: fc.constantFrom('SIMALL', '1,234.50', '┃╽', '本', '日本語', '▲', ' ', '0', '.5', '  '),
    style: fc.integer({ min: 0, max: 30 }),
  }),
  { maxLength: 8 },
)

function frameOf(pieces: { x: number; y: number; text: string; style: number }[], before?: Frame): Frame {
  const frame = createFrame(20, 6)
  if (before) frame.codes.set(before.codes)
  if (before) frame.styles.set(before.styles)
  for (const { x, y, text, style } of pieces) write(wholeOf(frame), x, y, text, style)
  return frame
}

describe('painting the difference', () => {
  it('brings a terminal from any frame to any other, wide signs and styles too', () => {
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 5 }), (changes) => {
        const [terminal, painter] = [createTerminal(20, 6), createPainter()]
        let frame: Frame | undefined
        for (const change of changes) {
          frame = frameOf(change, frame)
          terminal.take(painter.difference(frame, theme))
          expect(terminal.text()).toEqual(frameText(frame))
        }
        const fresh = createTerminal(20, 6)
        fresh.take(createPainter().difference(frame!, theme))
        expect(terminal.styles()).toEqual(fresh.styles())
      }),
      { numRuns: 300 },
    )
  })

  it('writes nothing for the same frame, few bytes for a changed number, everything after it was forgotten', () => {
    const painter = createPainter()
    const before = frameOf([{ x: 2, y: 2, text: '101.25', style: 5 }])
    const whole = painter.difference(before, theme)
    expect(painter.difference(before, theme)).toBe('')
    const after = frameOf([{ x: 2, y: 2, text: '101.26', style: 5 }])
    expect(painter.difference(after, theme).length).toBeLessThan(24)
    painter.forget()
    expect(painter.difference(after, theme).length).toBeGreaterThanOrEqual(whole.length)
  })

  it('a reused frame and another size or theme are painted as they are', () => {
    const painter = createPainter()
    const frame = frameOf([{ x: 0, y: 0, text: 'ONE', style: 0 }])
    painter.difference(frame, theme)
    write(wholeOf(frame), 0, 0, 'TWO', 0)
    expect(painter.difference(frame, theme)).toContain('TW')
    expect(painter.difference(frame, makeTheme({ theme: 'mono', ascii: false, color: true }))).toContain('TWO')
    expect(painter.difference(createFrame(10, 2), theme)).toContain('\u001b[2J')
  })
})

describe('the screen store', () => {
  it('tells of changes only, and stops when asked', () => {
    const store = createScreenStore(firstState('SIMALL'))
    let heard = 0
    const stop = store.subscribe(() => heard++)
    store.set({ focus: 1, selected: 'SIMALL' })
    expect(heard).toBe(0)
    store.set({ focus: 2 })
    expect([heard, store.get().focus, store.get().selected]).toEqual([1, 2, 'SIMALL'])
    stop()
    store.set({ focus: 3 })
    expect(heard).toBe(1)
  })
})
