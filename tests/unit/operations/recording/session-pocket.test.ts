import { afterEach, describe, expect, it } from 'vitest'
import { createAlpacaBroker } from '../../../../src/adapters/alpaca/broker.ts'
import { createAlpacaSource } from '../../../../src/adapters/alpaca/source.ts'
import { createSystemClock } from '../../../../src/adapters/clock/system.ts'
import { openStore } from '../../../../src/adapters/sqlite/store.ts'
import { Secret } from '../../../../src/core/settings.ts'
import type { Context } from '../../../../src/operations/context.ts'
import { openReplay } from '../../../../src/operations/recording/open-replay.ts'
import type { Store } from '../../../../src/ports/store.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'
import { startTestPocket, type TestPocket } from '../../../support/pocket.ts'
import { createKeptLog } from '../../../support/vendor.ts'
import { journalOf, scripted } from './recorded-run.ts'
import { all, inputOf, recorded, textOf } from './recorded-session.ts'

let test: TestContext
let pocket: TestPocket
let scratch: Store
afterEach(async () => {
  test.close()
  await pocket.close()
})

async function pocketContext(): Promise<Context> {
  pocket = await startTestPocket({ speed: 60 })
  const clock = createSystemClock()
  const vendor = {
    clock,
    log: createKeptLog(),
    cacheEntries: 100,
    cacheSeconds: 0,
    timeoutMs: 5000,
    keyId: new Secret('PKTEST'),
    secretKey: new Secret('secret'),
    tradingUrl: pocket.url,
    ratePerMinute: 1_000_000,
  }
  const source = await createAlpacaSource({ ...vendor, dataUrl: pocket.url, feed: 'iex' })
  test = createTestContext({ sources: { alpaca: source }, flags: { source: 'alpaca', broker: 'alpaca' } })
  return {
    ...test.context,
    clock,
    broker: async () => createAlpacaBroker({ ...vendor, streamUrl: null, mode: 'paper' }),
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
    const given = inputOf({ strategy, until: '09:36', date: undefined, account: undefined })
    const first = await recorded(outer, given, async (session) => {
      await session.subscribe('SIMTEC')
      await pocket.admin('/admin/streams/cut').catch(() => {})
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
