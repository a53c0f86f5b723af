import { symbolKind } from './symbols.ts'

/** From here on a pair is quoted like dollars in yen, in hundredths; below like euros in dollars, in ten-thousandths. */
const ONE_PER_MANY = 20

/**
 * Decimals that a price is read with: two from a dollar up, four below, eight below a cent; a pair of currencies in tenths of its usual step,
 * a coin of few dollars in hundredths of a cent.
 */
export function priceDigits(value: number, symbol: string): number {
  const size = Math.abs(value)
  const kind = symbolKind(symbol)
  if (kind === 'fx') return size >= ONE_PER_MANY ? 3 : 5
  if (size >= 1) return kind === 'crypto' && size < ONE_PER_MANY ? 4 : 2
  return size >= 0.01 ? 4 : 8
}
