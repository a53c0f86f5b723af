import type { Instant } from '../../../core/time.ts'
import type { BrokerActivity, BrokerFill } from '../../../ports/broker.ts'
import { copyOfLot, fillLot, type Gain, type Lot, moveLot } from './lot.ts'
import type { Realised } from './realised.ts'

type Shares = Extract<BrokerActivity, { kind: 'shares' }>

export type LotChange = { kind: 'fill'; at: Instant; fill: BrokerFill } | { kind: 'shares'; at: Instant; moved: Shares }

interface Entry {
  change: LotChange
  gain: Gain
}

/** Changes of a symbol that can still be put in order; older ones stand. */
const KEPT = 256

/**
 * One symbol's changes in the order in which they happened, however they were told. Mean cost, round trips and what they won depend on
 * that order; a fill that is told late is put where it belongs and what came after it is folded again.
 */
export class LotHistory {
  lot: Lot
  readonly #realised: Realised
  #entries: Entry[] = []
  /** What was held before the first entry kept, and before the one in the middle. */
  #base: Lot
  #middle: Lot

  constructor(lot: Lot, realised: Realised) {
    this.lot = lot
    this.#realised = realised
    this.#base = copyOfLot(lot)
    this.#middle = this.#base
  }

  take(change: LotChange): void {
    const newest = this.#entries[this.#entries.length - 1]
    if (newest === undefined || change.at >= newest.change.at) this.#append(change)
    else this.#insert(change)
  }

  #append(change: LotChange): void {
    if (this.#entries.length === KEPT) {
      this.#entries = this.#entries.slice(KEPT / 2)
      this.#base = this.#middle
      this.#middle = copyOfLot(this.lot)
    } else if (this.#entries.length === KEPT / 2) this.#middle = copyOfLot(this.lot)
    const gain = change.kind === 'fill' ? fillLot(this.lot, change.fill) : moveLot(this.lot, change.moved)
    this.#realised.add(gain, change.at)
    this.#entries.push({ change, gain })
  }

  #insert(change: LotChange): void {
    const changes = this.#entries.map((entry) => entry.change)
    const place = changes.findLastIndex((one) => one.at <= change.at) + 1
    changes.splice(place, 0, change)
    for (const { gain, change: taken } of this.#entries) this.#realised.takeBack(gain, taken.at)
    this.#entries = []
    this.lot = copyOfLot(this.#base)
    this.#middle = this.#base
    for (const one of changes) this.#append(one)
  }
}
