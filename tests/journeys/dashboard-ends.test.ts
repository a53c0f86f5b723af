import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { freshHome } from '../support/cli.ts'
import { openScreen, type ScreenOptions, type TerminalScreen, withoutTmux } from '../support/tmux.ts'
import { writeStrategy } from '../support/user-strategies.ts'

let screen: TerminalScreen | null = null

async function open(args: string[], options: Partial<ScreenOptions> = {}): Promise<TerminalScreen> {
  const home = options.home ?? freshHome()
  // The home is said on the line too: by it the process is found.
  const line = ['stream', 'SIMALL', '--date', '2026-03-20', '--speed', '20', '--home', home, ...args]
  screen = await openScreen(line, { columns: 100, rows: 30, ...options, home })
  return screen
}

afterEach(async () => {
  await screen?.close()
  screen = null
})

/** The terminal is the shell's again: its screen, its cursor, its lines and echo. */
async function givenBack(at: TerminalScreen) {
  const after = await at.ended()
  expect(after).toMatchObject({ alternate: false, cursor: true })
  expect(after.modes).toMatch(/ icanon/)
  expect(after.modes).toMatch(/ echo /)
  expect(after.modes).toMatch(/ isig|^isig/m)
  expect(after.text).not.toContain('2 Chart')
  return after
}

describe.skipIf(withoutTmux !== null)(`how a dashboard ends${withoutTmux ? ` (skipped: ${withoutTmux})` : ''}`, () => {
  it.each([['SIGTERM'], ['SIGINT'], ['SIGHUP']] as const)('%s gives the terminal back, exit code 130', async (signal) => {
    const at = await open([])
    await at.shows('2 Chart')
    process.kill(await at.pid(), signal)
    expect((await givenBack(at)).code).toBe(130)
  })

  it('Ctrl-C asks while something is open, and pressed again it leaves', async () => {
    const file = writeStrategy(freshHome(), 'idle')
    const at = await open(['--strategy', file])
    await at.shows('2 Chart')
    await at.press('C-c')
    await at.shows('Leave the session?')
    await at.press('n')
    await at.hides('Leave the session?')
    await at.press('C-c', 'C-c')
    expect((await givenBack(at)).code).toBe(0)
  })

  it('what a strategy prints never lies over the screen, and is said afterwards', async () => {
    const file = writeStrategy(freshHome(), 'talker', { onBar: "console.log('bar closed at ' + bar.close)" })
    const at = await open(['--strategy', file])
    const shown = await at.shows(/· bar closed at \d+|bar closed at \d+/)
    expect(shown).toContain('2 Chart')
    expect(shown.split('\n').filter((line) => line.startsWith('bar closed'))).toEqual([])
    await at.press('Escape', 'C-c', 'C-c')
    expect((await givenBack(at)).text).toMatch(/^bar closed at \d+/m)
  })

  it('an error that nobody caught gives the terminal back before it is told', async () => {
    const folder = freshHome()
    const sign = join(folder, 'fall')
    const fall = `if (existsSync('${sign}')) throw new Error('the strategy fell over')`
    const top = `import { existsSync } from 'node:fs'\nsetInterval(() => { ${fall} }, 50)`
    const at = await open(['--strategy', writeStrategy(folder, 'falls', { top })])
    await at.shows('2 Chart')
    writeFileSync(sign, '')
    const after = await givenBack(at)
    expect(after.code).toBeGreaterThan(0)
    expect(after.text).toContain('the strategy fell over')
  })

  it('Ctrl-Z gives the terminal to the shell, fg brings the screen back', async () => {
    const at = await open([], { jobs: true })
    await at.shows('2 Chart')
    const pid = await at.pid()
    await at.press('C-z')
    await at.shows('Stopped')
    expect(await at.alternate()).toBe(false)
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/State:\s+T/)
    await at.press('fg', 'Enter')
    await at.shows('2 Chart')
    await at.press('q')
    expect((await givenBack(at)).code).toBe(0)
  })
})
