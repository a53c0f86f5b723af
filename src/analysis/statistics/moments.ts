/** What a sample looks like. */
export interface Moments {
  count: number
  mean: number
  /** Sample deviation (n - 1); NaN under two values. */
  deviation: number
  /** Third standardised moment of the sample, m3 / m2^1.5; NaN without variation. */
  skewness: number
  /** Fourth standardised moment, m4 / m2^2: 3 for a normal sample (not the excess); NaN without variation. */
  kurtosis: number
}

/**
 * Deviations of daily returns at or below this are the rounding of doubles near 1, not variation: a millionth of a dollar moves
 * an account of 100,000 dollars by 1e-11.
 */
export const NO_VARIATION = 1e-14

/** Moments of the values, in two passes, so that nothing cancels. */
export function moments(values: ArrayLike<number>): Moments {
  const count = values.length
  let sum = 0
  for (let i = 0; i < count; i++) sum += values[i]
  const mean = sum / count
  let second = 0
  let third = 0
  let fourth = 0
  for (let i = 0; i < count; i++) {
    const apart = values[i] - mean
    const square = apart * apart
    second += square
    third += square * apart
    fourth += square * square
  }
  const deviation = count < 2 ? Number.NaN : Math.sqrt(second / (count - 1))
  const varies = deviation > NO_VARIATION
  const variance = second / count
  return {
    count,
    mean,
    deviation,
    skewness: varies ? third / count / variance ** 1.5 : Number.NaN,
    kurtosis: varies ? fourth / count / (variance * variance) : Number.NaN,
  }
}
