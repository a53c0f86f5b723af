import { truncateSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { createPocketContext, type PocketContext } from '../../../support/pocket-context.ts'
import { record, replay, scripted } from './recorded-run.ts'
import { lengthOf, tornAfter } from './torn.ts'

let test: PocketContext
afterEach(() => test.close())

/** A minute of the exchange in a second. */
const SPEED = 60

/** Of the rows and records of a session so many are its opening; in the rest it is torn at so many places, evenly. */
const OPENING = 40
const PLACES = 24

/** Once more and for longer where little happened: on a machine with much else to do, minutes of the exchange pass before a run is up. */
const UNTIL = '09:34'
const UNTIL_WHEN_SLOW = '09:45'
const ENOUGH_LINES = 8

async function recordedRun(until = UNTIL) {
  test = await createPocketContext(SPEED)
  const strategy = scripted(
    test.home,
    'wire',
    `if (minute < 1) return
     memory.bars++
     if (memory.bars === 1) buy({ shares: 100, stop: bar.close * 0.98, target: bar.close * 1.02, reason: 'entry' })
     if (memory.bars === 2) exit({ shares: 40, reason: 'a part' })
     if (memory.bars === 3) exit({ reason: 'out' })`,
  )
  const given = { strategy, until, hold: true }
  const first = await record(test.context, given, 'wire')
  if (first.journal.length > ENOUGH_LINES || until === UNTIL_WHEN_SLOW) return { outer: test.context, given, first }
  await test.close()
  return recordedRun(UNTIL_WHEN_SLOW)
}

describe('a run at an exchange over HTTP and WebSocket, recorded', () => {
  it('writes the same journal byte for byte again, whole and when the recording was torn anywhere', async () => {
    const { outer, given, first } = await recordedRun()
    expect(first.fault).toBeNull()
    expect(first.journal.length).toBeGreaterThan(ENOUGH_LINES)
    const recordings = await outer.recordings()
    const again = await replay(outer, await recordings.open('wire'), given)
    expect(again.replayFault).toBeNull()
    expect(again.fault).toBeNull()
    expect(again.journal).toEqual(first.journal)
    expect(again.events).toEqual(first.events)

    const whole = await recordings.open('wire')
    for (const share of [0.98, 0.94]) {
      truncateSync(first.path, Math.floor(whole.bytes * share))
      const reader = await recordings.open('wire')
      expect(reader.complete).toBe(false)
      expectStart(await replay(outer, reader, given), first)
    }
    const all = lengthOf(whole)
    const lengths = new Set<number>()
    for (let place = 0; place < PLACES; place++) {
      const kept = OPENING + Math.floor(((all - OPENING) * (place + 1)) / PLACES)
      const torn = await replay(outer, tornAfter(whole, kept), given)
      expectStart(torn, first)
      lengths.add(torn.journal.length)
    }
    expect(lengths.size).toBeGreaterThan(3)
  })
})

function expectStart(torn: Awaited<ReturnType<typeof replay>>, whole: Awaited<ReturnType<typeof record>>): void {
  expect(torn.replayFault).toBeNull()
  expect(torn.journal).toEqual(whole.journal.slice(0, torn.journal.length))
}
