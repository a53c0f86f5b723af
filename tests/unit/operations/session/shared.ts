import { createSystemClock } from '../../../../src/adapters/clock/system.ts'
import type { Context } from '../../../../src/operations/context.ts'
import { Lookout } from '../../../../src/operations/session/lookout.ts'
import { marketOf } from '../../../../src/operations/session/market-of.ts'
import { serveSession } from '../../../../src/operations/session/serve.ts'
import { withSession } from '../../../../src/operations/session/with-session.ts'
import type { MarketDataSource } from '../../../../src/ports/market-data.ts'
import { createTestContext } from '../../../support/context.ts'
import { createTapeSession, type TapeSession } from '../../../support/tape-session.ts'

export const AT = Date.UTC(2026, 2, 20, 15, 0, 30)

export interface World {
  owner: TapeSession
  /** A second process of the same home, as it sees the world. */
  guest: Context
  home: string
  /** Serves a session in the place of the one before. */
  serve(session?: TapeSession): Promise<void>
  /** Ends what is served. */
  stop(reason: string): Promise<void>
  /** A source of the guest that asks the session first. */
  asking(source: MarketDataSource): MarketDataSource
  close(): Promise<void>
}

/** A session of SIMA and SIMB that is served, and a second process beside it. */
export async function createWorld(symbols = ['SIMA', 'SIMB']): Promise<World> {
  const test = createTestContext({ now: AT })
  const owner = createTapeSession(symbols, AT)
  // Connections live in real time.
  const real: Context = { ...test.context, clock: createSystemClock() }
  const closers: (() => unknown)[] = []
  const guest: Context = { ...real, pid: real.pid + 1 }
  let stop = async (_reason: string) => {}
  const serve = async (session = owner) => {
    const served = await serveSession(real, session, 'stream SIMA SIMB')
    if (served === null) throw new Error(`not served: ${test.warnings.join()}`)
    stop = (reason) => served.close(reason)
  }
  await serve()
  const asking = (source: MarketDataSource) => {
    const lookout = new Lookout({ ...guest, hub: guest.hub }, 'simulated')
    closers.push(() => lookout.close())
    return withSession(source, { lookout, market: marketOf('simulated', real.settings), log: real.log })
  }
  const close = async () => {
    await stop('the test is over')
    for (const one of closers.reverse()) await one()
    test.close()
  }
  return { owner, guest, home: test.home, serve, stop: (reason) => stop(reason), asking, close }
}

/** Waits until something holds; fails after five seconds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (holds()) return
    await new Promise((done) => setTimeout(done, 10))
  }
  throw new Error(`never: ${what}`)
}
