/**
 * Parts in whole cents that add up to a whole number of cents: each is rounded down, and the cents that are left go to those that lost most by
 * it (largest remainder, as seats are given out by Hamilton's method). A part moves by less than a cent.
 * @param amounts dollars
 * @param total cents that they must add up to; default the rounded sum
 * @returns cents
 */
export function inCents(amounts: readonly number[], total = wholeCents(sumOf(amounts))): number[] {
  // Below a millionth of a dollar there is only dust.
  const exact = amounts.map((one) => Math.round(one * 1e8) / 1e6)
  const cents = exact.map((one) => Math.floor(one))
  let left = total - cents.reduce((sum, one) => sum + one, 0)
  const order = exact.map((one, i) => ({ i, lost: one - cents[i] })).sort((a, b) => b.lost - a.lost || a.i - b.i)
  for (let k = 0; left > 0 && order.length > 0; k = (k + 1) % order.length, left--) cents[order[k].i]++
  for (let k = order.length - 1; left < 0 && order.length > 0; k = (k - 1 + order.length) % order.length, left++) {
    cents[order[k].i]--
  }
  // No cent is -0.
  return cents.map((one) => one + 0)
}

/** Dollars in whole cents. */
export function wholeCents(amount: number): number {
  return Math.round(amount * 100) + 0
}

/** Sum of many amounts without the dust of binary fractions at the millionth. */
export function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, one) => sum + one, 0)
}
