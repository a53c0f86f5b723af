import { randomUUID } from 'node:crypto'
import { asOpenbellError } from '../../core/errors.ts'
import { SECOND } from '../../core/time.ts'
import type { HubServer } from '../../ports/hub.ts'
import type { Context } from '../context.ts'
import type { LiveSession } from '../stream/session.ts'
import { HubDesk } from './hub-desk.ts'
import { leaseOf } from './link.ts'
import { marketOf } from './market-of.ts'

/** A lease that was not renewed for so long is free, whatever its process does. */
export const STALE_MS = 15 * SECOND
const RENEW_MS = 5 * SECOND

export interface ServedSession {
  /** Tells everybody why, and stops. */
  close(reason: string): Promise<void>
}

/** The place of a session among those of the home: one a source, and one for replays, which are of the past whatever their source. */
function placeName({ kind, view }: Pick<LiveSession, 'kind' | 'view'>): string {
  return kind === 'replay' ? 'replay' : view.source
}

/**
 * Lets other processes of this home look at a session, for as long as it runs. Real time and the real store: not those that a recording is
 * made through. Null (and a warning) when another process serves that source already, or the place cannot be used: the session goes on alone.
 * `lost` is called when another process took the place over.
 */
export async function serveSession(
  context: Context,
  session: LiveSession,
  holder: string,
  lost: () => void = () => {},
): Promise<ServedSession | null> {
  const { clock, pid, log } = context
  const source = placeName(session)
  const store = await context.store()
  const [name, token] = [leaseOf(source), randomUUID()]
  const wish = { name, pid, holder, token, since: clock.now(), note: null }
  const { taken, lease } = store.leases.take(wish, STALE_MS, (other) => context.isDead(other))
  if (!taken) {
    context.progress.warn(
      `process ${lease.pid} (${lease.holder}) runs a session of the ${source} source here already: nobody can attach to this one`,
    )
    return null
  }
  const { settings } = context
  const desk = new HubDesk(session, { log, market: marketOf(session.view.source, settings), sessions: settings.session })
  let server: HubServer
  try {
    server = await (await context.hub()).serve({ pid, holder, since: lease.since, source }, desk)
  } catch (thrown) {
    store.leases.release(name, token)
    context.progress.warn(`nobody can attach to this session: ${asOpenbellError(thrown).message}`)
    return null
  }
  desk.open(server)
  const close = async (reason: string) => {
    clearInterval(renewal)
    desk.close()
    await server.close(reason)
    store.leases.release(name, token)
  }
  const renewal = setInterval(() => {
    // Whoever waited too long (a laptop that slept) has lost the place to another, or takes it again.
    if (store.leases.renew(name, token, clock.now(), null)) return
    log.warn('session lease lost', { source })
    lost()
    void close('another process took over')
  }, RENEW_MS)
  renewal.unref()
  return { close }
}
