import { type Instant, SECOND } from '../../core/time.ts'
import type { Broker } from '../../ports/broker.ts'
import type { Lease } from '../../ports/journal.ts'
import type { OrderPathParts } from './types.ts'

/** A holder that did not renew for so long is gone, whatever its process does. */
export const STALE_MS = 15 * SECOND

/** Name of the lease on an account's update stream. */
export function leaseName(account: string): string {
  return `${account}:updates`
}

/** What a holder tells the others: whether updates are heard, and what time it is at the broker (a simulated account lives at its holder's pace). */
export interface HolderNote {
  up: boolean
  now: Instant
}

/** The note of a holder whose stream is up or down, at the time of its broker. */
export function noteOf(up: boolean, { now }: Pick<Broker, 'now'>): HolderNote {
  return { up, now: now() }
}

/** The process that holds an account's update stream now; null when none does. */
export function holderOf(
  { store, clock, isDead }: Pick<OrderPathParts, 'store' | 'clock' | 'isDead'>,
  account: string,
): Lease | null {
  const lease = store.leases.read(leaseName(account))
  if (lease === null || clock.now() - lease.renewedAt > STALE_MS || isDead(lease.pid)) return null
  return lease
}

/** Who listens to the broker's order updates, and whether they are heard: one process an account, the others read what it says. */
export class StreamWatch {
  readonly #parts: OrderPathParts
  readonly #account: string
  /** Set while this process listens. */
  own: { up: boolean } | null = null

  constructor(parts: OrderPathParts, account: string) {
    this.#parts = parts
    this.#account = account
  }

  /** The process that listens now; null when none does. */
  holder(): Lease | null {
    return holderOf(this.#parts, this.#account)
  }

  /** Null where nobody listens: then every command asks the broker itself. */
  isUp(): boolean | null {
    if (this.own !== null) return this.own.up
    const note = this.holder()?.note as Partial<HolderNote> | null | undefined
    return note === null || note === undefined ? null : note.up === true
  }
}
