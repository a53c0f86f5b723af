import { OpenbellError } from '../core/errors.ts'
import { shown } from './fields.ts'
import type { Size } from './types.ts'

/** What a size is worked out from, at the close on which the intent is made. */
export interface SizingFacts {
  side: 'long' | 'short'
  /** The last close, whatever price the entry waits for: money is turned into shares at it. Dollars a share. */
  price: number
  /** The price the entry is expected at, its limit or trigger: the way to the stop begins there. Default: the last close. */
  entryPrice?: number
  /** Dollars. */
  equity: number
  /** Most dollars that this entry may cost, fees included (margin times equity); what cash lacks at the fill shrinks it then. */
  ceiling: number
  /** False: whole shares. */
  fractional: boolean
  /** Dollars that one share costs or risks for one point of price: 1 for stocks, the contract's multiplier for futures. Default 1. */
  multiplier?: number
  /** Largest number of shares that so many dollars pay for at `price`, fee included (whole unless fractional). */
  affordable(dollars: number): number
}

/** What a share may be short of the whole number by, through rounding alone. */
const ROUNDING = 1e-9

/**
 * How many shares a size means, never negative; 0 when it means none (too little equity for one share, or a stop that is not on the
 * losing side of the price, where no risk can be worked out).
 * - `{ shares }`: as given (whole unless fractional).
 * - `{ equity }`: what that share of equity pays for at the last close, fee included: with a fee of 0.1%, floor(equity / (close * 1.001)).
 * - `{ risk, stop }`: risk * equity / |entry price - stop|, the fixed-fractional rule of R. Vince ("Portfolio Management Formulas", 1990),
 *   no more than the ceiling pays for at the last close.
 * @throws OpenbellError usage when a number is missing, not finite or negative: the value is named.
 */
export function sizeOf(size: Size, facts: SizingFacts): number {
  if (size.shares !== undefined) return wholeShares(positive('shares', size.shares), facts.fractional)
  if (size.equity !== undefined) return Math.max(0, facts.affordable(budgetOf(positive('equity', size.equity), facts)))
  if (size.risk === undefined) {
    throw new OpenbellError('usage', 'an entry says no size', '{ shares: 10 }, { equity: 0.25 } or { risk: 0.01, stop }')
  }
  const wanted = wantedAtRisk(positive('risk', size.risk), positive('stop', size.stop), facts)
  if (wanted === 0) return 0
  return Math.max(0, Math.min(wanted, facts.affordable(Math.max(0, facts.ceiling))))
}

/** Why `sizeOf` said 0, with the dollars: `1.00 dollars do not pay for one`. */
export function whyNoShare(size: Size, facts: SizingFacts): string {
  if (size.shares !== undefined) return `${size.shares} asked for`
  const dollars = size.equity === undefined ? facts.ceiling : budgetOf(size.equity, facts)
  const uncovered = `${Math.max(0, dollars).toFixed(2)} dollars do not pay for one`
  if (size.risk === undefined || wantedAtRisk(size.risk, size.stop, facts) > 0) return uncovered
  const risked = Math.max(0, size.risk * facts.equity).toFixed(2)
  return `${risked} dollars at risk, and one loses ${(distanceOf(size.stop, facts) * (facts.multiplier ?? 1)).toFixed(2)} at the stop`
}

/** Whole shares unless fractional; what rounding alone took from a whole number is given back. */
export function wholeShares(shares: number, fractional: boolean): number {
  return fractional ? shares : Math.floor(shares + ROUNDING)
}

function budgetOf(equity: number, facts: SizingFacts): number {
  return Math.min(equity * facts.equity, facts.ceiling)
}

/** Before money limits it; 0 too for a stop that is not on the losing side. */
function wantedAtRisk(risk: number, stop: number, facts: SizingFacts): number {
  const distance = distanceOf(stop, facts)
  if (!(distance > 0)) return 0
  return wholeShares(Math.max(0, risk * facts.equity) / (distance * (facts.multiplier ?? 1)), facts.fractional)
}

function distanceOf(stop: number, { side, price, entryPrice = price }: SizingFacts): number {
  return side === 'long' ? entryPrice - stop : stop - entryPrice
}

function positive(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  throw new OpenbellError('usage', `an entry's ${name} is ${shown(value)}, not a number from 0 up`, `buy({ ${name}: ... })`)
}
