import type { Instant } from '../../../core/time.ts'
import type { LiveRun } from '../../../engine/live/live-run.ts'
import { eventOf } from '../../../engine/orders/recorder.ts'
import type { OrderPath } from '../../../engine/orders/types.ts'
import type { Store } from '../../../ports/store.ts'
import type { EventFields } from './events.ts'

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
      const reason = run.reasonOf(order)
      const message = `${side === 'buy' ? 'bought' : 'sold'} ${shares} ${symbol} at ${price}: ${reason}`
      this.#parts.tell({ type: 'fill', symbol, message, side, shares, price, fee, clientOrderId, reason }, time)
    }
    for (const own of changed) {
      if (!TOLD.has(own.state) || (own.leg !== null && own.state === 'canceled')) continue
      const { symbol, side, shares, state, clientOrderId, filled } = own
      const part = filled > 0 ? ` after ${filled} filled` : ''
      const why = own.reason === null ? '' : `: ${own.reason}`
      const message = `${side} ${shares} ${symbol} ${state}${part}${why}`
      this.#parts.tell({ type: 'order', symbol, message, side, shares, state, clientOrderId, reason: own.reason })
    }
    return true
  }
}

/** Fills speak for themselves, and of two legs one always ends with the other. */
const TOLD: ReadonlySet<string> = new Set(['canceled', 'expired', 'rejected', 'unknown'])
