import type { StreamEvent } from './events.ts'

/** The newest events that a screen may scroll through. */
const KEPT = 1000

const TAPE: ReadonlySet<StreamEvent['type']> = new Set(['print', 'quote', 'bar'])

/** What happened, in order: kept for screens, handed to the one reader, and rung for whoever paints. */
export class EventLog {
  /** Newest last, prints, quotes and bars left out. */
  readonly kept: StreamEvent[] = []
  /** Counts up with every kept event. */
  count = 0
  #reader: { items: StreamEvent[]; tape: boolean; wake: (() => void) | null } | null = null
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
      reader.items.push(event)
      reader.wake?.()
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

  /** Events waiting for the reader: it is slow when they grow. */
  get waiting(): number {
    return this.#reader?.items.length ?? 0
  }

  /** Everything from the first event on, for one reader. */
  async *read(tape: boolean): AsyncGenerator<StreamEvent> {
    const reader = { items: [...this.kept], tape, wake: null as (() => void) | null }
    this.#reader = reader
    try {
      for (;;) {
        const batch = reader.items
        reader.items = []
        yield* batch
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
    }
  }
}
