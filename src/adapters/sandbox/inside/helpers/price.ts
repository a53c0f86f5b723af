/** Digits after the point that a number can be written with. */
const MOST_DIGITS = 20

/** A price with so many digits after the point; n/a where there is none. */
export function formatPrice(price: number | null, digits = 4): string {
  if (typeof price !== 'number' || !Number.isFinite(price)) return 'n/a'
  return price.toFixed(Math.max(0, Math.min(MOST_DIGITS, Math.trunc(digits))))
}
