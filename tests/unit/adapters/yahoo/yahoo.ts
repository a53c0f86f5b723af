import { createYahooSource, type YahooOptions, type YahooSource } from '../../../../src/adapters/yahoo/source.ts'
import { DAY, type Instant } from '../../../../src/core/time.ts'
import type { Bars } from '../../../../src/market/bars.ts'
import type { BarsQuery } from '../../../../src/ports/market-data.ts'
import { createKeptLog, createSteppedClock, type KeptLog, type SteppedClock } from '../../../support/vendor.ts'
import { startYahooServer, type YahooServer } from '../../../support/yahoo-server.ts'

/** A Friday at 12:00:30 in New York, in the middle of the session. */
export const NOW: Instant = Date.parse('2026-11-20T17:00:30Z')
export const quiet = new AbortController().signal

export interface YahooRig {
  source: YahooSource
  server: YahooServer
  clock: SteppedClock
  log: KeptLog
  bars(query: Partial<BarsQuery>, signal?: AbortSignal): Promise<Bars>
  close(): Promise<void>
}

/** The source against the local server, on a clock that stands at NOW; every wait is stepped over. */
export async function startYahoo(options: Partial<YahooOptions> = {}): Promise<YahooRig> {
  const clock = createSteppedClock(NOW)
  const log = createKeptLog()
  const server = await startYahooServer(() => clock.now() / 1000)
  const source = createYahooSource({
    url: server.url,
    clock,
    log,
    cacheEntries: 100,
    cacheSeconds: 300,
    timeoutMs: 5000,
    ...options,
  })
  return {
    source,
    server,
    clock,
    log,
    bars(query, signal = quiet) {
      const now = clock.now()
      const defaults = {
        kind: 'bars',
        symbol: 'ACME',
        timeframe: '1d',
        from: now - 30 * DAY,
        to: now,
        asOf: now,
        session: 'all',
      } as const
      return source.history({ ...defaults, ...query }, signal)
    },
    async close() {
      await source.close()
      await server.close()
    },
  }
}

/** The kind and text of the error that a promise ends with. */
export async function failure(promise: Promise<unknown>): Promise<{ kind: string; message: string; hint: string | null }> {
  try {
    await promise
  } catch (thrown) {
    const { kind, message, hint } = thrown as { kind: string; message: string; hint: string | null }
    return { kind, message, hint }
  }
  throw new Error('it succeeded')
}
