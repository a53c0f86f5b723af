import type { JsonObject, ToolCall } from '../../tool.ts'
import { ask, records } from '../common/ask.ts'

/** What the account has come to, under the names of those servers. */
export async function accountHistory(call: ToolCall): Promise<JsonObject> {
  const { mode: _, broker: __, host: ___, ...ours } = await ask(call, 'trade.performance')
  const [missing] = records(ours.unknown)
  return {
    ...ours,
    total_return: ours.totalReturn,
    sharpe_ratio: ours.sharpe,
    max_drawdown: ours.maxDrawdown,
    round_trips: ours.roundTrips,
    win_rate: ours.winRate,
    reason: missing?.reason ?? null,
  }
}
