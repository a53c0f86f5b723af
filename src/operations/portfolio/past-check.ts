import type { Allocation } from '../../analysis/portfolio/allocate.ts'
import { type Comparison, compareRules, type YearFigures, yearFigures } from '../../analysis/portfolio/luck.ts'
import { type Followed, walkForward } from '../../analysis/portfolio/walk-forward.ts'
import { throwIfAborted } from '../../core/errors.ts'
import { isoDate } from '../../core/time.ts'
import { atLength } from '../common/breathe.ts'
import type { Context } from '../context.ts'
import type { PortfolioHistory } from './history.ts'
import type { OutOfSample } from './output.ts'

/** Under a year of months a comparison says nothing. */
const FEWEST_MONTHS = 12

export interface PastCheck {
  outOfSample: OutOfSample | null
  warnings: string[]
}

/** What the method would have given in the past, each month knowing only the days before it, beside equal weights and its twin without shrinkage. */
export async function checkPast(
  context: Context,
  history: PortfolioHistory,
  allocation: Allocation,
  window: number,
): Promise<PastCheck> {
  const { daysPerYear } = history
  const passed = (months: number, of: number) => {
    throwIfAborted(context.signal)
    context.progress.update(months, of, 'months of the past')
  }
  const followed = await atLength(context, () =>
    walkForward(history.returns, history.days, { ...allocation, window, daysPerYear, passed }),
  )
  if (followed === null || followed.months < FEWEST_MONTHS) {
    const more = Math.ceil((FEWEST_MONTHS * daysPerYear) / 12)
    const text = `not tried on the past: that takes ${window} returns and ${FEWEST_MONTHS} months (about ${more} more) that all symbols have, there are ${history.days.length}`
    return { outOfSample: null, warnings: [text] }
  }
  const { from, months, shrunk, equal, sample } = followed
  const against = (other: Followed) => {
    return compareRules(shrunk.returns, other.returns, { daysPerYear, seed: context.settings.seed })
  }
  const [versusEqual, versusSample] = await atLength(context, () => [against(equal), against(sample)])
  const years = shrunk.returns.length / daysPerYear
  const of = (one: Followed) => figuresOf(yearFigures(one.returns, daysPerYear), one, years)
  return {
    outOfSample: {
      from: isoDate(history.days[from]),
      to: isoDate(history.days[history.days.length - 1]),
      months,
      days: shrunk.returns.length,
      method: of(shrunk),
      equalWeight: of(equal),
      sampleCovariance: of(sample),
      versusEqual,
      versusSample,
      verdict: verdictOf(versusEqual),
    },
    warnings: [],
  }
}

function figuresOf(figures: YearFigures, { returns, turnover }: Followed, years: number) {
  return { ...figures, maxDrawdown: deepest(returns), turnover: turnover / years }
}

function deepest(returns: Float64Array): number {
  let [equity, peak, fall] = [1, 1, 0]
  for (const value of returns) {
    equity *= 1 + value
    peak = Math.max(peak, equity)
    fall = Math.max(fall, 1 - equity / peak)
  }
  return fall
}

/** What the intervals allow to say, and no more. */
function verdictOf(found: Comparison | null): OutOfSample['verdict'] {
  if (found === null) return 'unknown'
  if (found.sharpe.low > 0) return 'better'
  if (found.sharpe.high < 0) return 'worse'
  return found.risk.high < 0 ? 'less-risk' : 'undecided'
}
