import type { DayNumber, Instant } from '../../core/time.ts'
import { calendarOf } from '../../market/calendar/calendar.ts'
import type { Broker } from '../../ports/broker.ts'
import type { Clock } from '../../ports/clock.ts'
import type { JournalEntry, NewJournalEntry } from '../../ports/journal.ts'
import type { Store } from '../../ports/store.ts'
import { createBooks } from './books/create.ts'
import type { Books } from './books.ts'
import type { JournalBody, JournalEvent } from './journal.ts'

/** Key of an account in the journal: broker, mode and the broker's own name of it. */
export function accountKey({ name, mode }: Pick<Broker, 'name' | 'mode'>, id: string): string {
  return name === 'simulated' ? `simulated:${id}` : `${name}-${mode}:${id}`
}

/** Exchange date of an instant: what "today" means for limits. */
export function exchangeDay(at: Instant): DayNumber {
  return calendarOf('us').dateOf(at)
}

/** One thing to write down. */
export interface Line {
  clientOrderId: string | null
  body: JournalBody
  /** When it happened; default now by the broker's clock. */
  at?: Instant
  keys?: string[]
}

export interface RecorderParts {
  account: string
  store: Store
  clock: Clock
  /** The broker's clock: event times. */
  now(): Instant
  /** Nothing may be written. */
  readOnly: boolean
}

/**
 * The journal of one account and the books it folds to, kept together: what is written is durable before the books show it, and what
 * other processes wrote is read first.
 */
export class Recorder {
  readonly account: string
  readonly readOnly: boolean
  readonly #parts: RecorderParts
  #books: Books = createBooks(exchangeDay)

  constructor(parts: RecorderParts) {
    this.account = parts.account
    this.readOnly = parts.readOnly
    this.#parts = parts
    this.refresh()
  }

  get books(): Books {
    return this.#books
  }

  now(): Instant {
    return this.#parts.now()
  }

  /** Reads what was written since, by whomever. */
  refresh(): void {
    for (;;) {
      const entries = this.#parts.store.journal.read(this.account, this.#books.seq, 10_000)
      for (const entry of entries) this.#books.take(eventOf(entry))
      if (entries.length < 10_000) return
    }
  }

  /** Runs work that reads the books and writes by them while no other process can write in between. */
  critical<T>(work: () => T): T {
    if (this.readOnly) {
      this.refresh()
      return work()
    }
    try {
      return this.#parts.store.transaction(() => {
        this.refresh()
        return work()
      })
    } catch (thrown) {
      // What the books took may not have been kept: they are folded anew from what was.
      this.#books = createBooks(exchangeDay)
      this.refresh()
      throw thrown
    }
  }

  /** Writes lines whose keys are new; answers how many were. A reader writes nothing. */
  write(...lines: Line[]): number {
    if (this.readOnly || lines.length === 0) return 0
    return this.critical(() => {
      const knownAt = this.#parts.clock.now()
      const stored = this.#parts.store.journal.append(
        this.account,
        lines.map((line) => entryOf(line, this.now(), knownAt)),
      )
      for (const entry of stored) this.#books.take(eventOf(entry))
      return stored.length
    })
  }

  /** The lines of one order. */
  linesOf(clientOrderId: string): JournalEvent[] {
    return this.#parts.store.journal.of(this.account, clientOrderId).map(eventOf)
  }

  newest(kinds: readonly JournalBody['kind'][], limit: number): JournalEvent[] {
    return this.#parts.store.journal.newest(this.account, kinds, limit).map(eventOf)
  }
}

function entryOf({ clientOrderId, body, at, keys }: Line, now: Instant, knownAt: Instant): NewJournalEntry {
  const { kind, ...rest } = body
  return { at: at ?? now, knownAt, kind, clientOrderId, body: rest, ...(keys && { keys }) }
}

/** A stored entry with its type: what we wrote ourselves is trusted. */
export function eventOf({ seq, at, knownAt, clientOrderId, kind, body }: JournalEntry): JournalEvent {
  return { seq, at, knownAt, clientOrderId, body: { kind, ...(body as object) } as JournalBody }
}
