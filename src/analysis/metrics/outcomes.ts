import { Random } from '../random.ts'
import { quantileOfSorted } from '../statistics/quantile.ts'

/** What a kind of round trip has come to; returns and falls are fractions. */
export interface OutcomeStatistics {
  count: number
  mean: number
  /** 95% interval of the mean, by bootstrap. */
  meanLow: number
  meanHigh: number
  /** Share of the bootstrap means above 0. */
  chanceOfGain: number
  winRate: number
  quantiles: { p5: number; p25: number; p50: number; p75: number; p95: number }
  /** Largest fall of an account that puts all of its equity into one after another, in the order in which they happened. */
  maxDrawdown: number
  /** Loss at the 5% quantile and mean loss at or beyond it; 0 where even those gained. */
  var95: number
  cvar95: number
}

const DRAWS = 2000

/**
 * Statistics of the returns of round trips, oldest first. Quantiles are of type 7; the interval of the mean is the percentile bootstrap of B.
 * Efron and R. Tibshirani ("An Introduction to the Bootstrap", 1993), drawn one by one: round trips of one strategy on one symbol hardly
 * overlap. VaR and CVaR as R. T. Rockafellar and S. Uryasev, Journal of Risk 2(3), 2000. At least one return.
 */
export function outcomeStatistics(returns: Float64Array, seed: number): OutcomeStatistics {
  const sorted = returns.slice().sort()
  const at = (share: number) => quantileOfSorted(sorted, share)
  const means = bootstrapMeans(returns, new Random(seed, 'outcomes'))
  const p5 = at(0.05)
  const tail = sorted.filter((value) => value <= p5)
  return {
    count: returns.length,
    mean: mean(returns),
    meanLow: quantileOfSorted(means, 0.025),
    meanHigh: quantileOfSorted(means, 0.975),
    chanceOfGain: means.filter((value) => value > 0).length / means.length,
    winRate: returns.filter((value) => value > 0).length / returns.length,
    quantiles: { p5, p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) },
    maxDrawdown: compoundedFall(returns),
    var95: Math.max(0, -p5),
    cvar95: Math.max(0, -mean(tail)),
  }
}

function bootstrapMeans(returns: Float64Array, random: Random): Float64Array {
  const means = new Float64Array(DRAWS)
  for (let draw = 0; draw < DRAWS; draw++) {
    let sum = 0
    for (let i = 0; i < returns.length; i++) sum += returns[random.below(returns.length)]
    means[draw] = sum / returns.length
  }
  return means.sort()
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** A round trip that lost all or more leaves nothing: the fall is whole. */
function compoundedFall(returns: Float64Array): number {
  let [equity, peak, fall] = [1, 1, 0]
  for (const one of returns) {
    equity *= Math.max(0, 1 + one)
    peak = Math.max(peak, equity)
    fall = Math.max(fall, 1 - equity / peak)
  }
  return fall
}
