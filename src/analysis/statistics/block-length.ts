import { moments, NO_VARIATION } from './moments.ts'

/** Autocorrelations inside this many standard errors count as none (the authors' choice for samples of usual size). */
const NEGLIGIBLE = 2

/** So many negligible autocorrelations in a row end the dependence: the authors' max(5, sqrt(log10 n)), which is 5 for every sample there is. */
const RUN = 5

/**
 * Mean block length for the stationary bootstrap of a series: the automatic choice of D. N. Politis and H. White ("Automatic Block-Length
 * Selection for the Dependent Bootstrap", Econometric Reviews 23(1), 2004) with the correction of A. Patton, D. N. Politis and H. White
 * (Econometric Reviews 28(4), 2009): (2 G^2 / D)^(1/3) n^(1/3) with the flat-top lag window, D = 2 g(0)^2. From 1 up to
 * min(3 sqrt(n), n / 3); 1 where there is nothing to depend on (no variation, or under 10 values).
 */
export function blockLength(values: ArrayLike<number>): number {
  const n = values.length
  const { mean, deviation } = moments(values)
  if (n < 10 || !(deviation > NO_VARIATION)) return 1
  const most = Math.ceil(Math.sqrt(n)) + RUN
  const covariances = autocovariances(values, mean, Math.min(most, n - 1))
  const lags = Math.min(2 * dependentLags(covariances, n), covariances.length - 1)
  let weighted = 0
  let spectrum = covariances[0]
  for (let k = 1; k <= lags; k++) {
    const share = k / lags
    const window = share <= 0.5 ? 1 : 2 * (1 - share)
    weighted += 2 * window * k * covariances[k]
    spectrum += 2 * window * covariances[k]
  }
  const length = Math.cbrt((weighted * weighted * n) / (spectrum * spectrum))
  return Math.min(Math.max(1, length), Math.ceil(Math.min(3 * Math.sqrt(n), n / 3)))
}

function autocovariances(values: ArrayLike<number>, mean: number, lags: number): Float64Array {
  const n = values.length
  const covariances = new Float64Array(lags + 1)
  for (let k = 0; k <= lags; k++) {
    let sum = 0
    for (let i = k; i < n; i++) sum += (values[i] - mean) * (values[i - k] - mean)
    covariances[k] = sum / n
  }
  return covariances
}

/** The first lag of the run of negligible autocorrelations, as the authors' own programs take it; without a run the last lag that is not. */
function dependentLags(covariances: Float64Array, n: number): number {
  const bound = NEGLIGIBLE * Math.sqrt(Math.log10(n) / n) * covariances[0]
  let last = 0
  for (let k = 1; k < covariances.length; k++) {
    if (Math.abs(covariances[k]) >= bound) last = k
    else if (k - last === RUN) return last + 1
  }
  return Math.max(1, last)
}
