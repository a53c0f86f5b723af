/**
 * Prices inside the simulated market are whole numbers of 0.0001 dollars, so that sums and comparisons are exact.
 * A stock trades in cents, under a dollar in hundredths of a cent (SEC rule 612, 17 CFR 242.612).
 */
export const UNITS = 10_000

/** The price step at a price; `fixed` is a contract's own step (null = a stock's). All in units of 0.0001 dollars. */
export function tickAt(price: number, fixed: number | null): number {
  return fixed ?? (price >= UNITS ? 100 : 1)
}

/** The nearest price on the grid, never below one step; keeps order, so a path's highest point stays its highest. */
export function toTick(units: number, fixed: number | null): number {
  if (fixed !== null) return Math.max(fixed, Math.round(units / fixed) * fixed)
  if (units >= UNITS - 0.5) return Math.max(UNITS, Math.round(units / 100) * 100)
  return Math.max(1, Math.round(units))
}

/** The next price up (`by` > 0) or down on the grid. */
export function stepFrom(price: number, by: number, fixed: number | null): number {
  if (by >= 0) {
    const moved = price + by * tickAt(price, fixed)
    return price < UNITS && fixed === null && moved >= UNITS ? toTick(moved, fixed) : moved
  }
  let moved = price
  for (let i = 0; i < -by; i++) moved -= tickAt(moved - 1, fixed)
  return Math.max(tickAt(1, fixed), moved)
}
