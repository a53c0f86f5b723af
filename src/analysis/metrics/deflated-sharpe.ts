import { type Moments, moments, NO_VARIATION } from '../statistics/moments.ts'
import { normalProbability, normalQuantile } from '../statistics/normal.ts'

const EULER_MASCHERONI = 0.5772156649015329

/** What the odds of a Sharpe ratio depend on: the ratio per day (NOT annualised), days, skewness and kurtosis of the daily returns. */
export interface SharpeSample {
  sharpe: number
  days: number
  skewness: number
  /** 3 for normal returns. */
  kurtosis: number
}

/** The daily Sharpe ratio of returns with what its odds depend on; null under 3 days and without variation. */
export function sharpeSample(returns: ArrayLike<number>): SharpeSample | null {
  const facts: Moments = moments(returns)
  if (facts.count < 3 || !(facts.deviation > NO_VARIATION)) return null
  return { sharpe: facts.mean / facts.deviation, days: facts.count, skewness: facts.skewness, kurtosis: facts.kurtosis }
}

/**
 * Probabilistic Sharpe ratio: the chance that the true daily Sharpe ratio is above a threshold, given its estimate
 * (D. H. Bailey and M. Lopez de Prado, "The Sharpe Ratio Efficient Frontier", Journal of Risk 15(2), 2012, equation 9):
 * Phi((SR - SR*) sqrt(n - 1) / sqrt(1 - skew SR + (kurtosis - 1) / 4 SR^2)).
 */
export function probabilisticSharpe(sample: SharpeSample, threshold = 0): number {
  const error = Math.sqrt(errorFactor(sample) / (sample.days - 1))
  return normalProbability((sample.sharpe - threshold) / error)
}

/** (n - 1) times the variance of the estimate; above zero for every sample, since kurtosis >= 1 + skewness^2. */
function errorFactor({ sharpe, skewness, kurtosis }: SharpeSample): number {
  return Math.max(1e-12, 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe)
}

/**
 * The highest Sharpe ratio to expect of so many trials that are all worth nothing, from the variance of their Sharpe ratios
 * (D. H. Bailey and M. Lopez de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio Management 40(5), 2014):
 * sqrt(V) ((1 - g) Z(1 - 1/N) + g Z(1 - 1/(N e))), g = Euler-Mascheroni. 0 for a single trial.
 */
export function expectedBestSharpe(trials: number, variance: number): number {
  if (trials <= 1) return 0
  const first = -normalQuantile(1 / trials)
  const second = -normalQuantile(1 / (trials * Math.E))
  return Math.sqrt(variance) * ((1 - EULER_MASCHERONI) * first + EULER_MASCHERONI * second)
}

/** The trials behind a result: how many, and the daily Sharpe ratios that are known of them. */
export interface Trials {
  count: number
  dailySharpes: ArrayLike<number>
}

/**
 * Deflated Sharpe ratio: the chance that the true Sharpe ratio is above zero, counting that the result is the best of many trials: the
 * probabilistic Sharpe ratio against `expectedBestSharpe`. Where fewer than two Sharpe ratios of the trials are known, their
 * variance is taken to be that of estimates of nothing, 1 / (n - 1).
 */
export function deflatedSharpe(sample: SharpeSample, trials: Trials): number {
  return probabilisticSharpe(sample, expectedBestSharpe(trials.count, varianceOf(trials, sample.days)))
}

function varianceOf(trials: Trials, days: number): number {
  const { deviation } = moments(trials.dailySharpes)
  return Number.isNaN(deviation) ? 1 / (days - 1) : deviation * deviation
}

/**
 * Days after which the estimate would be above the threshold with this confidence: the minimum track record length of Bailey and Lopez de
 * Prado (2012, equation 11). Null when the estimate is not above the threshold: then no number of days is enough.
 */
export function minimumTrackRecord(sample: SharpeSample, threshold = 0, confidence = 0.95): number | null {
  if (!(sample.sharpe > threshold)) return null
  return 1 + errorFactor(sample) * (normalQuantile(confidence) / (sample.sharpe - threshold)) ** 2
}
