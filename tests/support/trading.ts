import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createAlpacaBroker } from '../../src/adapters/alpaca/broker.ts'
import { createAlpacaSource } from '../../src/adapters/alpaca/source.ts'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { Secret } from '../../src/core/settings.ts'
import { SECOND } from '../../src/core/time.ts'
import type { Context } from '../../src/operations/context.ts'
import type { Operation } from '../../src/operations/operation.ts'
import type { Clock } from '../../src/ports/clock.ts'
import { createTestContext } from './context.ts'
import { type Json, startTestPocket, type TestPocket } from './pocket.ts'
import { createKeptLog } from './vendor.ts'

/** Liquidity of the pocket's free feed is far below the written minimum. */
export const LIMITS = { minimumPrintsPerMinute: null }

export interface TradingRig {
  pocket: TestPocket
  context: Context
  home: string
  /** Runs a trade operation with the rig's limits, as execute() does. */
  // biome-ignore lint/suspicious/noExplicitAny: a test runs whatever operation it likes
  run(operation: Operation<any, any>, input?: Record<string, unknown>, more?: Partial<Context>): Promise<Json>
  /** Lets the exchange's time go on: stepping would leave every reader of its clock behind for a while. */
  pass(seconds: number): Promise<void>
  /** What the exchange itself holds. */
  truth(): Promise<Json>
  close(): Promise<void>
}

/** The rig's world runs so many times as fast as ours: what waits two seconds for a broker waits a tenth of one. */
const SPEED = 20

/** A clock that runs SPEED times as fast. */
function fastClock(): Clock {
  const system = createSystemClock()
  const start = system.now()
  const now = () => start + (system.now() - start) * SPEED
  return {
    now,
    elapsed: () => system.elapsed() * SPEED,
    sleep: (until, signal) => system.sleep(system.now() + Math.max(0, until - now()) / SPEED, signal),
  }
}

/** The trade operations on a real store, the real order path and the Alpaca broker of a pocket exchange, ten minutes after the open of 2026-03-20. */
export async function tradingRig(): Promise<TradingRig> {
  const pocket = await startTestPocket({ minutes: 10, speed: SPEED })
  const options = {
    keyId: new Secret('PKTESTKEY'),
    secretKey: new Secret('very-secret-word'),
    dataUrl: pocket.url,
    tradingUrl: pocket.url,
    feed: null,
    clock: createSystemClock(),
    cacheEntries: 0,
    cacheSeconds: 0,
    timeoutMs: 5000,
    log: createKeptLog(),
  }
  const source = await createAlpacaSource(options)
  const made = createTestContext({ flags: { broker: 'alpaca', source: 'alpaca' }, sources: { alpaca: source } })
  const context: Context = {
    ...made.context,
    clock: fastClock(),
    broker: () => createAlpacaBroker({ ...options, streamUrl: null, mode: 'paper' }),
  }
  const risk = join(made.home, 'limits.json')
  writeFileSync(risk, JSON.stringify(LIMITS))
  return {
    pocket,
    context,
    home: made.home,
    run: async (operation, input = {}, more = {}) =>
      operation.output.parse(await operation.run({ ...context, ...more }, operation.input.parse({ risk, ...input }))),
    pass: (seconds) => context.clock.sleep(context.clock.now() + seconds * SECOND, context.signal),
    truth: async () => (await pocket.admin('/admin/state', undefined, 'GET')).body,
    async close() {
      made.close()
      await source.close()
      await pocket.close()
    },
  }
}
