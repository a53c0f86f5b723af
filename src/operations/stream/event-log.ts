import type { StreamEvent } from './events.ts'

/** The newest events that a screen may scroll through. */
const KEPT = 1000

/** Events that may wait for a slow reader; of the tape nothing more is kept for it then. */
const MOST_WAITING = 200_000

const TAPE: ReadonlySet<StreamEvent['type']> = new Set(['print', 'quote', 'bar'])

interface Reader {
  items: StreamEvent[]
  /** Events that were told and not read yet. */
  waiting: number
  /** Prints, quotes and bars that it was too slow for, since this was asked last. */
  dropped: number
  tape: boolean
  wake: (() => void) | null
}

/** What happened, in order: kept for screens, handed to the one reader, and rung for whoever paints. */
export class EventLog {
  /** Newest last, prints, quotes and bars left out. */
  readonly kept: StreamEvent[] = []
  /** Counts up with every kept event. */
  count = 0
  #reader: Reader | null = null
  #caughtUp: (() => void) | null = null
  #ended: { fault: unknown } | null = null
  readonly #listeners = new Set<() => void>()

  /** True when somebody wants every print and quote; otherwise they need not be made. */
  get wantsTape(): boolean {
    return this.#reader?.tape === true
  }

  tell(event: StreamEvent): void {
    const isTape = TAPE.has(event.type)
    if (!isTape) {
      this.count++
      this.kept.push(event)
      // Cut in big steps: shifting a thousand at every event would cost more than the event.
      if (this.kept.length > 2 * KEPT) this.kept.splice(0, this.kept.length - KEPT)
    }
    const reader = this.#reader
    if (reader && (!isTape || reader.tape)) {
      if (isTape && reader.waiting >= MOST_WAITING) reader.dropped++
      else {
        reader.items.push(event)
        reader.waiting++
        reader.wake?.()
      }
    }
    if (!isTape) this.ring()
  }

  /** Says that something changed that a screen may show. */
  ring(): void {
    for (const listener of this.#listeners) listener()
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** No more comes; the reader gets what is left, then the end or the fault. */
  end(fault: unknown = null): void {
    this.#ended ??= { fault }
    this.#reader?.wake?.()
    this.ring()
  }

  get hasEnded(): boolean {
    return this.#ended !== null
  }

  /**
   * Resolves when the reader has caught up so far that as much again may come; where time can wait for it, nothing is dropped. A reader that
   * does not read at all must not keep a session from ending: it resolves when the signal fires too.
   */
  async room(signal: AbortSignal): Promise<void> {
    const wake = () => this.#catchUp()
    signal.addEventListener('abort', wake, { once: true })
    while (!signal.aborted && this.#reader !== null && this.#reader.waiting > MOST_WAITING / 2) {
      await new Promise<void>((resolve) => {
        this.#caughtUp = resolve
      })
    }
    signal.removeEventListener('abort', wake)
  }

  /** How much of the tape the reader has missed since this was asked last. */
  takeDropped(): number {
    const dropped = this.#reader?.dropped ?? 0
    if (this.#reader) this.#reader.dropped = 0
    return dropped
  }

  /** Everything from the first event on, for one reader. */
  async *read(tape: boolean): AsyncGenerator<StreamEvent> {
    const reader: Reader = { items: [...this.kept], waiting: this.kept.length, dropped: 0, tape, wake: null }
    this.#reader = reader
    try {
      for (;;) {
        const batch = reader.items
        reader.items = []
        for (const event of batch) {
          reader.waiting--
          yield event
        }
        this.#catchUp()
        if (reader.items.length > 0) continue
        if (this.#ended?.fault) throw this.#ended.fault
        if (this.#ended) return
        await new Promise<void>((resolve) => {
          reader.wake = resolve
        })
        reader.wake = null
      }
    } finally {
      this.#reader = null
      this.#catchUp()
    }
  }

  #catchUp(): void {
    this.#caughtUp?.()
    this.#caughtUp = null
  }
}
