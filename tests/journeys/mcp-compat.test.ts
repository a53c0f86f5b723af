import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshHome, root } from '../support/cli.ts'

/** A session of the past in which the market is open: answers repeat. */
const AS_OF = '2026-03-20T15:00:00Z'

/** What a client of each of the other servers asks, in its own words. */
const ASKED: Record<string, Record<string, unknown>> = {
  ping: {},
  list_strategies: {},
  get_strategy_info: { strategy: 'momentum_trading_optimized' },
  quick_analysis: { symbol: 'SIMALL', use_gpu: true },
  simulate_trade: { strategy: 'rsi-reversion', symbol: 'SIMALL', action: 'buy', use_gpu: false },
  get_portfolio_status: { include_analytics: true },
  run_backtest: { strategy: 'sma-cross', symbol: 'SIMALL', start_date: '2025-01-02', end_date: '2025-12-31', use_gpu: true },
  startup_trading_session: {},
  execute_peak_trough_strategy: { symbols: 'SIMALL,SIMTEC', timeframe: '1Min', analysis_period: 500 },
  get_stock_snapshots: { symbols: 'SIMALL,SIMTEC' },
  get_stock_bars_intraday: { symbol: 'SIMALL', timeframe: '5Min', limit: 10 },
  calculate_position_size: { symbol: 'SIMALL', stop_loss: 680 },
  resource_trading_status: {},
  broadcast_server_capabilities: {},
  get_market_hours: {},
  calculate_technical_indicators: { symbol: 'SIMFUT', indicators: ['RSI', 'MACD'], period: '3mo', interval: '1d' },
  find_support_resistance: { symbol: 'SIMALL' },
  check_risk_limits: {},
  get_stock_chart_data: { symbol: 'SIMALL', interval: '1d', period: '1mo' },
  calculate_technical_indicator: { symbol: 'SIMALL', indicator: 'RSI', period: 14 },
}

/** What a hostile or confused client sends in place of arguments. */
const HOSTILE: Record<string, unknown>[] = [
  { surprise: 1 },
  { symbol: ["'; DROP TABLE audit; --"], symbols: { length: -1 } },
  { symbol: '../../etc/passwd', symbols: '../../etc/passwd', strategy: '../../etc/passwd', dataset_name: '../x' },
  { symbol: 'x'.repeat(100_000), symbols: Array(5000).fill('A'), limit: 1e308 },
]

const home = freshHome()
let client: Client

beforeAll(async () => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(root, 'bin/openbell.js'), 'serve-mcp', '--compat', '--allow', 'paper', '--as-of', AS_OF, '--home', home],
    env: { PATH: process.env.PATH!, HOME: home },
    stderr: 'pipe',
  })
  client = new Client({ name: 'older-client', version: '1.0.0' }, {})
  await client.connect(transport)
})
afterAll(() => client?.close())

async function call(name: string, args: Record<string, unknown> = {}) {
  const result = await client.callTool({ name, arguments: args })
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
  const value = result.structuredContent as any
  const [first] = result.content as { text: string }[]
  return { value, text: first.text, isError: result.isError === true }
}

describe('a client of another server, over stdio', () => {
  it.each(Object.entries(ASKED))('has its answer: %s', async (name, args) => {
    const { value, text, isError } = await call(name, args)
    expect(isError, text).toBe(false)
    expect(value).toMatchObject({ mode: 'paper' })
    expect(text).not.toMatch(/NaN|undefined|\[object/)
  })

  it('reads the fields that it knows', async () => {
    expect((await call('ping')).value).toMatchObject({ status: 'ok' })
    expect((await call('quick_analysis', { symbol: 'SIMALL' })).value).toMatchObject({
      symbol: 'SIMALL',
      analysis: { trend: expect.stringMatching(/up|down|sideways/) },
      neural_forecast: { next_day: expect.any(Number), trend_direction: expect.any(String) },
      processing_time_ms: expect.any(Number),
    })
    expect((await call('simulate_trade', ASKED.simulate_trade)).value).toMatchObject({
      action: 'buy',
      expected_return: expect.any(Number),
      risk_metrics: { var_95: expect.any(Number) },
    })
    expect((await call('get_portfolio_status')).value).toMatchObject({
      portfolio: { total_value: 100_000, cash: 100_000, positions: [] },
      analytics: { total_return: null, sharpe_ratio: null },
    })
  })

  it('is one of fifty at once', async () => {
    const symbols = ['SIMALL', 'SIMTEC', 'SIMFIN']
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => call('quick_analysis', { symbol: symbols[i % 3] })))
    expect(answers.filter(({ isError }) => isError)).toEqual([])
    expect(answers.map(({ value }) => value.symbol)).toEqual(answers.map((_, i) => symbols[i % 3]))
  })

  it('gets a clear error for whatever else it sends, from every tool, and the server stays', async () => {
    const { tools } = await client.listTools()
    const names = tools
      .map(({ name }) => name)
      .filter((name) => name in ASKED || /^(place_|manage_|execute_|load_|neural_)/.test(name))
    for (const hostile of HOSTILE) {
      const answers = await Promise.all(names.map((name) => call(name, hostile)))
      answers.forEach(({ isError, text }, i) => {
        expect(isError, names[i]).toBe(true)
        expect(text, names[i]).toMatch(/^(usage|not-found|denied|no-data): /)
        expect(text.length, names[i]).toBeLessThan(1000)
        expect(text, names[i]).not.toMatch(/\n {4}at |node_modules/)
      })
    }
    expect((await call('ping')).isError).toBe(false)
  })

  it('places by a preview and a second call', async () => {
    const wish = { symbol: 'SIMALL', side: 'buy', quantity: 2, order_type: 'limit', limit_price: 690 }
    const { value: preview } = await call('place_stock_order', wish)
    expect(preview).toMatchObject({ status: 'preview', mode: 'paper', order: { shares: 2, limit: 690 } })
    const { value: placed } = await call('place_stock_order', { preview_id: preview.preview_id })
    expect(placed).toMatchObject({ status: 'placed', mode: 'paper', order: { symbol: 'SIMALL', shares: 2 } })
  })
})
