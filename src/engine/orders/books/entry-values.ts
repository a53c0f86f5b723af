import type { Instant } from '../../../core/time.ts'
import type { BrokerOrderRequest } from '../../../ports/broker.ts'
import { listingOf } from '../../listing.ts'

interface EntryValue {
  id: string
  at: Instant
  /** Dollars; NaN = not known. */
  value: number
}

/** What entries were worth when they were written down, sent or not: what a limit on the day's entries counts. */
export class EntryValues {
  /** Ascending in time. */
  readonly #entries: EntryValue[] = []

  add(entry: EntryValue): void {
    let place = this.#entries.length
    while (place > 0 && this.#entries[place - 1].at > entry.at) place--
    this.#entries.splice(place, 0, entry)
  }

  /** Sum over the entries not earlier than `from`. */
  since(from: Instant, except: ReadonlySet<string>): number {
    let sum = 0
    for (let i = this.#entries.length - 1; i >= 0 && this.#entries[i].at >= from; i--) {
      if (!except.has(this.#entries[i].id)) sum += this.#entries[i].value
    }
    return sum
  }
}

/** By the order's own price, where nobody wrote down ours (journals of earlier versions); NaN for a market order. */
export function ownWorth({ symbol, shares, notional, limit, stop }: BrokerOrderRequest): number {
  if (shares === null) return notional ?? Number.NaN
  return shares * (limit ?? stop ?? Number.NaN) * listingOf(symbol).multiplier
}
