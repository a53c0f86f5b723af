import { SECOND } from '../../core/time.ts'
import type { Context } from '../context.ts'
import type { LiveSession } from '../stream/session.ts'
import { type ServedSession, serveSession } from './serve.ts'

/** A place that another process had is asked for so often. */
const AGAIN_MS = 5 * SECOND

/**
 * Serves a session for as long as it runs: where the place is taken (the session before is ending still) or was lost (a laptop that slept) it is
 * taken as soon as it is free. Else the next terminal would find nobody to attach to, and open a second connection to the vendor.
 */
export async function keepServed(
  context: Context,
  session: LiveSession,
  holder: string,
  againMs = AGAIN_MS,
): Promise<ServedSession> {
  const quiet: Context = { ...context, progress: { ...context.progress, warn: (text) => context.log.info(text) } }
  let trying: Promise<void> | null = null
  const lost = () => {
    served = null
  }
  let served = await serveSession(context, session, holder, lost)
  const timer = setInterval(() => {
    if (served !== null || trying !== null) return
    trying = serveSession(quiet, session, holder, lost)
      .then((one) => {
        served = one
      })
      .catch((thrown) => context.log.warn('session not served', { message: (thrown as Error).message }))
      .finally(() => {
        trying = null
      })
  }, againMs)
  timer.unref()
  return {
    async close(reason) {
      clearInterval(timer)
      await trying
      await served?.close(reason)
    },
  }
}
