import { TRADING_DAYS } from '../../../analysis/metrics/daily.ts'
import { moments, NO_VARIATION } from '../../../analysis/statistics/moments.ts'
import type { Context } from '../../context.ts'
import { withDesk } from '../../trade/desk/with-desk.ts'
import { gatherAccount } from './gather.ts'

/** Fewer daily returns than a month's say nothing about their spread. */
const FEWEST_RETURNS = 20

/** What the account's own days have come to. Returns are fractions; what is not known is null, and `reason` says why. */
export interface AccountPast {
  totalReturn: number | null
  sharpe: number | null
  /** Exchange dates at whose end the account was marked. */
  days: number
  /** Dollars of equity at the end of the first of them. */
  firstEquity: number | null
  roundTrips: number
  /** Share of the round trips that won. */
  winRate: number | null
  /** Dollars won and lost by what was closed, fees included. */
  realised: number
  fees: number
  reason: string | null
}

/** Looks at the account of the settings; changes nothing. */
export function accountPast(context: Context): Promise<AccountPast> {
  const wish = { live: false, risk: 'settings' }
  return withDesk(
    context,
    wish,
    'portfolio status',
    async (desk) => {
      const { days, roundTrips } = await gatherAccount(context, desk)
      const marked = days.flatMap(({ equity }) => (equity === null ? [] : [equity]))
      const won = roundTrips.filter(({ profit }) => profit > 0).length
      const sum = (pick: (day: (typeof days)[number]) => number) => days.reduce((all, day) => all + pick(day), 0)
      return {
        ...equityFigures(marked),
        days: marked.length,
        firstEquity: marked[0] ?? null,
        roundTrips: roundTrips.length,
        winRate: roundTrips.length === 0 ? null : won / roundTrips.length,
        realised: sum(({ realised }) => realised),
        fees: sum(({ fees }) => fees),
      }
    },
    { readOnly: true },
  )
}

/**
 * Return and Sharpe ratio of equities (dollars) at the end of days, as `computeMetrics` has it of a run (W. F. Sharpe, "The Sharpe Ratio",
 * Journal of Portfolio Management, 1994; rate 0). Money paid in or out is not told apart from gains.
 */
export function equityFigures(equity: readonly number[]): Pick<AccountPast, 'totalReturn' | 'sharpe' | 'reason'> {
  if (equity.length < 2) {
    const reason = `the account has ${equity.length} marked days, 2 are needed for a return`
    return { totalReturn: null, sharpe: null, reason }
  }
  const totalReturn = equity[equity.length - 1] / equity[0] - 1
  const returns = equity.slice(1).map((value, i) => value / equity[i] - 1)
  if (returns.length < FEWEST_RETURNS) {
    const reason = `${returns.length} daily returns, ${FEWEST_RETURNS} are needed for a Sharpe ratio`
    return { totalReturn, sharpe: null, reason }
  }
  const { mean, deviation } = moments(returns)
  if (!(deviation > NO_VARIATION)) return { totalReturn, sharpe: null, reason: 'equity never moved' }
  return { totalReturn, sharpe: (mean / deviation) * Math.sqrt(TRADING_DAYS), reason: null }
}
