import type { Instant } from '../../../core/time.ts'
import type { LiveRun } from '../../../engine/live/live-run.ts'
import { eventOf } from '../../../engine/orders/recorder.ts'
import type { OrderPath } from '../../../engine/orders/types.ts'
import type { Store } from '../../../ports/store.ts'
import type { EventFields } from './events.ts'
import { fillEvent, isOtherLeg, orderEvent } from './sentences.ts'

export interface NewsParts {
  run: LiveRun
  path: OrderPath
  store: Store
  now(): Instant
  tell(fields: EventFields, at?: Instant): void
}

/** Carries what the journal has gained into the run, and tells it. */
export class News {
  readonly #parts: NewsParts
  #seq: number

  constructor(parts: NewsParts) {
    this.#parts = parts
    this.#seq = parts.path.books.seq
  }

  /** True when there was something. */
  take(): boolean {
    const { run, path, store, now } = this.#parts
    path.refresh()
    const { seq } = path.books
    if (seq === this.#seq) return false
    const entries = store.journal.read(path.account, this.#seq).filter((one) => one.seq <= seq)
    this.#seq = seq
    const { fills, changed } = run.sync(entries.map(eventOf), now())
    for (const { order, shares, price, fee, time } of fills) {
      const { symbol, side, clientOrderId } = order
      this.#parts.tell(fillEvent({ symbol, side, shares, price, fee, clientOrderId }, run.reasonOf(order)), time)
    }
    for (const own of changed) if (TOLD.has(own.state) && !isOtherLeg(own)) this.#parts.tell(orderEvent(own))
    return true
  }
}

/** Fills speak for themselves, and what is sent is told by who sends it. */
const TOLD: ReadonlySet<string> = new Set(['canceled', 'expired', 'rejected', 'unknown'])
