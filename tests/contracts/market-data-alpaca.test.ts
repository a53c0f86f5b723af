import { createAlpacaSource } from '../../src/adapters/alpaca/source.ts'
import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { Secret } from '../../src/core/settings.ts'
import { startPocket } from '../../src/pocket/server.ts'
import { createKeptLog, createSteppedClock } from '../support/vendor.ts'
import { marketDataContract } from './market-data.ts'

marketDataContract('alpaca, against the pocket exchange', async () => {
  const clock = createSteppedClock(Date.parse('2026-11-20T17:00:30Z'))
  const market = createSimulatedSource({ seed: 7, clock })
  const [{ symbol }] = (await market.symbols(new AbortController().signal)).filter((one) => one.kind === 'stock')
  const pocket = await startPocket({ source: market, clock, port: 0, date: null, speed: 0, seed: 7, rateLimit: 100_000 })
  const source = await createAlpacaSource({
    keyId: new Secret(pocket.info.key),
    secretKey: new Secret(pocket.info.secret),
    dataUrl: pocket.info.data,
    tradingUrl: pocket.info.trading,
    feed: null,
    clock,
    log: createKeptLog(),
    cacheEntries: 100,
    cacheSeconds: 300,
    timeoutMs: 10_000,
  })
  return {
    source,
    symbol,
    unknown: 'QQQQ',
    sessions: ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19'],
    tape: 'yes',
    async close() {
      await source.close()
      await pocket.close()
      await market.close()
    },
  }
})
