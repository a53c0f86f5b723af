/**
 * Share of equity to put at risk on a bet that wins `payoff` times its stake with probability `winRate` and else loses the stake:
 * W - (1 - W) / R, the criterion of J. L. Kelly ("A New Interpretation of Information Rate", Bell System Technical Journal 35, 1956).
 * 0 where there is no edge.
 */
export function kellyOfBets(winRate: number, payoff: number): number {
  return Math.max(0, winRate - (1 - winRate) / payoff)
}

/** Halvings of the interval: far beyond the last bit. */
const STEPS = 80

/**
 * Share of equity to hold in positions whose returns were these: the f from 0 to `most` that makes the mean of log(1 + f * return) largest
 * (E. O. Thorp, "The Kelly Criterion in Blackjack, Sports Betting, and the Stock Market", 1997). 0 where the mean return is not above 0.
 * @param returns fractions, each above -1 / most
 */
export function kellyOfReturns(returns: ArrayLike<number>, most = 1): number {
  const slope = (f: number) => {
    let sum = 0
    for (let i = 0; i < returns.length; i++) sum += returns[i] / (1 + f * returns[i])
    return sum
  }
  const worst = Math.min(0, ...Array.from(returns))
  const bound = worst < 0 ? Math.min(most, -1 / worst) : most
  if (!(slope(0) > 0)) return 0
  // At the bound a whole loss would leave nothing: the slope there is minus infinity, or the bound is `most` itself.
  if (slope(bound * (1 - 1e-12)) >= 0) return bound
  let [low, high] = [0, bound]
  for (let i = 0; i < STEPS; i++) {
    const middle = (low + high) / 2
    if (slope(middle) > 0) low = middle
    else high = middle
  }
  return low
}
