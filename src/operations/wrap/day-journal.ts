import type { DayNumber, Instant } from '../../core/time.ts'
import { createBooks } from '../../engine/orders/books/create.ts'
import type { Books } from '../../engine/orders/books.ts'
import type { JournalEvent } from '../../engine/orders/journal.ts'
import { eventOf, exchangeDay } from '../../engine/orders/recorder.ts'
import type { JournalRepository } from '../../ports/journal.ts'

/** An account's journal up to the end of a day. */
export interface DayJournal {
  /** Books as they stood at the end of the day, by all that is known of it now. */
  books: Books
  /** What happened on the day. */
  events: JournalEvent[]
  /** Last mark of a day before, else the first of this one; and the last of it. */
  marks: { start: number | null; end: number | null }
}

const PAGE = 10_000

/** Reads what happened up to and on an exchange date, in the order in which it was written; what was told late belongs to the day it happened on. */
export function readDay(journal: JournalRepository, account: string, day: DayNumber): DayJournal {
  const books = createBooks(exchangeDay)
  const events: JournalEvent[] = []
  const marks = new DayMarks(day)
  for (let seq = 0; ; ) {
    const entries = journal.read(account, seq, PAGE)
    for (const event of entries.map(eventOf)) {
      const at = exchangeDay(event.at)
      if (at > day) continue
      books.take(event)
      if (event.body.kind === 'marked') marks.take(event.body.day, event.at, event.body.equity)
      if (at === day) events.push(event)
    }
    if (entries.length < PAGE) return { books, events, marks: marks.result() }
    seq = entries[entries.length - 1].seq
  }
}

class DayMarks {
  readonly #day: DayNumber
  #before: { at: Instant; equity: number } | null = null
  #first: { at: Instant; equity: number } | null = null
  #last: { at: Instant; equity: number } | null = null

  constructor(day: DayNumber) {
    this.#day = day
  }

  take(day: DayNumber, at: Instant, equity: number): void {
    if (day < this.#day) {
      if (this.#before === null || at >= this.#before.at) this.#before = { at, equity }
    } else if (day === this.#day) {
      if (this.#first === null || at < this.#first.at) this.#first = { at, equity }
      if (this.#last === null || at >= this.#last.at) this.#last = { at, equity }
    }
  }

  result(): DayJournal['marks'] {
    return { start: (this.#before ?? this.#first)?.equity ?? null, end: this.#last?.equity ?? null }
  }
}
