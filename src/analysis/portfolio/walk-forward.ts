import { isoDate } from '../../core/time.ts'
import { type Allocation, allocate, estimate, sampleEstimate, type YearEstimates } from './allocate.ts'

export interface WalkForwardOptions extends Allocation {
  /** Days that each estimate rests on. */
  window: number
  daysPerYear: number
  /** Called after each month. */
  passed?: (months: number, of: number) => void
}

/** A rule of weights followed through the past. */
export interface Followed {
  /** Of each day, with the weights that were held; before costs. */
  returns: Float64Array
  /** Half of what changed hands at the rebalancings, as multiples of the portfolio, over all months. */
  turnover: number
}

export interface WalkForward {
  /** Row of the first day held, in the returns given. */
  from: number
  months: number
  /** The method as it is shown, equal weights, and the method on the sample's own covariance and means. */
  shrunk: Followed
  equal: Followed
  sample: Followed
}

/**
 * What following the method would have given: at the last day of each month new weights from the `window` days up to it, held (and drifting) until
 * the next; nothing after the day is used. Null where not one month can be followed.
 * @param returns of each symbol; `days[k]` is the date at whose close the return `k` is known, ascending
 */
export function walkForward(
  returns: readonly Float64Array[],
  days: ArrayLike<number>,
  options: WalkForwardOptions,
): WalkForward | null {
  const turns = monthEnds(days).filter((row) => row + 1 >= options.window && row + 1 < days.length)
  if (turns.length === 0) return null
  const from = turns[0] + 1
  const n = returns.length
  const [shrunk, equal, sample] = [follower(returns, from), follower(returns, from), follower(returns, from)]
  for (const [k, row] of turns.entries()) {
    const past = returns.map((one) => one.subarray(row + 1 - options.window, row + 1))
    const to = turns[k + 1] ?? days.length - 1
    const weigh = (of: (past: readonly Float64Array[], daysPerYear: number) => YearEstimates, before: Float64Array | null) =>
      allocate(of(past, options.daysPerYear), options, before ?? undefined)
    shrunk.hold(weigh(estimate, shrunk.chosen()), row + 1, to)
    sample.hold(weigh(sampleEstimate, sample.chosen()), row + 1, to)
    equal.hold(new Float64Array(n).fill(1 / n), row + 1, to)
    options.passed?.(k + 1, turns.length)
  }
  return { from, months: turns.length, shrunk: shrunk.done(), equal: equal.done(), sample: sample.done() }
}

/** Rows that are the last of their month, the last row of all among them. */
function monthEnds(days: ArrayLike<number>): number[] {
  const months = Array.from(days, (day) => isoDate(day).slice(0, 7))
  return months.flatMap((month, row) => (month !== months[row + 1] ? [row] : []))
}

function follower(columns: readonly Float64Array[], from: number) {
  const returns = new Float64Array(columns[0].length - from)
  let held: Float64Array | null = null
  let chosen: Float64Array | null = null
  let turnover = 0
  return {
    chosen: () => chosen,
    done: (): Followed => ({ returns, turnover }),
    /** Holds weights over rows `first` to `last`; they drift with what they hold. */
    hold(weights: Float64Array, first: number, last: number) {
      // The first purchase is no rebalancing.
      if (held) for (let i = 0; i < weights.length; i++) turnover += Math.abs(weights[i] - held[i]) / 2
      chosen = weights
      held = weights.slice()
      for (let row = first; row <= last; row++) {
        let gain = 0
        for (let i = 0; i < held.length; i++) gain += held[i] * columns[i][row]
        returns[row - from] = gain
        for (let i = 0; i < held.length; i++) held[i] *= (1 + columns[i][row]) / (1 + gain)
      }
    },
  }
}
