import { accountPast } from '../../../operations/report/account/past.ts'
import type { JsonObject, ToolCall } from '../../tool.ts'

/** What the account's own days have come to, under the names of those servers. */
export async function accountHistory({ context }: ToolCall): Promise<JsonObject> {
  const { totalReturn, sharpe, firstEquity, roundTrips, winRate, ...same } = await accountPast(context)
  const named = { total_return: totalReturn, sharpe_ratio: sharpe, from: firstEquity, round_trips: roundTrips, win_rate: winRate }
  return { ...named, ...same }
}
