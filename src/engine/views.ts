import { OpenbellError } from '../core/errors.ts'
import type { Position } from '../exchange/account/position.ts'
import type { Column } from '../market/bars.ts'
import type { AccountView, BarView, PositionView, SeriesView } from '../strategy/types.ts'
import type { Cursor } from './cursor.ts'
import type { Ledger } from './ledger.ts'
import type { PreparedSeries } from './types.ts'

// Views are live and reused: one object a symbol and column for the whole run, showing the row the loop stands on. A strategy that keeps
// one sees later bars when they have closed, never before. The columns are private fields, which no other code can reach.

/** A column that ends at the current bar. */
export class ColumnView implements SeriesView {
  readonly #column: Column
  readonly #cursor: Cursor

  constructor(column: Column, cursor: Cursor) {
    this.#column = column
    this.#cursor = cursor
  }

  // Short enough that it always becomes part of the strategy's own code; `onBar` is only called with a row.
  get now(): number {
    return this.#column[this.#cursor.row]
  }

  ago(bars: number): number {
    // One comparison refuses negatives, fractions, NaN and what is no number at all.
    if (bars >>> 0 !== bars) noFuture(bars)
    const row = this.#cursor.row - bars
    return row < 0 ? Number.NaN : this.#column[row]
  }
}

function noFuture(bars: unknown): never {
  throw new OpenbellError(
    'usage',
    `ago(${String(bars)}): values are asked for by a whole number of bars ago, from 0; later ones have no name`,
    'ago(1) is the bar before this one',
  )
}

/** The completed bar. */
export class RowView implements BarView {
  readonly symbol: string
  readonly #time: Column
  readonly #closeTime: Column
  readonly #open: Column
  readonly #high: Column
  readonly #low: Column
  readonly #close: Column
  readonly #volume: Column
  readonly #cursor: Cursor

  constructor({ bars, closeTime }: PreparedSeries, cursor: Cursor) {
    this.symbol = bars.symbol
    this.#time = bars.time
    this.#closeTime = closeTime
    this.#open = bars.open
    this.#high = bars.high
    this.#low = bars.low
    this.#close = bars.close
    this.#volume = bars.volume
    this.#cursor = cursor
  }

  get time(): number {
    return this.#time[this.#cursor.row]
  }

  get closeTime(): number {
    return this.#closeTime[this.#cursor.row]
  }

  get open(): number {
    return this.#open[this.#cursor.row]
  }

  get high(): number {
    return this.#high[this.#cursor.row]
  }

  get low(): number {
    return this.#low[this.#cursor.row]
  }

  get close(): number {
    return this.#close[this.#cursor.row]
  }

  get volume(): number {
    return this.#volume[this.#cursor.row]
  }

  get count(): number {
    return this.#cursor.row + 1
  }
}

/** A bar of a symbol that may not have had one yet: NaN until then. A wider strategy is shown such symbols beside the others. */
export class EarlyRowView extends RowView {
  override get time(): number {
    return orNone(super.time)
  }

  override get closeTime(): number {
    return orNone(super.closeTime)
  }

  override get open(): number {
    return orNone(super.open)
  }

  override get high(): number {
    return orNone(super.high)
  }

  override get low(): number {
    return orNone(super.low)
  }

  override get close(): number {
    return orNone(super.close)
  }

  override get volume(): number {
    return orNone(super.volume)
  }
}

/** The same of an indicator. */
export class EarlyColumnView extends ColumnView {
  override get now(): number {
    return orNone(super.now)
  }
}

function orNone(value: number | undefined): number {
  return value ?? Number.NaN
}

/** The position in one symbol, as the ledger has it. */
export class HoldingView implements PositionView {
  readonly #ledger: Ledger
  readonly #listing: number
  readonly #position: Readonly<Position>
  readonly #cursor: Cursor

  constructor(ledger: Ledger, listing: number, cursor: Cursor) {
    this.#ledger = ledger
    this.#listing = listing
    this.#position = ledger.position(listing)
    this.#cursor = cursor
  }

  get isFlat(): boolean {
    return this.#position.shares === 0
  }

  get isLong(): boolean {
    return this.#position.shares > 0
  }

  get isShort(): boolean {
    return this.#position.shares < 0
  }

  get shares(): number {
    return this.#position.shares
  }

  get averagePrice(): number {
    return this.#position.averagePrice
  }

  get barsHeld(): number {
    return this.isFlat ? 0 : this.#cursor.row - this.#ledger.entryRow(this.#listing)
  }

  get profit(): number {
    return this.#ledger.openProfit(this.#listing)
  }
}

/** Cash and equity at this step. */
export class MoneyView implements AccountView {
  readonly #ledger: Ledger

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  get cash(): number {
    return this.#ledger.cash
  }

  get equity(): number {
    return this.#ledger.equity()
  }
}
