import { createAlpacaSource } from '../../src/adapters/alpaca/source.ts'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { Secret } from '../../src/core/settings.ts'
import { startTestPocket } from '../support/pocket.ts'
import { createKeptLog } from '../support/vendor.ts'
import { marketStreamContract } from './market-stream.ts'

const quiet = new AbortController().signal
/** Subscribed and given up again: its answer comes after everything that was sent before it. */
const MARKER = 'SIMFIN'

for (const packing of ['json', 'msgpack'] as const) {
  marketStreamContract(`alpaca in ${packing}, against the pocket exchange`, async () => {
    const pocket = await startTestPocket({ minutes: 5 })
    const source = await createAlpacaSource({
      keyId: new Secret('PKTEST'),
      secretKey: new Secret('secret'),
      dataUrl: pocket.url,
      tradingUrl: pocket.url,
      streamUrl: null,
      feed: 'iex',
      packing,
      clock: createSystemClock(),
      log: createKeptLog(),
      cacheEntries: 0,
      cacheSeconds: 0,
      timeoutMs: 10_000,
      ratePerMinute: 1_000_000,
    })
    return {
      source,
      symbols: ['SIMALL', 'WOVBEX'],
      unknown: 'QQQQ',
      from: pocket.now(),
      has: { quotes: true, bars: true },
      async advance(stream, to) {
        const ms = to - pocket.now()
        if (ms > 0) await pocket.admin('/admin/step', { ms })
        await stream.subscribe([MARKER], quiet)
        await stream.unsubscribe([MARKER], quiet)
      },
      async close() {
        await source.close()
        await pocket.close()
      },
    }
  })
}
