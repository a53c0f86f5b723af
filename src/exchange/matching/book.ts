import type { Instant } from '../../core/time.ts'
import type { Column } from '../../market/bars.ts'
import { type SymbolKind, symbolKind } from '../../market/symbols.ts'
import { flatPosition } from '../account/position.ts'
import type { MatchedSeries } from '../exchange.ts'
import type { Listing } from '../models.ts'
import { BarInPlay } from './bar-in-play.ts'
import type { Resting } from './resting.ts'

const NO_ROWS: Column = new Float64Array(0)

export interface Halt {
  from: Instant
  to: Instant
  reason: string
}

/** Everything about one listing: its bars, what rests, what is held. */
export class Book {
  readonly index: number
  readonly listing: Listing
  readonly kind: SymbolKind
  series: MatchedSeries | null = null
  /** Columns of the series that every step reads. */
  low: Column = NO_ROWS
  high: Column = NO_ROWS
  close: Column = NO_ROWS
  readonly position = flatPosition()
  /** Price the position is valued at; NaN before the first. */
  mark = Number.NaN
  readonly resting: Resting[] = []
  readonly halts: Halt[] = []
  readonly bar = new BarInPlay()
  /** Shares that fills may still take from the bar in play. */
  left = 0
  withoutVolume = false
  /** The bar in play cannot say what came first. */
  ambiguous = false
  lastPrint: Instant = Number.NEGATIVE_INFINITY
  /** What rests can do nothing in a bar that stays above `floor` and below `ceiling`. */
  floor = Number.POSITIVE_INFINITY
  ceiling = Number.NEGATIVE_INFINITY
  /** Shares opened on the date `openedDay`, and whether closing them has been counted as a day trade. */
  openedDay = Number.NaN
  openedCounted = true

  constructor(index: number, listing: Listing) {
    this.index = index
    this.listing = listing
    this.kind = symbolKind(listing.symbol)
  }

  attach(series: MatchedSeries): void {
    this.series = series
    this.low = series.bars.low
    this.high = series.bars.high
    this.close = series.bars.close
  }

  /** Factor by which prices of an instant were multiplied for later splits; 1 where they stand as they were traded. */
  ratioAt(time: Instant): number {
    const stretches = this.series?.asTraded
    if (stretches === undefined) return 1
    for (const { before, ratio } of stretches) if (time < before) return ratio
    return 1
  }

  /** What rests has changed: the next bar is looked at in full. */
  touch(): void {
    this.floor = Number.POSITIVE_INFINITY
    this.ceiling = Number.NEGATIVE_INFINITY
  }

  /** Drops what is done. Never while orders are being walked. */
  sweep(): void {
    const { resting } = this
    let kept = 0
    for (let i = 0; i < resting.length; i++) if (!resting[i].done) resting[kept++] = resting[i]
    // Popping keeps the array's room for the next order; setting its length would give it back.
    while (resting.length > kept) resting.pop()
  }
}
