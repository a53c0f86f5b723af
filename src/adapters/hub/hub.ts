import { OpenbellError } from '../../core/errors.ts'
import type { Hub, HubClient, HubGuest } from '../../ports/hub.ts'
import type { Log } from '../../ports/log.ts'
import { ownVersion } from '../common/own-version.ts'
import { placeOf, sourcesAt } from './place.ts'

/** Sockets of this home: Unix domain sockets in a folder that only the owner may enter, named pipes on Windows. */
export function createLocalHub({ home, log }: { home: string; log: Log }): Hub {
  const place = placeOf(home)
  // Most commands find no session: what talks to one is loaded when there is one.
  const find = async (source: string, guest: Omit<HubGuest, 'version'>, signal: AbortSignal) => {
    if (!sourcesAt(place).includes(source)) return null
    const { openHubClient } = await import('./client.ts')
    return openHubClient(place, source, { ...guest, version: ownVersion() }, signal)
  }
  return {
    find,
    places: () => sourcesAt(place),
    async serve(owner, handler) {
      const { pid, source, holder: what } = owner
      const living = await find(source, { pid, what }, AbortSignal.timeout(10_000)).catch(livingOrNull)
      if (living === null) {
        const { openHubServer } = await import('./server.ts')
        return openHubServer({ place, owner: { ...owner, version: ownVersion() }, handler, log })
      }
      living.close()
      throw alreadyServed(living)
    },
  }
}

/** One that greets lives; one that keeps silent (its process was stopped) loses its place to whoever holds the lease. */
function livingOrNull(thrown: unknown): null {
  if (thrown instanceof OpenbellError && thrown.kind === 'unavailable') return null
  throw thrown
}

function alreadyServed({ owner }: HubClient): OpenbellError {
  const { pid, holder, source } = owner
  return new OpenbellError(
    'unavailable',
    `process ${pid} (${holder}) runs a session of the ${source} source in this home already`,
    'openbell session',
  )
}
