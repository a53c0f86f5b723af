import { z } from '../../../operations/operation.ts'
import type { JsonObject, Tool, ToolAnswer, ToolCall } from '../../tool.ts'
import { alias } from '../common/alias.ts'
import { given, strategy, symbol, symbolList, symbols, timeframe, useGpu } from '../common/arguments.ts'
import { ask, askLong, number, record, records } from '../common/ask.ts'
import { timeframeOf } from '../common/periods.ts'
import { accountHistory } from './account-history.ts'
import { backend } from './research.ts'

/** Daily bars first; where they hold too few round trips to say anything, hours. */
const TRIED = ['1d', '1h']

export const portfolio: Tool[] = [
  alias({
    name: 'simulate_trade',
    description:
      'What buying or selling by a strategy has come to in the past: distribution of outcomes, expected return, VaR. Nothing is sent.',
    input: {
      strategy,
      symbol,
      action: z.enum(['buy', 'sell']).describe('Side of the entry'),
      timeframe,
      use_gpu: useGpu,
    },
    run: simulated,
  }),
  alias({
    name: 'get_portfolio_status',
    description: 'Value, cash and positions of the account, with its return and Sharpe ratio where its history is long enough.',
    input: { include_analytics: z.boolean().default(true).describe('Return and Sharpe ratio of the account too') },
    run: (call, input) => portfolioStatus(call, input.include_analytics),
  }),
  alias({
    name: 'neural_portfolio_optimizer',
    description: 'Weights of a portfolio from shrunk estimates, against equal weights out of sample.',
    input: {
      symbols,
      risk_tolerance: z.number().min(0).max(1).optional().describe('0 = least risk'),
      method: z.enum(['mean-variance', 'min-variance', 'risk-parity', 'hrp']).optional().describe('How weights are found'),
      use_gpu: useGpu,
    },
    run: (call, input) => {
      const wish = given({ symbols: symbolList(input.symbols), riskTolerance: input.risk_tolerance, method: input.method })
      return askLong(call, 'portfolio.optimize', wish, (ours) => ({
        optimal_weights: Object.fromEntries(records(ours.weights).map((row) => [row.symbol, row.weight])),
        expected_return: ours.expectedReturn,
        expected_risk: ours.risk,
        sharpe_ratio: ours.sharpe,
        ...backend(input.use_gpu),
      }))
    },
  }),
]

async function simulated(
  call: ToolCall,
  input: { strategy: string; symbol: string; action: 'buy' | 'sell'; timeframe?: string; use_gpu?: boolean },
): Promise<ToolAnswer> {
  const frames = input.timeframe === undefined ? TRIED : [timeframeOf(input.timeframe, '1d')]
  const wish = { symbol: input.symbol, side: input.action, strategy: input.strategy }
  const shape = (ours: JsonObject) => ({
    action: ours.side,
    expected_return: ours.expectedReturn,
    win_rate: ours.winRate,
    risk_metrics: { var_95: ours.var95, cvar_95: ours.cvar95, max_drawdown: ours.maxDrawdown },
    status: 'simulated',
    ...backend(input.use_gpu),
  })
  for (const frame of frames.slice(0, -1)) {
    try {
      return await askLong(call, 'simulate', { ...wish, timeframe: frame }, shape)
    } catch (thrown) {
      if ((thrown as { kind?: string }).kind !== 'no-data') throw thrown
    }
  }
  return askLong(call, 'simulate', { ...wish, timeframe: frames[frames.length - 1] }, shape)
}

async function portfolioStatus(call: ToolCall, withAnalytics: boolean): Promise<JsonObject> {
  const account = await ask(call, 'trade.account')
  const held = await ask(call, 'trade.positions')
  const positions = records(held.positions).map((one) => ({
    ...one,
    quantity: one.shares,
    avg_price: one.averagePrice,
    current_price: one.price,
    market_value: one.marketValue,
    unrealized_pnl: one.profit,
  }))
  return {
    ...account,
    asOf: held.at,
    portfolio: { total_value: account.equity, cash: account.cash, buying_power: account.buyingPower, positions },
    ...(withAnalytics && { analytics: { ...(await accountHistory(call)), day_profit: number(record(account).dayProfit) } }),
  }
}
