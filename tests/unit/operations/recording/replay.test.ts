import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { record, replay, scripted, simulatedHome } from './recorded-run.ts'

let home: ReturnType<typeof simulatedHome>
afterEach(() => home?.close())

const BUSY = `
  if (minute === 5) buy({ shares: 100, stop: bar.close * 0.98, target: bar.close * 1.02, reason: 'entry' })
  if (minute === 12) exit({ shares: 40, reason: 'a part' })
  if (minute === 20) protect({ stop: bar.close * 0.99, reason: 'closer' })
  if (minute === 25) exit({ reason: 'out' })
  if (minute === 30) short({ shares: 50, reason: 'turn' })`

describe('a recorded run', () => {
  it('writes the same journal byte for byte when it is replayed into an empty store', async () => {
    home = simulatedHome()
    const given = { strategy: scripted(home.home, 'busy', BUSY), date: '2026-03-20', speed: 0, until: '10:10' }
    const first = await record(home.outer, given, 'run')
    expect(first.fault).toBeNull()
    expect(first.events.filter(({ type }) => type === 'fill').length).toBeGreaterThan(3)
    const reader = await (await home.outer.recordings()).open('run')
    expect(reader.complete).toBe(true)
    const again = await replay(home.outer, reader, given)
    expect(again.replayFault).toBeNull()
    expect(again.fault).toBeNull()
    expect(again.journal).toEqual(first.journal)
    expect(again.events).toEqual(first.events)
  })

  it('that decides differently now is stopped where it does', async () => {
    home = simulatedHome()
    const path = scripted(home.home, 'changed', `if (minute === 2) buy({ shares: 10, reason: 'entry' })`)
    const given = { strategy: path, symbols: ['SIMFIN'], date: '2026-03-20', speed: 0, until: '09:40' }
    await record(home.outer, given, 'run')
    const elsewhere = join(home.home, 'later')
    mkdirSync(elsewhere)
    const other = scripted(elsewhere, 'changed', `if (minute === 2) buy({ shares: 11, reason: 'entry' })`)
    const reader = await (await home.outer.recordings()).open('run')
    const again = await replay(home.outer, reader, { ...given, strategy: other })
    expect(again.replayFault).toMatchObject({
      kind: 'diverged',
      message: expect.stringMatching(/differ at call \d+: recorded .*10.* now .*11/),
    })
  })
})
