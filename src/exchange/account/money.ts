/** Money is kept in whole millionths of a dollar (doubles hold them exactly to 9 billion dollars), so that sums never drift. */
export const MICROS = 1_000_000

/** Shares are kept to this part of one, as brokers of fractional shares do. */
export const SHARE_PARTS = 1_000_000_000

export function toMicros(dollars: number): number {
  return Math.round(dollars * MICROS)
}

export function toDollars(micros: number): number {
  return micros / MICROS
}

/** What so many shares (never negative) are worth, in millionths; the one rounding of a fill's value. */
export function valueMicros(shares: number, price: number, multiplier: number): number {
  return Math.round(shares * price * multiplier * MICROS)
}

/** The same of a signed position. */
export function signedMicros(shares: number, price: number, multiplier: number): number {
  return shares < 0 ? -valueMicros(-shares, price, multiplier) : valueMicros(shares, price, multiplier)
}

/** From here on doubles are too coarse to hold every step of the grid: a size stays as it is. */
const GRID_ENDS = 1_000_000

/** What rounding may have put on or taken off a count of shares, as a part of it. */
const ROUNDING = 4 * Number.EPSILON

/** The same after a thousand sums, the fills of an order. */
const ROUNDING_OF_SUMS = 1000 * Number.EPSILON

/** Shares on the grid that is kept: sums of fractions leave dust (0.1 + 0.2 - 0.3), which is no position. */
export function snapShares(shares: number): number {
  if (Number.isInteger(shares) || Math.abs(shares) >= GRID_ENDS) return shares
  return Math.round(shares * SHARE_PARTS) / SHARE_PARTS
}

/**
 * True when two counts, left over from sums up to `size`, differ by rounding alone: what is left of a sale is then all that is held, not
 * all but its dust. Sums on the grid are exact, only beyond it they round.
 */
export function sameShares(a: number, b: number, size: number): boolean {
  return Math.abs(a - b) <= (size < GRID_ENDS ? 0.5 / SHARE_PARTS : size * ROUNDING_OF_SUMS)
}

/**
 * The largest size on the grid that is not above `shares`; a size short of the next step by rounding alone counts as that step, and one on
 * the grid stays as it is, however large: an exit sells exactly what is held.
 */
export function floorShares(shares: number, fractional: boolean): number {
  const rounding = shares * ROUNDING
  if (!fractional) return Math.floor(shares + Math.max(1e-9, rounding))
  if (shares >= GRID_ENDS) return shares
  const nearest = Math.round(shares * SHARE_PARTS) / SHARE_PARTS
  return nearest <= shares + rounding ? nearest : Math.floor(shares * SHARE_PARTS) / SHARE_PARTS
}
