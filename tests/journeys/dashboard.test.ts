import { afterEach, describe, expect, it } from 'vitest'
import { openScreen, type ScreenOptions, type TerminalScreen, withoutTmux } from '../support/tmux.ts'

const DAY = ['--date', '2026-03-20', '--speed', '10']

let screen: TerminalScreen | null = null

async function open(args: string[], options: ScreenOptions): Promise<TerminalScreen> {
  screen = await openScreen(['stream', ...args, ...DAY], options)
  return screen
}

afterEach(async () => {
  await screen?.close()
  screen = null
})

/** The colours of a screen: sequences that choose one. */
function coloursIn(text: string): string[] {
  return text.split('\u001b[').filter((piece) => /^(?:\d+;)*3[1-7]m/.test(piece))
}

describe.skipIf(withoutTmux !== null)(`the dashboard in a terminal${withoutTmux ? ` (skipped: ${withoutTmux})` : ''}`, () => {
  it('120x36: panes, help, a symbol more, a preview, a filter, commands, and out', async () => {
    const at = await open(['SIMALL', 'SIMTEC'], { columns: 120, rows: 36 })
    const first = await at.shows(/SIMULATED .*New York|SIMULATED .* NY/)
    for (const title of ['1 Watchlist', '2 Chart', '3 Positions and orders', '4 Tape', '5 Signals'])
      expect(first).toContain(title)
    expect(coloursIn(await at.coloured()).length).toBeGreaterThan(3)

    await at.press('?')
    expect(await at.shows('Order ticket')).toMatch(/Flatten it, or ALL \(.*/)
    await at.press('Escape')
    await at.hides('Order ticket')

    await at.press('a', 'simfin', 'Enter')
    await at.shows(/▸ ?SIMFIN/)
    await at.press('k', 'k')
    await at.shows(/▸ ?SIMALL/)

    await at.press('o', '5')
    await at.shows('buy 5 SIMALL limit')
    await at.shows('Risk: allowed')
    await at.press('Escape')
    await at.hides('Risk: allowed')

    await at.press('/', 'tec')
    await at.hides(/SIMFIN +\d/)
    await at.press('Escape')
    await at.shows(/SIMFIN +\d/)

    await at.press(':', 'quo', 'Tab', 'SIMALL', 'Enter')
    await at.shows('Answer')
    await at.shows('Bid x size')
    await at.press('Escape')

    await at.press(':', 'qoute', 'Enter')
    await at.shows('did you mean quote?')
    await at.press('Escape')

    await at.press('q')
    const after = await at.ended()
    expect(after).toMatchObject({ code: 0, alternate: false, cursor: true })
    expect(after.text).toContain('BEFORE')
    expect(after.modes).toMatch(/[^-]icanon/)
    expect(after.modes).toMatch(/[^-]echo\b/)
  })

  it('120x36: an order is sent once, shown, canceled; a position is flattened by its name typed', async () => {
    const at = await open(['SIMALL'], { columns: 120, rows: 36 })
    await at.shows('broker up')
    await at.press('f')
    await at.shows('f: nothing is held and no order is open')

    // A limit far below rests; Enter pressed twice is one order.
    await at.press('o', '5', 'Tab', 'Tab', 'C-u', '660')
    await at.shows('limit 660.00')
    await at.shows('Risk: allowed')
    await read()
    await at.press('Enter', 'Enter')
    await at.shows(/buy 5 SIMALL.*accepted/)
    await at.press('Escape', 'Escape', '3')
    const rests = await at.shows(/buy +5 SIMALL limit 660/)
    expect(rests.match(/buy +5 SIMALL limit 660/g)).toHaveLength(1)

    await at.press('x')
    await at.shows('Cancel this order?')
    await at.press('y')
    await at.shows('No order is open.')

    await at.press('o', '7', 'Tab', 'm')
    await at.shows(/Risk: allowed/)
    await read()
    await at.press('Enter')
    await at.shows(/buy 7 SIMALL/)
    await at.press('Escape', 'Escape')
    await at.shows(/SIMALL +\+7/)

    await at.press('q')
    await at.shows('Leave the session?')
    await at.press('Escape', 'f')
    await at.shows('Type SIMALL to confirm')
    await at.press('simtec', 'Enter')
    await at.shows("'SIMTEC' is not SIMALL or ALL")
    await at.press('C-u', 'simall', 'Enter')
    await at.shows('Nothing is held.')
    await at.press('q')
    expect((await at.ended()).code).toBe(0)
  })

  it('80x24 without colour: keys, resize at any moment, a theme, a pause; too small says so and only leaves', async () => {
    const at = await open(['SIMALL', 'SIMTEC'], { columns: 80, rows: 24, env: { NO_COLOR: '1' } })
    const first = await at.shows('2 Chart')
    expect(first).toContain('1 Watchlist')
    expect(coloursIn(await at.coloured())).toEqual([])
    await at.press('p')
    await at.shows(/PAUSED|paused/)
    await at.press('p', 'z')
    await at.hides('2 Chart')
    await at.press('2')
    await at.shows('2 Chart')
    await at.press('z')
    await at.shows('1 Watchlist')
    for (const [columns, rows] of [
      [150, 40],
      [61, 17],
      [100, 30],
    ]) {
      await at.resize(columns, rows)
      await at.shows(columns < 80 ? 'SIMULATED' : '1 Watchlist')
    }
    await at.resize(59, 15)
    await at.shows('enlarge the terminal')
    await at.press('o', '5', 'Enter')
    await at.resize(80, 24)
    expect(await at.shows('1 Watchlist')).not.toContain('Order SIMALL')
    await at.resize(59, 15)
    await at.shows('enlarge the terminal')
    await at.press('q')
    expect(await at.ended()).toMatchObject({ code: 0, alternate: false, cursor: true })
  })

  it('100x30 in plain characters: nothing that a poor font lacks', async () => {
    const at = await open(['SIMALL', 'SIMTEC', '--ascii', '--theme', 'mono'], { columns: 100, rows: 30 })
    await at.shows('2 Chart')
    for (const keys of [['?'], ['o', '5'], [':']]) {
      await at.press('Escape', ...keys)
      const shown = await at.shows(keys[0] === '?' ? 'This help' : keys[0] === 'o' ? 'Risk:' : /^:/m)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for what is no ASCII
      expect(shown.match(/[^\x00-\x7f]/g)).toBeNull()
      await at.press('Escape')
    }
    expect(coloursIn(await at.coloured())).toEqual([])
  })
})

/** A preview that has just come is not read yet, and Enter does not send it. */
function read(): Promise<void> {
  return new Promise((done) => setTimeout(done, 500))
}
