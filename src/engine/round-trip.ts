import type { Instant } from '../core/time.ts'
import { toDollars, toMicros } from '../exchange/account/money.ts'
import type { RoundTrip } from './types.ts'

/**
 * A round trip as it is built, fill by fill. Money in integer millionths of a dollar, so that sums are exact. One a symbol, reused: its
 * numbers begin as NaN so that the engine of the language keeps them as doubles in place.
 */
export class OpenTrip {
  readonly symbol: string
  readonly multiplier: number
  side: 'long' | 'short' = 'long'
  /** Row of the symbol in which the first fill happened. */
  entryRow = 0
  entryTime: Instant = Number.NaN
  entryReason = ''
  /** Shares, mean price and value of the fills that built it, and of those that ended it. */
  entryShares = Number.NaN
  entryPrice = Number.NaN
  entryMicros = Number.NaN
  exitShares = Number.NaN
  exitPrice = Number.NaN
  exitMicros = Number.NaN
  feeMicros = Number.NaN
  /** Entry fees of the shares still held. */
  openFeeMicros = Number.NaN
  /** Dollars paid for fractions of a share at splits. */
  lieuMicros = Number.NaN
  slippageCost = Number.NaN
  largest = Number.NaN

  constructor(symbol: string, multiplier: number) {
    this.symbol = symbol
    this.multiplier = multiplier
  }

  begin(side: 'long' | 'short', row: number, time: Instant, reason: string): void {
    this.side = side
    this.entryRow = row
    this.entryTime = time
    this.entryReason = reason
    this.entryShares = 0
    this.entryMicros = 0
    this.exitShares = 0
    this.exitMicros = 0
    this.feeMicros = 0
    this.openFeeMicros = 0
    this.lieuMicros = 0
    this.slippageCost = 0
    this.largest = 0
  }
}

/** One fill, or the part of one that opens or closes. */
export interface TripFill {
  shares: number
  price: number
  micros: number
  feeMicros: number
  slippageCost: number
}

export function addEntry(trip: OpenTrip, fill: TripFill, held: number): void {
  trip.entryPrice = mean(trip.entryPrice, trip.entryShares, fill)
  trip.entryShares += fill.shares
  trip.entryMicros += fill.micros
  trip.feeMicros += fill.feeMicros
  trip.openFeeMicros += fill.feeMicros
  trip.slippageCost += fill.slippageCost
  trip.largest = Math.max(trip.largest, held)
}

/** `held`: shares before the fill. */
export function addExit(trip: OpenTrip, fill: TripFill, held: number): void {
  trip.exitPrice = mean(trip.exitPrice, trip.exitShares, fill)
  trip.exitShares += fill.shares
  trip.exitMicros += fill.micros
  trip.feeMicros += fill.feeMicros
  trip.openFeeMicros = Math.round(trip.openFeeMicros * (1 - Math.min(1, fill.shares / held)))
  trip.slippageCost += fill.slippageCost
}

/** Of one fill it is that fill's price, to the last bit. */
function mean(price: number, shares: number, fill: TripFill): number {
  return shares === 0 ? fill.price : (price * shares + fill.price * fill.shares) / (shares + fill.shares)
}

/** After a split all share counts are those of new shares, and so the mean prices are prices of new shares. */
export function splitTrip(trip: OpenTrip, ratio: number, cash: number): void {
  trip.entryShares *= ratio
  trip.exitShares *= ratio
  trip.entryPrice /= ratio
  trip.exitPrice /= ratio
  trip.largest *= ratio
  trip.lieuMicros += toMicros(cash)
}

/**
 * What reports count; time and reason of the exit are null while it is open. `restMicros`: value of the shares still held at the last close (0 when closed); `bars`: from entry to `row`.
 * Profit is what came in less what went out and less fees; the return is over the largest size at the mean entry price.
 */
export function finishTrip(
  trip: OpenTrip,
  exitTime: Instant | null,
  exitReason: string | null,
  row: number,
  restMicros: number,
): RoundTrip {
  const gained = trip.exitMicros + restMicros - trip.entryMicros
  const profit = toDollars((trip.side === 'long' ? gained : -gained) - trip.feeMicros + trip.lieuMicros)
  return {
    symbol: trip.symbol,
    side: trip.side,
    shares: trip.largest,
    entryTime: trip.entryTime,
    entryPrice: trip.entryPrice,
    exitTime,
    // A position that a reverse split paid out has no exit price.
    exitPrice: exitTime !== null && trip.exitShares > 0 ? trip.exitPrice : null,
    fees: toDollars(trip.feeMicros),
    slippageCost: trip.slippageCost,
    profit,
    return: profit / (trip.entryPrice * trip.largest * trip.multiplier),
    entryReason: trip.entryReason,
    exitReason,
    bars: row - trip.entryRow,
  }
}
