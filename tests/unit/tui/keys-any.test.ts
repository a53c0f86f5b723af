import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { frameText } from '../../../src/tui/canvas.ts'
import { draw } from '../../../src/tui/draw/draw.ts'
import { hintsOf } from '../../../src/tui/keys.ts'
import { makeTheme } from '../../../src/tui/theme.ts'
import { createKeyScreen, openTestSession } from '../../support/key-screen.ts'

const KEYS = [
  ...'?qzpt:jkhl+-[]c/adoxf <>gmsyn5',
  ...['Tab', 'Shift+Tab', 'Enter', 'Escape', 'Up', 'Down', 'Left', 'Right', 'PageUp', 'PageDown', 'Home', 'End'],
  ...['Backspace', 'Ctrl+U', 'Ctrl+L', 'Ctrl+C', 'SIMTEC', 'quote', 'Escape', 'Escape'],
]

let opened: Awaited<ReturnType<typeof openTestSession>>

beforeAll(async () => {
  opened = await openTestSession()
})
afterAll(() => opened.close())

describe('any keys in any order', () => {
  it('leave a screen that can be drawn, at any size, and Esc leads out of everything', async () => {
    const theme = makeTheme({ theme: 'classic', ascii: false, color: true })
    const sizes = fc.constantFrom({ columns: 120, rows: 36 }, { columns: 80, rows: 24 }, { columns: 61, rows: 17 })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...KEYS), { minLength: 5, maxLength: 60 }), sizes, async (keys, size) => {
        const at = createKeyScreen(opened.session, size)
        for (const key of keys) {
          at.keys(key)
          const frame = draw(at.screen.view, { ...at.state(), hints: hintsOf(at.screen) }, size, theme)
          expect(frameText(frame)).toHaveLength(size.rows)
          await new Promise((done) => setImmediate(done))
        }
        at.keys('Escape', 'Escape')
        expect(at.state().overlay).toBeNull()
      }),
      { numRuns: 25 },
    )
  })
})
