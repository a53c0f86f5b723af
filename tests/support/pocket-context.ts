import { createAlpacaBroker } from '../../src/adapters/alpaca/broker.ts'
import { createAlpacaSource } from '../../src/adapters/alpaca/source.ts'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { Secret } from '../../src/core/settings.ts'
import type { Context } from '../../src/operations/context.ts'
import type { Store } from '../../src/ports/store.ts'
import { createTestContext } from './context.ts'
import { startTestPocket, type TestPocket } from './pocket.ts'
import { createKeptLog } from './vendor.ts'

export interface PocketContext {
  context: Context
  pocket: TestPocket
  store: Store
  home: string
  close(): Promise<void>
}

/** A context whose source and broker speak over HTTP and WebSocket with a pocket exchange of its own, that many market seconds in a real one. */
export async function createPocketContext(speed: number): Promise<PocketContext> {
  const pocket = await startTestPocket({ speed })
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
  const test = createTestContext({ sources: { alpaca: source }, flags: { source: 'alpaca', broker: 'alpaca' } })
  const broker = async () => createAlpacaBroker({ ...vendor, streamUrl: null, mode: 'paper' })
  return {
    context: { ...test.context, clock, broker },
    pocket,
    store: test.store,
    home: test.home,
    async close() {
      test.close()
      await pocket.close()
    },
  }
}
