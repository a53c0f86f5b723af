import { OpenbellError } from '../core/errors.ts'
import type { Size } from './types.ts'

/** What a size is worked out from, at the close on which the intent is made. */
export interface SizingFacts {
  side: 'long' | 'short'
  /** The price the entry is expected at: its limit or trigger, else the last close. Dollars a share. */
  price: number
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
 * - `{ equity }`: what that share of equity pays for, fee included: with a fee of 0.1%, floor(equity / (close * 1.001)).
 * - `{ risk, stop }`: risk * equity / |price - stop|, the fixed-fractional rule of R. Vince ("Portfolio Management Formulas", 1990), no
 *   more than the ceiling pays for.
 * @throws OpenbellError usage when a number is missing, not finite or negative: the value is named.
 */
export function sizeOf(size: Size, facts: SizingFacts): number {
  if (size.shares !== undefined) return whole(positive('shares', size.shares), facts.fractional)
  if (size.equity !== undefined) {
    return Math.max(0, facts.affordable(Math.min(positive('equity', size.equity) * facts.equity, facts.ceiling)))
  }
  if (size.risk === undefined) {
    throw new OpenbellError('usage', 'an entry says no size', '{ shares: 10 }, { equity: 0.25 } or { risk: 0.01, stop }')
  }
  return sharesAtRisk(positive('risk', size.risk), positive('stop', size.stop), facts)
}

function sharesAtRisk(risk: number, stop: number, facts: SizingFacts): number {
  const distance = facts.side === 'long' ? facts.price - stop : stop - facts.price
  if (!(distance > 0)) return 0
  const wanted = Math.max(0, risk * facts.equity) / (distance * (facts.multiplier ?? 1))
  return Math.max(0, Math.min(whole(wanted, facts.fractional), facts.affordable(Math.max(0, facts.ceiling))))
}

function whole(shares: number, fractional: boolean): number {
  return fractional ? shares : Math.floor(shares + ROUNDING)
}

function positive(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  throw new OpenbellError('usage', `an entry's ${name} is ${String(value)}, not a number from 0 up`, `buy({ ${name}: ... })`)
}
