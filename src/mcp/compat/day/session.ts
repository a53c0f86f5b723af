import { z } from '../../../operations/operation.ts'
import type { Tool } from '../../tool.ts'
import { alias } from '../common/alias.ts'
import { endDate, given, limit, startDate, symbol, symbolList, symbols, timeframe } from '../common/arguments.ts'
import { ask, record } from '../common/ask.ts'
import { manySymbols, onlyRow } from '../common/many.ts'
import { rangeOf, timeframeOf } from '../common/periods.ts'

/** Bars of a session of one minute, pre-market and after-hours included. */
const BARS_A_DAY = 960

export const session: Tool[] = [
  alias({
    name: 'startup_trading_session',
    description: 'Is everything ready: session phase, checks, rules, what to do next.',
    input: {},
    async run(call) {
      const ours = await ask(call, 'startup')
      return { ...ours, status: ours.ready === true ? 'ready' : 'not ready', next_steps: ours.next }
    },
  }),
  alias({
    name: 'execute_peak_trough_strategy',
    description: 'BUY, SELL or HOLD by smoothed peaks and troughs, symbol by symbol, with liquidity. Sends nothing.',
    input: {
      symbols,
      timeframe,
      analysis_period: z.int().min(20).max(20_000).optional().describe('Bars'),
      signal_sensitivity: z.enum(['conservative', 'standard', 'sensitive']).optional().describe('Window and lookahead'),
    },
    run: (call, input) =>
      manySymbols(call, symbolList(input.symbols), async (one) => {
        const wish = given({ bars: input.analysis_period, sensitivity: input.signal_sensitivity })
        const ours = onlyRow(
          await ask(call, 'peak-trough', { symbols: [one], timeframe: timeframeOf(input.timeframe, '1m'), ...wish }),
        )
        return { ...ours, action: record(ours.signal).action, confidence: record(ours.signal).confidence }
      }),
  }),
  alias({
    name: 'get_stock_peak_trough_analysis',
    description: 'Smoothed peaks and troughs of symbols, when each was known, and the signal of now.',
    input: {
      symbols,
      timeframe,
      days: z.int().min(1).max(30).optional().describe('Sessions back'),
      limit: limit(20_000),
      window_len: z.int().min(3).max(101).optional().describe('Hanning window in bars'),
      lookahead: z.int().min(1).max(50).optional().describe('Bars after an extremum'),
      delta: z.number().min(0).optional().describe('Least height in price units'),
      min_peak_distance: z.int().min(1).max(100).optional().describe('Answered as not used: lookahead is what keeps turns apart'),
    },
    run: (call, input) => {
      const bars = input.limit ?? (input.days === undefined ? undefined : Math.min(20_000, input.days * BARS_A_DAY))
      const wish = given({ bars, window: input.window_len, lookahead: input.lookahead, delta: input.delta })
      const unused = input.min_peak_distance === undefined ? {} : { not_used: ['min_peak_distance'] }
      const of = async (one: string) =>
        onlyRow(await ask(call, 'peak-trough', { symbols: [one], timeframe: timeframeOf(input.timeframe, '1m'), ...wish }))
      return manySymbols(call, symbolList(input.symbols), async (one) => ({ ...(await of(one)), ...unused }))
    },
  }),
  alias({
    name: 'get_stock_bars_intraday',
    description: 'Bars within the day of a symbol.',
    input: { symbol, timeframe, start_date: startDate, end_date: endDate, limit: limit(10_000) },
    async run(call, input) {
      const frame = timeframeOf(input.timeframe, '1m')
      return ask(call, 'bars', {
        symbol: input.symbol,
        timeframe: frame,
        ...(await rangeOf(call, input)),
        ...given({ limit: input.limit }),
      })
    },
  }),
  alias({
    name: 'get_stock_snapshots',
    description: 'Latest price, bid and ask, the session so far, and what the last minutes of prints say, symbol by symbol.',
    input: { symbols },
    run: (call, input) =>
      manySymbols(call, symbolList(input.symbols), async (one) => {
        const quote = onlyRow(await ask(call, 'quote', { symbols: [one] }))
        return { ...quote, recent: await recentOf(() => ask(call, 'window', { symbols: [one] })) }
      }),
  }),
  alias({
    name: 'get_stock_quote',
    description: 'Latest price, bid and ask of a symbol.',
    input: { symbol },
    async run(call, input) {
      const quote = onlyRow(await ask(call, 'quote', { symbols: [input.symbol] }))
      return { ...quote, bid_price: quote.bid, ask_price: quote.ask, timestamp: quote.time }
    },
  }),
  alias({
    name: 'calculate_position_size',
    description: 'Shares by what a stop may cost, by volatility or by Kelly, within the risk limits.',
    input: {
      symbol,
      method: z.enum(['risk', 'volatility', 'kelly']).optional().describe('Default risk with a stop_loss, else volatility'),
      side: z.enum(['buy', 'sell']).optional().describe('Default by the side of the stop, else buy'),
      risk_per_trade: z.number().gt(0).max(1).optional().describe('Share of equity at risk (0.01 = 1%)'),
      stop_loss: z.number().positive().optional().describe('Price where it is given up'),
      entry_price: z.number().positive().optional().describe('Default the last price'),
      account_value: z.number().positive().optional().describe('Dollars; default the equity of the account'),
      win_rate: z.number().gt(0).max(1).optional().describe('Share of positions that win (kelly)'),
      win_loss_ratio: z.number().gt(0).max(1000).optional().describe('Mean win over mean loss (kelly)'),
    },
    async run(call, input) {
      const { symbol: of, side, stop_loss: stop, entry_price: price, account_value: equity, risk_per_trade: risk } = input
      const method = input.method ?? (stop === undefined ? 'volatility' : 'risk')
      const kelly = { winRate: input.win_rate, payoff: input.win_loss_ratio }
      const ours = await ask(call, 'size', { symbol: of, method, ...given({ side, stop, price, equity, risk, ...kelly }) })
      return { ...ours, position_size: ours.shares, risk_amount: ours.riskMoney, position_value: ours.notional }
    },
  }),
]

/** What prints of the last minutes say; a market that is closed, or a feed without prints, has none. */
async function recentOf(read: () => Promise<Record<string, unknown>>): Promise<Record<string, unknown> | null> {
  try {
    return onlyRow(await read())
  } catch (thrown) {
    const { kind, message } = thrown as { kind?: string; message: string }
    if (kind === 'canceled' || kind === 'internal') throw thrown
    return { prints: null, reason: message }
  }
}
