import type { Store } from '../../ports/store.ts'
import type { Context } from '../context.ts'

let made = 0

/** An empty store in memory that nobody else has: two replays of one recording in one process share nothing. */
export function ownStore(context: Pick<Context, 'scratch'>, what: string): Promise<Store> {
  return context.scratch(`${what} ${++made}`)
}
