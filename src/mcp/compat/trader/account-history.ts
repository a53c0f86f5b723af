import { gatherAccount } from '../../../operations/report/account/gather.ts'
import { withDesk } from '../../../operations/trade/desk/with-desk.ts'
import type { JsonObject, ToolCall } from '../../tool.ts'

/** Fewer daily returns than a month's say nothing about their spread. */
const FEWEST_RETURNS = 20
const SESSIONS_A_YEAR = 252

/** What the account's own days have come to. Returns are fractions; what is not known is null, and `reason` says why. */
export interface AccountHistory {
  total_return: number | null
  sharpe_ratio: number | null
  days: number
  from: number | null
  round_trips: number
  win_rate: number | null
  realised: number
  fees: number
  reason: string | null
}

/** Looks at the account of the settings; changes nothing. */
export function accountHistory({ context }: ToolCall): Promise<AccountHistory> {
  const settings = { live: false, risk: 'settings' }
  return withDesk(
    context,
    settings,
    'portfolio status',
    async (desk) => {
      const { days, roundTrips } = await gatherAccount(context, desk)
      const marked = days.flatMap(({ equity }) => (equity === null ? [] : [equity]))
      const won = roundTrips.filter(({ profit }) => profit > 0).length
      const sum = (pick: (day: (typeof days)[number]) => number) => days.reduce((all, day) => all + pick(day), 0)
      return {
        ...figuresOf(marked),
        days: marked.length,
        from: marked[0] ?? null,
        round_trips: roundTrips.length,
        win_rate: roundTrips.length === 0 ? null : won / roundTrips.length,
        realised: sum(({ realised }) => realised),
        fees: sum(({ fees }) => fees),
      }
    },
    { readOnly: true },
  )
}

/**
 * Return and Sharpe ratio of equities at the end of days: mean over sample deviation of daily returns, times the root of 252, rate 0
 * (W. F. Sharpe, "The Sharpe Ratio", 1994; the rule of `backtest`). Money paid in or out is not told apart from gains.
 */
export function figuresOf(equity: readonly number[]): Pick<AccountHistory, 'total_return' | 'sharpe_ratio' | 'reason'> {
  if (equity.length < 2) {
    return {
      total_return: null,
      sharpe_ratio: null,
      reason: `the account has ${equity.length} marked days, 2 are needed for a return`,
    }
  }
  const total = equity[equity.length - 1] / equity[0] - 1
  const returns = equity.slice(1).map((value, i) => value / equity[i] - 1)
  if (returns.length < FEWEST_RETURNS) {
    const reason = `${returns.length} daily returns, ${FEWEST_RETURNS} are needed for a Sharpe ratio`
    return { total_return: total, sharpe_ratio: null, reason }
  }
  const mean = returns.reduce((sum, one) => sum + one, 0) / returns.length
  const variance = returns.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (returns.length - 1)
  if (!(variance > 0)) return { total_return: total, sharpe_ratio: null, reason: 'equity never moved' }
  return { total_return: total, sharpe_ratio: (mean / Math.sqrt(variance)) * Math.sqrt(SESSIONS_A_YEAR), reason: null }
}

/** Under one name, as a record. */
export async function historyRecord(call: ToolCall): Promise<JsonObject> {
  return { ...(await accountHistory(call)) }
}
