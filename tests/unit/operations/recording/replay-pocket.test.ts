import { truncateSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { createPocketContext, type PocketContext } from '../../../support/pocket-context.ts'
import { record, replay, scripted } from './recorded-run.ts'

let test: PocketContext
afterEach(() => test.close())

/** A minute of the exchange in a second. */
const SPEED = 60

describe('a run at an exchange over HTTP and WebSocket, recorded', () => {
  it('writes the same journal byte for byte again, whole and when the recording was torn anywhere', async () => {
    test = await createPocketContext(SPEED)
    const outer = test.context
    const strategy = scripted(
      test.home,
      'wire',
      `if (minute < 1) return
       memory.bars++
       if (memory.bars === 1) buy({ shares: 100, stop: bar.close * 0.98, target: bar.close * 1.02, reason: 'entry' })
       if (memory.bars === 2) exit({ shares: 40, reason: 'a part' })
       if (memory.bars === 3) exit({ reason: 'out' })`,
    )
    const given = { strategy, until: '09:34', hold: true }
    const first = await record(outer, given, 'wire')
    expect(first.fault).toBeNull()
    expect(first.journal.length).toBeGreaterThan(4)
    const recordings = await outer.recordings()
    const again = await replay(outer, await recordings.open('wire'), given)
    expect(again.replayFault).toBeNull()
    expect(again.fault).toBeNull()
    expect(again.journal).toEqual(first.journal)
    expect(again.events).toEqual(first.events)

    const { bytes } = await recordings.open('wire')
    for (const share of [0.98, 0.94]) {
      truncateSync(first.path, Math.floor(bytes * share))
      const reader = await recordings.open('wire')
      expect(reader.complete).toBe(false)
      const torn = await replay(outer, reader, given)
      expect(torn.replayFault).toBeNull()
      expect(torn.journal.length).toBeLessThan(first.journal.length)
      expect(torn.journal).toEqual(first.journal.slice(0, torn.journal.length))
    }
  }, 40_000)
})
