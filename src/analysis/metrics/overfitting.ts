import { OpenbellError } from '../../core/errors.ts'
import { quantileOfSorted } from '../statistics/quantile.ts'
import { Ways } from './ways-to-halve.ts'

export interface Overfitting {
  /** Probability of backtest overfitting: how often the best in sample is in the worse half out of sample. */
  pbo: number
  /** How often the best in sample loses out of sample (a Sharpe ratio below 0). */
  chanceOfLoss: number
  /** Median rank of the best in sample among all out of sample: 1 = still the best, 0.5 = no better than any. */
  medianRank: number
  trials: number
  /** Days used: the last ones that make equal blocks. */
  days: number
  blocks: number
  /** Ways to take half of the blocks as the sample. */
  combinations: number
}

const USUAL_BLOCKS = 16
const FEWEST_BLOCKS = 4
const DAYS_OF_A_BLOCK = 5

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation (D. H. Bailey, J. Borwein, M. Lopez de Prado and
 * Q. J. Zhu, "The Probability of Backtest Overfitting", Journal of Computational Finance 20(4), 2016; first posted 2015): the days are cut into
 * an even number of blocks (16); each way to take half of them is once the sample, the rest is what came after. The trial with the best Sharpe
 * ratio in the sample gets its rank w among all out of it; pbo is the share of ways with logit ln(w / (1 - w)) <= 0. Equal ratios
 * share their mean rank; a trial that did nothing has ratio 0. Few days make fewer blocks (at least 4, of at least 5 days).
 *
 * `returns`: daily returns of each trial on the same days. Null with fewer than 2 trials or too few days; throws `internal` when
 * the trials differ in days.
 */
export function backtestOverfitting(returns: readonly Float64Array[], usualBlocks = USUAL_BLOCKS): Overfitting | null {
  const all = returns[0]?.length ?? 0
  if (returns.some((one) => one.length !== all)) {
    throw new OpenbellError('internal', 'the trials to compare have returns of different days')
  }
  const sums = returns.map((one) => blockSums(one, usualBlocks))
  return overfittingOfSums(sums, all)
}

/**
 * All that `overfittingOfSums` needs of the daily returns of a trial: of each block the sum, then of each block the sum of squares. Far
 * smaller than the returns, so that a study of many trials over many days can keep it. Empty with too few days.
 */
export function blockSums(returns: Float64Array, usualBlocks = USUAL_BLOCKS): Float64Array {
  const blocks = blocksOf(returns.length, usualBlocks)
  const size = Math.floor(returns.length / Math.max(1, blocks))
  const skip = returns.length - size * blocks
  const sums = new Float64Array(2 * blocks)
  for (let block = 0; block < blocks; block++) {
    const from = skip + block * size
    let sum = 0
    let square = 0
    for (let i = from; i < from + size; i++) {
      sum += returns[i]
      square += returns[i] * returns[i]
    }
    sums[block] = sum
    sums[blocks + block] = square
  }
  return sums
}

/** `backtestOverfitting` of what `blockSums` gave for each trial; `all`: days of their returns. */
export function overfittingOfSums(sums: readonly Float64Array[], all: number): Overfitting | null {
  const blocks = (sums[0]?.length ?? 0) / 2
  if (sums.some((one) => one.length !== 2 * blocks)) {
    throw new OpenbellError('internal', 'the trials to compare have returns of different days')
  }
  if (sums.length < 2 || blocks < FEWEST_BLOCKS) return null
  const size = Math.floor(all / blocks)
  const ways = new Ways(blocks, size)
  const best = bestInSample(sums, ways)
  const rank = ranksOut(sums, ways, best)
  const share = (counts: (way: number) => boolean) => rank.reduce((sum, _, way) => sum + (counts(way) ? 1 : 0), 0) / ways.count
  return {
    // The logit is at or below 0 exactly when the rank is at or below a half.
    pbo: share((way) => rank[way] <= 0.5),
    chanceOfLoss: share((way) => best[way] < 0),
    medianRank: quantileOfSorted(rank.slice().sort(), 0.5),
    trials: sums.length,
    days: size * blocks,
    blocks,
    combinations: ways.count,
  }
}

/** Blocks that so many days are cut into; 0 when they are too few. */
function blocksOf(days: number, usual: number): number {
  const blocks = Math.min(usual, 2 * Math.floor(days / DAYS_OF_A_BLOCK / 2))
  return blocks < FEWEST_BLOCKS ? 0 : blocks
}

/** Of each way, the ratio out of sample of the trial that is best in it (of equals the first). */
function bestInSample(sums: readonly Float64Array[], ways: Ways): Float64Array {
  const highest = new Float64Array(ways.count).fill(Number.NEGATIVE_INFINITY)
  const out = new Float64Array(ways.count)
  for (const trial of sums) {
    ways.read(trial)
    for (let way = 0; way < ways.count; way++) {
      if (ways.inside[way] <= highest[way]) continue
      highest[way] = ways.inside[way]
      out[way] = ways.outside[way]
    }
  }
  return out
}

/** Rank of that ratio among all trials out of sample, over one more than their number. */
function ranksOut(sums: readonly Float64Array[], ways: Ways, best: Float64Array): Float64Array {
  const below = new Float64Array(ways.count)
  for (const trial of sums) {
    ways.read(trial)
    for (let way = 0; way < ways.count; way++) {
      if (ways.outside[way] < best[way]) below[way] += 1
      else if (ways.outside[way] === best[way]) below[way] += 0.5
    }
  }
  return below.map((count) => (count + 0.5) / (sums.length + 1))
}
