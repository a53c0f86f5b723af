import { dayEnds, TRADING_DAYS } from '../../../analysis/metrics/daily.ts'
import { drawdownOf } from '../../../analysis/metrics/drawdown.ts'
import { moments, NO_VARIATION } from '../../../analysis/statistics/moments.ts'
import { type Mark, movedBy, type Transfer } from './transfers.ts'

/** Fewer daily returns than a month's say nothing about their spread. */
const FEWEST_RETURNS = 20

/** Fractions; null where the history is too short, and `reason` says for what. */
export interface Growth {
  totalReturn: number | null
  sharpe: number | null
  maxDrawdown: number | null
  /** Of the figures that are null. */
  unknown: { figure: 'totalReturn' | 'sharpe' | 'maxDrawdown'; reason: string }[]
}

/**
 * Return, Sharpe ratio and largest drawdown of an account by its marks, ascending in time.
 * - The return is time-weighted: the returns from mark to mark are linked, money that came or went in between is taken out at the end of each
 *   (C. R. Bacon, "Practical Portfolio Performance Measurement and Attribution", 2008, chapter 2). Without transfers it is last over first.
 * - The Sharpe ratio is that of returns from the last mark of a day to that of the next marked day, times sqrt(252), rate 0, as
 *   `computeMetrics` has it of a run (W. F. Sharpe, "The Sharpe Ratio", Journal of Portfolio Management, 1994).
 * - The drawdown is over every mark (`drawdownOf`).
 */
export function growthOf(marks: readonly Mark[], transfers: readonly Transfer[]): Growth {
  const day = Int32Array.from(marks, (one) => one.day)
  const ends = dayEnds({ steps: marks.length, day })
  if (ends.length < 2) {
    const reason = `the account has ${ends.length} marked ${ends.length === 1 ? 'day' : 'days'}, 2 are needed`
    const figures = ['totalReturn', 'sharpe', 'maxDrawdown'] as const
    return { totalReturn: null, sharpe: null, maxDrawdown: null, unknown: figures.map((figure) => ({ figure, reason })) }
  }
  const equity = linked(marks, transfers)
  const steps = marks.length
  const nothing = new Float64Array(0)
  const { depth } = drawdownOf({ steps, equity, day, startCash: 1, times: nothing, exposure: nothing })
  const { sharpe, reason } = sharpeOf(Array.from(ends, (row) => equity[row]))
  return {
    totalReturn: equity[steps - 1] - 1,
    sharpe,
    maxDrawdown: depth,
    unknown: reason === null ? [] : [{ figure: 'sharpe', reason }],
  }
}

/** What a dollar has become at each mark. Once equity is gone there is nothing left to earn a return on. */
function linked(marks: readonly Mark[], transfers: readonly Transfer[]): Float64Array {
  const worth = new Float64Array(marks.length).fill(1)
  const moved = movedBy(marks, transfers)
  for (let i = 1; i < marks.length; i++) {
    const [before, now] = [marks[i - 1], marks[i]]
    worth[i] = before.equity > 0 ? (worth[i - 1] * (now.equity - moved[i])) / before.equity : worth[i - 1]
  }
  return worth
}

function sharpeOf(worth: readonly number[]): { sharpe: number | null; reason: string | null } {
  const returns = worth.slice(1).map((value, i) => (worth[i] > 0 ? value / worth[i] - 1 : 0))
  if (returns.length < FEWEST_RETURNS) {
    const few = `${returns.length} daily ${returns.length === 1 ? 'return' : 'returns'}`
    return { sharpe: null, reason: `${few}, ${FEWEST_RETURNS} are needed for a Sharpe ratio` }
  }
  const { mean, deviation } = moments(returns)
  if (!(deviation > NO_VARIATION)) return { sharpe: null, reason: 'equity never moved' }
  return { sharpe: (mean / deviation) * Math.sqrt(TRADING_DAYS), reason: null }
}
