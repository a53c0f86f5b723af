import type { Reply } from '../reply.ts'
import type { PocketRequest, Route } from '../router.ts'
import type { Desk } from '../trading/desk.ts'
import { instant } from '../trading/orders-query.ts'
import { deskRoute } from './trading-route.ts'

export const activityEventRoutes: Route[] = [deskRoute('GET', '/v2beta1/events/activities', events)]

/** The account's history as server-sent events from `since` on: up to `until`, or on and on as it grows. */
function events(desk: Desk, { query, signal }: PocketRequest): Reply {
  const since = instant(query, 'since') ?? desk.now()
  const until = instant(query, 'until')
  return { status: 200, events: rows(desk, since, until, signal) }
}

async function* rows(desk: Desk, since: number, until: number | null, signal: AbortSignal): AsyncIterable<string> {
  let next = 0
  // A first line at once: the client knows that it is heard.
  yield ': welcome\n\n'
  while (!signal.aborted) {
    for (; next < desk.activities.length; next++) {
      const { at, id, wire } = desk.activities[next]
      if (at >= since && (until === null || at < until)) yield `id: ${id}\ndata: ${JSON.stringify(wire)}\n\n`
    }
    if (until !== null && until <= desk.now()) return
    await oneMore(desk, signal)
  }
}

/** Resolves when a row was added or the client has gone. */
function oneMore(desk: Desk, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      desk.activityListeners.delete(done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    desk.activityListeners.add(done)
    signal.addEventListener('abort', done, { once: true })
    if (signal.aborted) done()
  })
}
