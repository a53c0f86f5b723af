import { afterEach, describe, expect, it } from 'vitest'
import { openStore } from '../../../../src/adapters/sqlite/store.ts'
import type { Context } from '../../../../src/operations/context.ts'
import { openReplay } from '../../../../src/operations/recording/open-replay.ts'
import type { Store } from '../../../../src/ports/store.ts'
import { createPocketContext, type PocketContext } from '../../../support/pocket-context.ts'
import { journalOf, scripted } from './recorded-run.ts'
import { all, inputOf, recorded, textOf } from './recorded-session.ts'

let test: PocketContext
let scratch: Store
afterEach(() => test.close())

/** Its replays keep their store here, to be looked into. */
async function pocketContext(): Promise<Context> {
  test = await createPocketContext(60)
  return {
    ...test.context,
    async scratch() {
      scratch = openStore(':memory:')
      return scratch
    },
  }
}

const ANY_MINUTE = `if (minute > 0) memory.bars++
  if (memory.bars === 1) buy({ shares: 20, stop: bar.close * 0.98, target: bar.close * 1.02, reason: 'entry' })
  if (memory.bars === 3) exit({ reason: 'out' })`

describe('a session on the sockets of an exchange, recorded', () => {
  it('tells every print and quote again, and writes the same', async () => {
    const outer = await pocketContext()
    const strategy = scripted(test.home, 'sockets', ANY_MINUTE)
    const given = inputOf({ strategy, until: '09:35', date: undefined, account: undefined })
    const first = await recorded(outer, given, async (session) => {
      await session.subscribe('SIMTEC')
      await test.pocket.admin('/admin/streams/cut').catch(() => {})
    })
    expect(first.counts.rows).toBeGreaterThan(100)
    const journal = journalOf(test.store)
    expect(journal.length).toBeGreaterThan(3)
    const again = await all(await openReplay(outer, { file: 'day', speed: null, stays: false }))
    expect(textOf(again)).toEqual(textOf(first.events).slice(0, again.length))
    expect(again.length).toBeGreaterThan(first.events.length - 5)
    expect(journalOf(scratch)).toEqual(journal)
  }, 40_000)
})
