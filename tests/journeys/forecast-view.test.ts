import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openbell } from '../support/cli.ts'
import { openScreen, withoutTmux } from '../support/tmux.ts'

const SMALL = ['--horizon', '5', '--input', '20']

describe.skipIf(withoutTmux !== null)(`a forecast on a terminal (${withoutTmux ?? 'tmux'})`, () => {
  it('shows training with the time that is left, then the fan, and leaves no trace of the bar', async () => {
    const args = ['forecast', 'SIMALL', ...SMALL, '--bars', '400', '--steps', '60', '--past', '2']
    const screen = await openScreen(args, { columns: 90, rows: 50 })
    try {
      await screen.shows(/[█░]{20} \d+% \d.*training \d+ network/)
      const { code, text } = await screen.ended()
      expect(code, text).toBe(0)
      expect(text).not.toMatch(/training \d+ network|█/)
      expect(text).toMatch(/░ 95% band, ▒ 80% band, ⠒ median, bands along the line/)
      expect(text).toContain('┊')
      expect(text).toMatch(/skill (shown|to show)|better than last value/)
      expect(await screen.coloured()).toContain('\x1b[35m')
    } finally {
      await screen.close()
    }
  })

  it('draws with plain characters where the locale has no others', async () => {
    const env = { LC_ALL: 'C' }
    const screen = await openScreen(['forecast', 'SIMALL', ...SMALL, '--model', 'naive'], { columns: 80, rows: 50, env })
    try {
      const { code, text } = await screen.ended()
      expect(code, text).toBe(0)
      expect(text).toContain('. 95% band, : 80% band, - median')
      expect(text).toMatch(/\*\*\*/)
      expect(text).not.toMatch(/[░▒┊]/)
    } finally {
      await screen.close()
    }
  })
})

describe('a forecast elsewhere', () => {
  it('in a log is text without drawing or colours, with a line of progress a tenth; the page is where it was asked for', async () => {
    const { code, stdout, stderr } = await openbell(
      ['forecast', 'SIMALL', 'SIMTEC', ...SMALL, '--bars', '400', '--steps', '20', '--report', 'page.html'],
      {},
    )
    expect(code, stderr).toBe(0)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are looked for
    expect(stdout).not.toMatch(/[\x1b░▒┊]/)
    const [, file] = /Report written to (.+)/.exec(stdout) ?? []
    expect(file !== undefined && existsSync(file), stdout).toBe(true)
    expect(stderr.split('\n').filter((line) => line.includes('training')).length).toBeLessThanOrEqual(10)
  })
})
