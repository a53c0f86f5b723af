import { SECOND } from '../../core/time.ts'
import type { Lease } from '../../ports/journal.ts'
import { loadForRun } from '../backtest/setup.ts'
import type { Context } from '../context.ts'
import { OpenbellError } from '../operation.ts'
import { type Recorded, recordingContext } from '../recording/recording-context.ts'
import { keepServed } from '../session/keep-served.ts'
import { leaseOf } from '../session/link.ts'
import { type ServedSession, STALE_MS } from '../session/serve.ts'
import { attachSession } from './attached-session.ts'
import { openOwnSession } from './own-session.ts'
import type { LiveSession } from './session.ts'
import { type SessionInput, symbolsOf } from './wanted.ts'

/** A place that is held and does not answer is waited for so long, and looked at so often. */
const PLACE_MS = 4 * SECOND
const LOOK_MS = 200

export type OpenWish = SessionInput & { record: boolean }

/**
 * The session of this home: where one runs already this process attaches to it, else it opens its own, lets others attach, and records it when that is wanted.
 * @throws OpenbellError usage for a strategy where the vendor's stream has an owner already; whatever opening a session throws
 */
export async function openSession(context: Context, given: OpenWish): Promise<LiveSession> {
  const attached = await attachedSession(context, given)
  if (attached) return attached
  if (given.record && context.dryRun) context.progress.note('dry run: nothing is recorded')
  const recorded = given.record && !context.dryRun ? await record(context, given) : null
  try {
    const session = await openOwnSession(recorded?.context ?? context, given, recorded?.path ?? null)
    const served = context.dryRun ? null : await keepServed(context, session, holderOf(given))
    return withFarewell(session, served, recorded)
  } catch (thrown) {
    await recorded?.close()
    throw thrown
  }
}

/** How other processes see this one. */
function holderOf({ strategy, symbols }: SessionInput): string {
  const shown = symbols.slice(0, 5).join(' ')
  return strategy === undefined ? `stream ${shown}` : `stream ${shown} --strategy ${strategy}`
}

/** The session that runs here already, with the symbols that were asked for; null when this process is to have its own. */
async function attachedSession(context: Context, given: OpenWish): Promise<LiveSession | null> {
  if (given.strategy !== undefined || given.record) return refuseSecondOwner(context)
  const session = await attachOrWait(context, given)
  if (session === null) return null
  const { date } = session.view.session
  if (given.date !== undefined && given.date !== date) {
    await session.close()
    return refuseSecondOwner(context)
  }
  const watched = new Set(session.view.watch.map(({ symbol }) => symbol))
  try {
    for (const symbol of symbolsOf(given)) if (!watched.has(symbol)) await session.subscribe(symbol)
    return session
  } catch (thrown) {
    await session.close()
    throw thrown
  }
}

/** One that is ending, or has only just begun, keeps its place and does not answer for a moment: it is waited for. */
async function attachOrWait(context: Context, given: OpenWish): Promise<LiveSession | null> {
  const { clock, signal } = context
  for (const until = clock.now() + PLACE_MS; ; ) {
    const session = await attachSession(context, given)
    if (session !== null || clock.now() >= until || (await placeHolder(context)) === null) return session
    await clock.sleep(clock.now() + LOOK_MS, signal)
  }
}

/** The living process that has the stream of this source; null when the place is free. */
async function placeHolder(context: Context): Promise<Lease | null> {
  const { name } = await context.source()
  const lease = (await context.store()).leases.read(leaseOf(name))
  const isFree = lease === null || context.isDead(lease.pid) || context.clock.now() - lease.renewedAt > STALE_MS
  return isFree ? null : lease
}

/** A simulated or stored market is there for everybody; a vendor's stream has one owner. */
async function refuseSecondOwner(context: Context): Promise<null> {
  if (!context.settings.source.startsWith('alpaca')) return null
  const lease = await placeHolder(context)
  if (lease === null) return null
  throw new OpenbellError(
    'unavailable',
    `process ${lease.pid} (${lease.holder}) owns the stream of ${context.settings.source}, which allows one connection`,
    'openbell stream SYMBOL, to look at it; or end it first',
  )
}

async function record(context: Context, given: OpenWish): Promise<Recorded> {
  const { strategy, set, timeframe, date } = given
  const loaded = strategy === undefined ? null : await loadForRun(context, strategy, set)
  return recordingContext(context, {
    symbols: symbolsOf(given),
    date,
    strategy: loaded && { name: loaded.name, params: { ...loaded.params }, timeframe },
    input: { ...given },
  })
}

/** Whoever is attached hears that it ends, and a recording gets its end. */
function withFarewell(session: LiveSession, served: ServedSession | null, recorded: Recorded | null): LiveSession {
  const close = session.close.bind(session)
  let closing: Promise<void> | null = null
  session.close = () => {
    closing ??= (async () => {
      await served?.close('the session was ended')
      await close()
      await recorded?.close()
    })()
    return closing
  }
  return session
}
