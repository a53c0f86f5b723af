import { createYahooSource } from '../../src/adapters/yahoo/source.ts'
import { createKeptLog, createSteppedClock } from '../support/vendor.ts'
import { startYahooServer } from '../support/yahoo-server.ts'
import { marketDataContract } from './market-data.ts'

marketDataContract('yahoo, against a local server that speaks its wire', async () => {
  const clock = createSteppedClock(Date.parse('2026-11-20T17:00:30Z'))
  const server = await startYahooServer(() => clock.now() / 1000)
  const options = { clock, log: createKeptLog(), cacheEntries: 100, cacheSeconds: 300, timeoutMs: 5000 }
  const source = createYahooSource({ ...options, url: server.url })
  return {
    source,
    symbol: 'ACME',
    unknown: 'QQQQ',
    sessions: ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19'],
    tape: 'no',
    async close() {
      await source.close()
      await server.close()
    },
  }
})
