import { type AlpacaSource, type AlpacaSourceOptions, createAlpacaSource } from '../../../../src/adapters/alpaca/source.ts'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { Secret } from '../../../../src/core/settings.ts'
import { parseInstant } from '../../../../src/core/time.ts'
import type { BarsQuery } from '../../../../src/ports/market-data.ts'
import { startTestPocket, type TestPocket } from '../../../support/pocket.ts'
import { createKeptLog, createSteppedClock, type KeptLog } from '../../../support/vendor.ts'

export const SYMBOL = 'SIMFIN'
export const signal = new AbortController().signal
export const at = (text: string) => parseInstant(text) as number

export interface Rig {
  pocket: TestPocket
  source: AlpacaSource
  log: KeptLog
  /** A minute-bar query of the first minutes of 2026-03-20, which are old enough for every feed. */
  query(more?: Partial<BarsQuery>): BarsQuery
  close(): Promise<void>
}

/** The options of a source on a pocket exchange: waits are drawn, not waited for, and nothing is kept unless asked. */
export function optionsFor(pocket: TestPocket, more: Partial<AlpacaSourceOptions> = {}): AlpacaSourceOptions & { log: KeptLog } {
  return {
    keyId: new Secret('PKTESTKEY'),
    secretKey: new Secret('very-secret-word'),
    dataUrl: pocket.url,
    tradingUrl: pocket.url,
    feed: null,
    clock: createSteppedClock(Date.now()),
    cacheEntries: 0,
    cacheSeconds: 0,
    timeoutMs: 5000,
    ...more,
    log: (more.log as KeptLog) ?? createKeptLog(),
  }
}

/** An Alpaca source on a pocket exchange that stands an hour after the open of 2026-03-20. */
export async function rig(
  more: Partial<AlpacaSourceOptions> = {},
  setup: Parameters<typeof startTestPocket>[0] = {},
): Promise<Rig> {
  const pocket = await startTestPocket({ minutes: 60, ...setup })
  const options = optionsFor(pocket, more)
  const source = await createAlpacaSource(options)
  return {
    pocket,
    source,
    log: options.log,
    query: (changes = {}) => ({
      kind: 'bars',
      symbol: SYMBOL,
      timeframe: '1m',
      from: at('2026-03-20T13:30:00Z'),
      to: at('2026-03-20T13:40:00Z'),
      asOf: at('2026-03-20T13:40:00Z'),
      session: 'all',
      ...changes,
    }),
    async close() {
      await source.close()
      await pocket.close()
    },
  }
}

/** The error of ours that a call must end with. */
export async function failure(promise: Promise<unknown>): Promise<OpenbellError> {
  const thrown = await promise.then(
    () => 'it succeeded',
    (error) => error,
  )
  if (thrown instanceof OpenbellError) return thrown
  throw new Error(`expected an error of ours, got: ${thrown}`)
}
