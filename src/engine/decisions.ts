import type { Instant } from '../core/time.ts'
import type { Listing } from '../exchange/models.ts'
import type { Order } from '../exchange/order.ts'
import type { Fault } from './intents.ts'
import { NO_LEGS, type Wanted } from './order-request.ts'
import type { Tally } from './tally.ts'
import type { Decision } from './types.ts'

type Sent = Pick<Order, 'shares' | 'limit'>

/** Says of every intent what became of it: counted in the tally, and kept there where decisions are kept. */
export class Decisions {
  readonly #tally: Tally
  readonly #listings: readonly Listing[]
  readonly #clock: { readonly at: Instant }

  constructor(tally: Tally, listings: readonly Listing[], clock: { readonly at: Instant }) {
    this.#tally = tally
    this.#listings = listings
    this.#clock = clock
  }

  /** `sent` is the order as it went out. */
  take(
    action: Decision['action'],
    wanted: Wanted,
    reason: string,
    outcome: Decision['outcome'],
    rule: string | null,
    sent: Sent = wanted,
  ): void {
    this.#tally.count(outcome, rule)
    if (this.#tally.keep) this.#keep(action, wanted, reason, outcome, rule, sent)
  }

  ignore(action: Decision['action'], wanted: Wanted, reason: string, { what, value }: Fault): void {
    this.#tally.count('ignored', what, value)
    if (this.#tally.keep) this.#keep(action, wanted, reason, 'ignored', value === null ? what : `${what}: ${value}`, wanted)
  }

  /** An intent without an order of its own. */
  plain(action: Decision['action'], listing: number, reason: string, fault: Fault | null): void {
    const wanted = {
      listing,
      side: 'sell',
      shares: 0,
      limit: null,
      trigger: null,
      legs: NO_LEGS,
      tif: 'gtc',
      reduces: true,
    } as const
    if (fault === null) this.take(action, wanted, reason, 'sent', null)
    else this.ignore(action, wanted, reason, fault)
  }

  #keep(
    action: Decision['action'],
    wanted: Wanted,
    reason: string,
    outcome: Decision['outcome'],
    rule: string | null,
    sent: Sent,
  ): void {
    const { listing, trigger, legs } = wanted
    const { symbol } = this.#listings[listing]
    const { stop, target } = legs
    const { shares, limit } = sent
    const { at } = this.#clock
    this.#tally.decisions.push({ at, symbol, action, reason, shares, limit, trigger, stop, target, outcome, rule })
  }
}
