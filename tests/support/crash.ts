import { OpenbellError } from '../../src/core/errors.ts'
import type { Broker } from '../../src/ports/broker.ts'
import type { Store } from '../../src/ports/store.ts'

/** The end of a process, as its code meets it: nothing after it happens. */
export class Crash extends Error {}

/** One process that ends at its n-th durable write, just before it is kept or just after. */
export class Mortal {
  dead = false
  writes = 0
  readonly #at: number
  readonly #before: boolean

  constructor(at: number, before: boolean) {
    this.#at = at
    this.#before = before
  }

  check(): void {
    if (this.dead) throw new Crash('the process has ended')
  }

  die(): never {
    this.dead = true
    throw new Crash('the process ends here')
  }

  /** The store as this process sees it. */
  store(inner: Store): Store {
    let depth = 0
    let appended = false
    const write = <T>(work: () => T): T => {
      this.check()
      depth++
      let counted = false
      try {
        const result = inner.transaction(() => {
          const made = work()
          if (depth === 1 && appended) {
            counted = true
            this.writes++
            if (this.writes === this.#at && this.#before) this.die()
          }
          return made
        })
        if (counted && this.writes === this.#at) this.die()
        return result
      } finally {
        depth--
        if (depth === 0) appended = false
      }
    }
    /** A repository one of whose methods is a durable write of its own. */
    const durable = <R extends object>(repository: R, method: keyof R): R => ({
      ...repository,
      [method]: (...given: unknown[]) =>
        write(() => {
          appended = true
          return (repository[method] as (...all: unknown[]) => unknown)(...given)
        }),
    })
    return {
      ...inner,
      placements: durable(inner.placements, 'claim'),
      proposals: durable(inner.proposals, 'use'),
      audit: durable(inner.audit, 'add'),
      journal: {
        ...inner.journal,
        append: (account, entries) =>
          write(() => {
            appended = true
            return inner.journal.append(account, entries)
          }),
        read: (...asked) => {
          this.check()
          return inner.journal.read(...asked)
        },
      },
      transaction: write,
    }
  }
}

/** What may go wrong on the way to a broker and back; each a probability. */
export interface Trouble {
  /** A request that never arrives. */
  lost: number
  /** One that arrives later, when its sender has given up on it; it is put into `late`. */
  late: number
  /** A request that arrives, and whose answer does not come back. */
  unanswered: number
  /** A reading call that fails. */
  failing: number
  /** Activities told twice and out of order. */
  shuffled: number
}

export const NO_TROUBLE: Trouble = { lost: 0, late: 0, unanswered: 0, failing: 0, shuffled: 0 }

/** A broker behind a bad line, for one process that may end at any moment. */
export function troubled(inner: Broker, trouble: Trouble, random: () => number, mortal: Mortal, late: (() => unknown)[]): Broker {
  const happens = (chance: number) => random() < chance
  const send = async <T>(work: () => Promise<T>): Promise<T | { kind: 'unknown'; reason: string }> => {
    mortal.check()
    if (happens(trouble.lost)) return { kind: 'unknown', reason: 'timeout' }
    if (happens(trouble.late)) {
      late.push(work)
      return { kind: 'unknown', reason: 'timeout' }
    }
    const answer = await work()
    mortal.check()
    return happens(trouble.unanswered) ? { kind: 'unknown', reason: 'cut' } : answer
  }
  const read = async <T>(work: () => Promise<T>): Promise<T> => {
    mortal.check()
    if (happens(trouble.failing)) throw new OpenbellError('unavailable', 'no answer')
    const answer = await work()
    mortal.check()
    return answer
  }
  return {
    name: inner.name,
    mode: inner.mode,
    host: inner.host,
    abilities: inner.abilities,
    now: () => inner.now(),
    account: (signal) => read(() => inner.account(signal)),
    positions: (signal) => read(() => inner.positions(signal)),
    orders: (query, signal) => read(() => inner.orders(query, signal)),
    order: (by, signal) => read(() => inner.order(by, signal)),
    submit: (request, signal) => send(() => inner.submit(request, signal)),
    replace: (id, changes, successor, signal) => send(() => inner.replace(id, changes, successor, signal)),
    cancel: (id, signal) => send(() => inner.cancel(id, signal)),
    activities: async (after, signal) => {
      const told = await read(() => inner.activities(after, signal))
      return happens(trouble.shuffled) ? [...told, ...told].reverse() : told
    },
    events: (signal) => inner.events(signal),
    close: async () => {},
  }
}
