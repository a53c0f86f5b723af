/**
 * Sums over windows of the products of every pair of their rows: all that a least-squares line over any part of a window needs. A window is
 * `context` rows up to its origin and the `horizon` rows after it.
 */
export interface LagProducts {
  context: number
  horizon: number
  windows: number
  /** `context` rows of `context + horizon` numbers: sum over windows of row i times row j. */
  products: Float64Array
  /** Sum over windows of row i. */
  sums: Float64Array
}

/**
 * Products over the windows with origins `[from, to)` of a series. Neighbouring windows share all rows but one, so that each diagonal of the
 * table follows from its first cell by taking away the oldest product and adding the newest: rows x width + width squared steps in all
 * (the covariance method of linear prediction; Morf, Dickinson, Kailath and Vieira, IEEE ASSP 25(5), 1977).
 * @throws RangeError where a window would leave the series
 */
export function lagProducts(
  z: ArrayLike<number>,
  { from, to }: { from: number; to: number },
  context: number,
  horizon: number,
): LagProducts {
  const width = context + horizon
  const first = from - context + 1
  const windows = Math.max(0, to - from)
  if (first < 0 || to - 1 + horizon >= z.length) throw new RangeError('a window leaves the series')
  const products = new Float64Array(context * width)
  const sums = new Float64Array(width)
  if (windows === 0) return { context, horizon, windows, products, sums }
  for (let lag = 0; lag < width; lag++) {
    let sum = 0
    for (let row = first; row < first + windows; row++) sum += z[row] * z[row + lag]
    for (let i = 0; i < context && i + lag < width; i++) {
      products[i * width + i + lag] = sum
      if (i + lag < context) products[(i + lag) * width + i] = sum
      const [old, young] = [first + i, first + i + windows]
      // The last cell of a diagonal needs no next one, whose rows may not exist.
      if (i + lag + 1 < width) sum += z[young] * z[young + lag] - z[old] * z[old + lag]
    }
  }
  let total = 0
  for (let row = first; row < first + windows; row++) total += z[row]
  for (let i = 0; i < width; i++) {
    sums[i] = total
    if (i + 1 < width) total += z[first + i + windows] - z[first + i]
  }
  return { context, horizon, windows, products, sums }
}

/** Products of several sets of windows together. */
export function addProducts(all: readonly LagProducts[]): LagProducts {
  const [head] = all
  const sum: LagProducts = {
    ...head,
    windows: 0,
    products: new Float64Array(head.products.length),
    sums: new Float64Array(head.sums.length),
  }
  for (const { windows, products, sums } of all) {
    sum.windows += windows
    for (let i = 0; i < products.length; i++) sum.products[i] += products[i]
    for (let i = 0; i < sums.length; i++) sum.sums[i] += sums[i]
  }
  return sum
}
