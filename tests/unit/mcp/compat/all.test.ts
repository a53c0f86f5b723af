import { countTokens } from 'gpt-tokenizer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compatTools } from '../../../../src/mcp/compat/all.ts'
import type { Tool } from '../../../../src/mcp/tool.ts'
import { type Served, serve } from './support.ts'

/** What clients of four other servers call, in the order of those servers. */
const NAMES =
  `ping list_strategies get_strategy_info quick_analysis simulate_trade get_portfolio_status run_backtest optimize_strategy
  neural_forecast neural_portfolio_optimizer startup_trading_session execute_peak_trough_strategy get_stock_peak_trough_analysis
  execute_custom_analytics_code load_market_dataset get_analytics_performance get_stock_bars_intraday get_stock_snapshots get_stock_quote
  start_global_stock_stream get_stock_stream_data place_stock_order calculate_position_size resource_trading_status
  resource_market_conditions resource_analytics_context execute_advanced_analytics broadcast_server_capabilities
  discover_compatible_servers establish_trading_collaboration execute_federated_trading_analysis get_nq_price get_historical_data
  get_market_hours get_contract_info calculate_technical_indicators detect_patterns analyze_momentum find_support_resistance place_order
  manage_position assess_portfolio_risk check_risk_limits calculate_var generate_performance_report compare_strategies generate_mock_data
  get_stock_chart_data calculate_technical_indicator`.split(/\s+/)

const ORDERS = ['place_stock_order', 'place_order', 'manage_position']
const WRITING = ['generate_mock_data']

let tools: Tool[]
const open: Served[] = []
beforeAll(async () => {
  tools = await compatTools()
})
afterAll(() => Promise.all(open.map((one) => one.end())))

async function served(options: Parameters<typeof serve>[0]): Promise<Served> {
  const made = await serve(options)
  open.push(made)
  return made
}

describe('alias tools', () => {
  it('are there under every name, once', () => {
    expect(tools.map((one) => one.listing.name).sort()).toEqual([...NAMES].sort())
    expect(NAMES).toHaveLength(49)
  })

  it('are listed with --compat, and are no tools without it', async () => {
    const { state: plain } = await served({ compat: false })
    const { state: compat } = await served({ allow: 'paper' })
    const [known, listed] = [await plain.tools(), await compat.listed()]
    for (const name of NAMES) {
      expect(known.has(name), name).toBe(false)
      await expect(plain.tool(name)).rejects.toMatchObject({ kind: 'not-found' })
    }
    expect(listed.filter((name) => NAMES.includes(name)).sort()).toEqual([...NAMES].sort())
    expect(new Set(listed).size).toBe(listed.length)
  })

  it('say what they may do', () => {
    for (const { listing, effect, toolset } of tools) {
      const { name, annotations } = listing
      const expected = ORDERS.includes(name) ? 'trade' : WRITING.includes(name) ? 'write' : 'read'
      expect({ name, effect, toolset }).toEqual({ name, effect: expected, toolset: 'compat' })
      expect(annotations.readOnlyHint, name).toBe(expected === 'read')
      expect(annotations.destructiveHint, name).toBe(expected === 'trade')
    }
  })

  it('describe their arguments in plain JSON Schema, and themselves in a line', () => {
    for (const { listing } of tools) {
      const { name, description, inputSchema } = listing
      expect(name).toMatch(/^[a-z0-9_]{1,40}$/)
      expect(description.length, name).toBeGreaterThan(10)
      expect(description.length, name).toBeLessThan(180)
      expect(inputSchema, name).toMatchObject({ type: 'object', additionalProperties: false })
      expect(JSON.stringify(inputSchema), name).not.toMatch(/\$ref|\$defs/)
    }
  })

  it('are a list that a model can bear beside the others', () => {
    expect(countTokens(JSON.stringify(tools.map((one) => one.listing)))).toBeLessThan(9000)
  })

  it('know no argument but their own', async () => {
    const { answer, state } = await served({ allow: 'paper' })
    for (const name of NAMES) {
      await expect(answer(name, { stop_losss: 1 }), name).rejects.toMatchObject({
        kind: 'usage',
        message: expect.stringContaining(name),
      })
      await expect(answer(name, { symbol: { $gt: '' }, symbols: 7 }), name).rejects.toMatchObject({ kind: 'usage' })
    }
    expect(await state.listed()).toContain('ping')
  })

  it('take no path where a name belongs', async () => {
    const { answer } = await served({ allow: 'paper' })
    const path = '../../home/user/evil.ts'
    const calls: [string, Record<string, unknown>][] = [
      ['get_strategy_info', { strategy: path }],
      ['run_backtest', { strategy: path, symbol: 'SIMALL' }],
      ['optimize_strategy', { strategy: path, symbol: 'SIMALL' }],
      ['simulate_trade', { strategy: path, symbol: 'SIMALL', action: 'buy' }],
      ['compare_strategies', { strategies: ['sma-cross', path], symbol: 'SIMALL' }],
      ['neural_forecast', { symbol: 'SIMALL', model_id: path }],
    ]
    for (const [name, args] of calls) await expect(answer(name, args), name).rejects.toMatchObject({ kind: 'denied' })
  })

  it('place nothing where the server was not started for it, and say how it is', async () => {
    const { answer } = await served({})
    for (const name of ORDERS) {
      await expect(answer(name, { symbol: 'SIMALL' })).rejects.toMatchObject({
        kind: 'denied',
        hint: expect.stringContaining('--allow paper'),
      })
    }
    const reader = await served({ readOnly: true })
    for (const name of [...ORDERS, ...WRITING]) await expect(reader.answer(name, {})).rejects.toMatchObject({ kind: 'denied' })
    expect(await reader.ask('ping')).toMatchObject({ status: 'ok' })
  })
})
