/** The normal distribution: probabilities to the last digits, quantiles fast (`inverseNormal`) or exact (`normalQuantile`). */

const DENSITY_AT_ZERO = 1 / Math.sqrt(2 * Math.PI)

/** Beyond it the power series loses relative digits to cancellation and the continued fraction converges within its terms. */
const TAIL = 3
const FRACTION_TERMS = 120

/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return DENSITY_AT_ZERO * Math.exp(-0.5 * x * x)
}

/**
 * Probability of a standard normal value at or below `x`. Middle: the power series of George Marsaglia, "Evaluating the Normal
 * Distribution", Journal of Statistical Software 11(4), 2004; tails: Laplace's continued fraction (Abramowitz and Stegun, 26.2.14).
 */
export function normalProbability(x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  if (x > TAIL) return 1 - upperTail(x)
  if (x < -TAIL) return upperTail(-x)
  let sum = x
  let term = x
  for (let odd = 3; Math.abs(term) > 1e-17; odd += 2) {
    term *= (x * x) / odd
    sum += term
  }
  return 0.5 + sum * normalDensity(x)
}

function upperTail(x: number): number {
  if (x > 40) return 0
  let fraction = x
  for (let k = FRACTION_TERMS; k > 0; k--) fraction = x + k / fraction
  return normalDensity(x) / fraction
}

/** The value below which a standard normal falls with this probability: `inverseNormal` and one step of Halley. 0 and 1 give infinities. */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) {
    return probability === 0 ? Number.NEGATIVE_INFINITY : probability === 1 ? Number.POSITIVE_INFINITY : Number.NaN
  }
  // 1 - p is exact above a half, and only the lower tail has small probabilities to all their digits.
  if (probability > 0.5) return -normalQuantile(1 - probability)
  const rough = inverseNormal(probability)
  const step = (normalProbability(rough) - probability) / normalDensity(rough)
  return rough - step / (1 + (rough * step) / 2)
}

/** Inverse of the normal distribution function, relative error below 1.2e-9 (Peter J. Acklam's rational approximation, 2003). */
export function inverseNormal(probability: number): number {
  const p = probability
  if (p < 0.02425) return tail(Math.sqrt(-2 * Math.log(p)))
  if (p > 1 - 0.02425) return -tail(Math.sqrt(-2 * Math.log(1 - p)))
  const q = p - 0.5
  const r = q * q
  const upper =
    ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) *
      r +
    2.506628277459239
  const lower =
    ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) *
      r +
    1
  return (upper * q) / lower
}

function tail(q: number): number {
  const upper =
    ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
      4.374664141464968) *
      q +
    2.938163982698783
  const lower = (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1
  return upper / lower
}
