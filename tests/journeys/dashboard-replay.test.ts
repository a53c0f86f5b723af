import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshHome, openbell } from '../support/cli.ts'
import { openScreen, type TerminalScreen, withoutTmux } from '../support/tmux.ts'

const home = freshHome()
let at: TerminalScreen

describe.skipIf(withoutTmux !== null)(`a replay in a terminal${withoutTmux ? ` (skipped: ${withoutTmux})` : ''}`, () => {
  beforeAll(async () => {
    const line = 'stream SIMALL --date 2026-03-20 --speed 60 --until 09:32 --record --plain --types status'
    expect((await openbell(line.split(' '), { home })).code).toBe(0)
    const { json } = await openbell(['recordings', 'list', '--json'], { home })
    at = await openScreen(['replay', json.recordings[0].name, '--at', '09:30:30', '--speed', '1'], {
      columns: 110,
      rows: 32,
      home,
    })
  })
  afterAll(() => at?.close())

  it('stands and goes on, faster and slower, and goes to a time forward and back', async () => {
    await at.shows(/REPLAY .*09:30:3\d/)
    await at.press('Space')
    await at.shows(/REPLAY .*paused/)
    await at.press('g', '09:31:30', 'Enter')
    await at.shows(/REPLAY .*09:31:30/)
    await at.press('g', '9:30:10', 'Enter')
    await at.shows(/REPLAY .*09:30:10/)
    await at.press('g', 'noon', 'Enter')
    await at.shows("'noon' is no time")
    await at.press('Escape', '>')
    await at.shows('market seconds a second')
    await at.hides(/REPLAY .*paused/)
  })

  it('sends nothing, and is left without a question', async () => {
    await at.press('o')
    await at.shows('o: a replay sends nothing')
    await at.press('Escape', ':')
    await at.press('trade buy SIMALL 1 --market --yes', 'Enter')
    await at.shows('not in a replay')
    await at.press('Escape', 'q')
    expect(await at.ended()).toMatchObject({ code: 0, alternate: false, cursor: true })
  })
})
