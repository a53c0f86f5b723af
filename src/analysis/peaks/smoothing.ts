/**
 * Symmetric (zero-phase) Hanning smoother: a weighted mean centred on its bar, with the raised-cosine weights of Julius von Hann
 * (Blackman and Tukey, "The Measurement of Power Spectra", 1958). Being centred it has no lag, and for the same reason it
 * REPAINTS: a value is final only once half a window of later bars exists.
 *
 * Three details keep equal sums equal, because turns are found by comparing neighbours and a difference of rounding noise
 * would be a turn that is not there:
 * - the mean is taken of the differences to the centre close, so flat closes come out exactly flat, at the ends too;
 * - the two closes at the same distance are added first, so a mirrored shape gives mirrored values bit for bit;
 * - the result is kept to 39 significant bits (about 2e-12 of the price), far below a tick and far above rounding noise.
 */

/** 2^14 + 1: multiplying by it and subtracting twice (Veltkamp's splitting) rounds a double to 39 bits. */
const SPLIT = 16385

/**
 * Weights by distance from the centre, `0.5 + 0.5 cos(pi k / h)` with `h = (window - 1) / 2`: the contract's
 * `0.5 - 0.5 cos(2 pi i / (n - 1))` at `i = h + k`. The outermost weights are zero and left out. `window` is odd; 1 and 3 smooth nothing.
 */
export function hanningWeights(window: number): Float64Array {
  const half = Math.max(1, (window - 1) / 2)
  return Float64Array.from({ length: half }, (_, k) => 0.5 + 0.5 * Math.cos((Math.PI * k) / half))
}

/**
 * Smoothed value at row `i` from the closes of rows `[low, high]` only: weights that fall outside are dropped and the others
 * renormalised to sum 1. Price units.
 */
export function smoothedAt(close: Float64Array, i: number, low: number, high: number, weights: Float64Array): number {
  const centre = close[i]
  const twice = centre + centre
  const left = Math.min(i - low, weights.length - 1)
  const right = Math.min(high - i, weights.length - 1)
  const both = Math.min(left, right)
  let sum = 0
  let total = weights[0]
  for (let k = 1; k <= both; k++) {
    sum += weights[k] * (close[i - k] + close[i + k] - twice)
    total += 2 * weights[k]
  }
  const step = left > right ? -1 : 1
  for (let k = both + 1; k <= Math.max(left, right); k++) {
    sum += weights[k] * (close[i + step * k] - centre)
    total += weights[k]
  }
  return rounded(centre + sum * (1 / total))
}

/** Smooths rows `[0, length)` into `out` (at least as long). Values equal `smoothedAt(close, i, 0, length - 1)` bit for bit. */
export function smooth(close: Float64Array, length: number, weights: Float64Array, out: Float64Array): void {
  const side = weights.length - 1
  const interior = Math.max(side, length - side)
  for (let i = 0; i < Math.min(side, length); i++) out[i] = smoothedAt(close, i, 0, length - 1, weights)
  const done = smoothInterior(close, side, interior, weights, out)
  for (let i = done; i < length; i++) out[i] = smoothedAt(close, i, 0, length - 1, weights)
}

/** Rows with a whole window, four at a time so that each close is loaded once for four sums; returns the first row left over. */
function smoothInterior(close: Float64Array, from: number, to: number, weights: Float64Array, out: Float64Array): number {
  const side = weights.length - 1
  let total = weights[0]
  for (let k = 1; k <= side; k++) total += 2 * weights[k]
  const scale = 1 / total
  let i = from
  for (; i + 3 < to; i += 4) {
    const c0 = close[i]
    const c1 = close[i + 1]
    const c2 = close[i + 2]
    const c3 = close[i + 3]
    const t0 = c0 + c0
    const t1 = c1 + c1
    const t2 = c2 + c2
    const t3 = c3 + c3
    // Closes k to the left (l) and right (r) of the four centres; each step shifts them by one row.
    let [l0, l1, l2, l3] = [c0, c1, c2, c3]
    let [r0, r1, r2, r3] = [c0, c1, c2, c3]
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    for (let k = 1; k <= side; k++) {
      const weight = weights[k]
      l3 = l2
      l2 = l1
      l1 = l0
      l0 = close[i - k]
      r0 = r1
      r1 = r2
      r2 = r3
      r3 = close[i + 3 + k]
      s0 += weight * (l0 + r0 - t0)
      s1 += weight * (l1 + r1 - t1)
      s2 += weight * (l2 + r2 - t2)
      s3 += weight * (l3 + r3 - t3)
    }
    out[i] = rounded(c0 + s0 * scale)
    out[i + 1] = rounded(c1 + s1 * scale)
    out[i + 2] = rounded(c2 + s2 * scale)
    out[i + 3] = rounded(c3 + s3 * scale)
  }
  return i
}

function rounded(value: number): number {
  const spread = value * SPLIT
  return spread - (spread - value)
}
