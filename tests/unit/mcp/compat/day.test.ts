import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ANALYSES, codeOf } from '../../../../src/mcp/compat/day/analyses.ts'
import { AS_OF, type Served, serve } from './support.ts'

let own: Served
beforeAll(async () => {
  own = await serve()
})
afterAll(() => own.end())

describe('a day of trading', () => {
  it('asks peaks and troughs symbol by symbol', async () => {
    const { results, failed, summary } = await own.ask('execute_peak_trough_strategy', {
      symbols: 'SIMALL,NOPE',
      timeframe: '1Min',
      analysis_period: 500,
      signal_sensitivity: 'standard',
    })
    const [ours] = (await own.ask('peak_trough', { symbols: ['SIMALL'], bars: 500, sensitivity: 'standard' })).results
    expect(results).toMatchObject([{ ...ours, action: ours.signal.action, confidence: ours.signal.confidence }])
    expect(failed).toMatchObject([{ symbol: 'NOPE', kind: 'not-found' }])
    expect(summary).toMatchObject({ total: 2, successful: 1, success_rate: 0.5 })
    const wish = { symbols: ['SIMALL'], days: 1, window_len: 21, lookahead: 3, delta: 0.1, min_peak_distance: 5 }
    const analysis = await own.ask('get_stock_peak_trough_analysis', wish)
    expect(analysis.results).toMatchObject([{ window: 21, lookahead: 3, delta: 0.1, not_used: ['min_peak_distance'] }])
  })

  it('takes one symbol by either word, and several where they are meant', async () => {
    const { results } = await own.ask('execute_peak_trough_strategy', { symbol: 'SIMALL' })
    expect(results).toMatchObject([{ symbol: 'SIMALL' }])
    expect(await own.ask('get_stock_quote', { symbols: ['SIMALL'] })).toMatchObject({ symbol: 'SIMALL' })
    await expect(own.ask('get_stock_quote', { symbols: ['SIMALL', 'SIMTEC'] })).rejects.toThrow(/symbol/)
    await expect(own.ask('ping', { symbol: 'SIMALL' })).rejects.toThrow(/"symbol"/)
  })

  it('reads bars, quotes and snapshots', async () => {
    const bars = await own.ask('get_stock_bars_intraday', {
      symbol: 'SIMALL',
      timeframe: '5Min',
      start_date: '2026-03-19',
      limit: 4,
    })
    expect(bars).toMatchObject({ timeframe: '5m', source: 'simulated', asOf: AS_OF })
    expect(bars.bars).toHaveLength(4)
    const quote = await own.ask('get_stock_quote', { symbol: 'SIMALL' })
    expect(quote).toMatchObject({ symbol: 'SIMALL', bid_price: quote.bid, ask_price: quote.ask, timestamp: quote.time })
    const { results, failed } = await own.ask('get_stock_snapshots', { symbols: ['SIMALL', 'NOPE'] })
    expect(results).toMatchObject([{ symbol: 'SIMALL', price: quote.price, recent: { prints: expect.any(Number) } }])
    expect(failed).toHaveLength(1)
  })

  it('sizes a position', async () => {
    const wish = { symbol: 'SIMALL', stop_loss: 680, entry_price: 690, risk_per_trade: 0.01, account_value: 1_000_000 }
    const answer = await own.ask('calculate_position_size', wish)
    expect(answer).toMatchObject({
      method: 'risk',
      shares: 1000,
      position_size: 1000,
      risk_amount: 10_000,
      position_value: 690_000,
    })
    expect(await own.ask('calculate_position_size', { symbol: 'SIMALL' })).toMatchObject({
      method: 'volatility',
      position_size: expect.any(Number),
    })
  })
})

describe('symbols that are watched', () => {
  it('have their newest prints, quotes and bars, in bounded buffers', async () => {
    await expect(own.ask('get_stock_stream_data', { symbol: 'SIMALL' })).rejects.toMatchObject({ kind: 'not-found' })
    const started = await own.ask('start_global_stock_stream', {
      symbols: ['simall', 'SIMTEC'],
      buffer_size_per_symbol: 50,
      duration_seconds: 60,
    })
    expect(started).toMatchObject({ status: 'streaming', source: 'simulated', feed: 'simulated', symbols: ['SIMALL', 'SIMTEC'] })
    const trades = await own.ask('get_stock_stream_data', { symbol: 'SIMALL', limit: 1000 })
    expect(trades.rows).toHaveLength(50)
    expect(trades.seen).toBeGreaterThan(50)
    const times = trades.rows.map((row: { time: string }) => row.time)
    expect(times).toEqual([...times].sort())
    expect(times.at(-1) <= AS_OF).toBe(true)
    const recent = await own.ask('get_stock_stream_data', { symbol: 'SIMALL', data_type: 'quotes', recent_seconds: 1 })
    for (const row of recent.rows) expect(Date.parse(row.time)).toBeGreaterThanOrEqual(Date.parse(AS_OF) - 1000)
    expect((await own.ask('get_stock_stream_data', { symbol: 'SIMTEC', data_type: 'bars' })).rows.length).toBeGreaterThan(0)
  })

  it('are not more than a server bears, and others are refused alone', async () => {
    const many = Array.from({ length: 21 }, (_, i) => `S${i}`)
    await expect(own.ask('start_global_stock_stream', { symbols: many })).rejects.toMatchObject({ kind: 'usage' })
    await expect(own.ask('start_global_stock_stream', { symbols: 'NOPE' })).rejects.toMatchObject({ kind: 'not-found' })
    expect(await own.ask('start_global_stock_stream', { action: 'status' })).toMatchObject({ symbols: ['SIMALL', 'SIMTEC'] })
  })

  it('are let go when asked, and with the server', async () => {
    expect(await own.ask('start_global_stock_stream', { action: 'stop' })).toEqual({
      stopped: true,
      status: 'stopped',
      symbols: [],
    })
    expect(await own.ask('start_global_stock_stream', { action: 'stop' })).toMatchObject({ stopped: false })
    const other = await serve({ home: own.home })
    const [one, two] = await Promise.all(
      ['SIMALL', 'SIMTEC'].map((symbols) => other.ask('start_global_stock_stream', { symbols })),
    )
    expect([one.symbols, two.symbols]).toEqual([['SIMALL'], ['SIMALL', 'SIMTEC']])
    await other.end()
    await expect(other.ask('get_stock_stream_data', { symbol: 'SIMALL' })).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('analytics', () => {
  beforeAll(() =>
    own.ask('load_market_dataset', {
      data_source: 'bars_intraday',
      dataset_name: 'two',
      symbols: 'SIMALL,SIMTEC',
      timeframe: '1Day',
      limit: 300,
    }),
  )

  it('loads a dataset under both spellings', async () => {
    const loaded = await own.ask('load_market_dataset', { source: 'snapshots', name: 'now', symbols: ['SIMALL', 'NOPE'] })
    expect(loaded).toMatchObject({
      name: 'now',
      dataset_name: 'now',
      kind: 'snapshots',
      rows: 1,
      failed: [{ symbol: 'NOPE' }],
      status: 'loaded',
    })
    const context = await own.ask('resource_analytics_context')
    expect(context.datasets.map((one: { name: string }) => one.name).sort()).toEqual(['now', 'two'])
    await expect(own.ask('load_market_dataset', { name: 'x', symbols: 'SIMALL' })).rejects.toMatchObject({ kind: 'usage' })
    await expect(own.ask('load_market_dataset', { source: 'csv', name: 'x' })).rejects.toMatchObject({
      kind: expect.stringMatching(/denied|usage/),
    })
  })

  it('runs code, and says what is wrong with it', async () => {
    const right = await own.ask('execute_custom_analytics_code', {
      dataset_name: 'two',
      code: 'console.log(df.length); return df.symbols',
    })
    expect(right).toMatchObject({
      ok: true,
      status: 'success',
      language: 'javascript',
      result: ['SIMALL', 'SIMTEC'],
      output: [{ text: '600' }],
    })
    const wrong = await own.answer('execute_custom_analytics_code', {
      dataset_name: 'two',
      python_code: 'import pandas as pd\nprint(df.head())',
    })
    expect(wrong).toMatchObject({
      isError: true,
      structured: { ok: false, status: 'error', language: 'javascript', error: { kind: 'syntax' } },
    })
    await expect(own.ask('execute_custom_analytics_code', { dataset_name: 'none', code: 'return 1' })).rejects.toMatchObject({
      kind: 'not-found',
    })
  })

  it('has ready analyses, each for every symbol', async () => {
    const answer = await own.ask('execute_advanced_analytics', { dataset_name: 'two', analysis_type: 'trend' })
    expect(answer).toMatchObject({ ok: true, analysis_type: 'trend' })
    // All of them in one go: a sandbox for each would take its time.
    const every = ANALYSES.map((one) => `${one}: (() => { ${codeOf(one)} })()`)
    const { result } = await own.ask('execute_custom_analytics_code', {
      dataset_name: 'two',
      code: `return { ${every.join(', ')} }`,
    })
    expect(result.trend).toEqual(answer.result)
    for (const analysis of ANALYSES) expect(Object.keys(result[analysis]), analysis).toEqual(['SIMALL', 'SIMTEC'])
    const performance = await own.ask('get_analytics_performance')
    expect(performance).toMatchObject({ total_executions: performance.executions, success_rate: performance.successRate })
    expect(performance.executions).toBeGreaterThan(2)
  })

  it('has the resources as tools', async () => {
    expect(await own.ask('resource_trading_status')).toMatchObject({ mode: 'paper', session: { phase: 'regular' } })
    expect(await own.ask('resource_market_conditions', { symbols: 'SIMALL' })).toMatchObject({
      source: 'simulated',
      results: [{ symbol: 'SIMALL' }],
    })
  })
})

describe('other servers', () => {
  it('are those that were configured: none here, and none is made up', async () => {
    expect(await own.ask('broadcast_server_capabilities')).toMatchObject({ broadcast: false, reason: expect.any(String) })
    expect(await own.ask('discover_compatible_servers', { server_types: 'fundamental_analysis,news_sentiment' })).toMatchObject({
      servers_found: 0,
      compatible_servers: [],
      reason: expect.stringContaining('openbell mcp connect'),
    })
    await expect(own.ask('establish_trading_collaboration', { target_server_id: 'elsewhere' })).rejects.toMatchObject({
      kind: 'not-found',
    })
    const fused = await own.ask('execute_federated_trading_analysis', { symbol: 'SIMALL' })
    expect(fused).toMatchObject({
      symbol: 'SIMALL',
      participating_servers: ['openbell'],
      synthesis: { overall_signal: fused.fused.stance },
    })
  })

  it('are told by what they were approved for; one that is silent is named', async () => {
    const inputSchema = { type: 'object', properties: { symbol: { type: 'string' } }, required: ['symbol'] }
    const news = { hash: 'a'.repeat(64), title: null, description: 'Newest news of a symbol', inputSchema, outputSchema: null }
    const peers = await own.state.context.peers()
    // Nothing listens there.
    const transport = { kind: 'http' as const, url: 'http://127.0.0.1:9/mcp', tokenEnv: null }
    peers.add({ name: 'news-desk', transport, pinned: { get_news: news }, addedAt: 0 })
    peers.add({ name: 'unapproved', transport, pinned: {}, addedAt: 0 })
    const found = await own.ask('discover_compatible_servers', { server_types: 'fundamental_analysis,news_sentiment' })
    expect(found).toMatchObject({
      configured: 2,
      servers_found: 1,
      compatible_servers: [{ name: 'news-desk', offers: ['news'] }],
    })
    const relationTo = (target_server_id: string) => own.ask('establish_trading_collaboration', { target_server_id })
    expect(await relationTo('news-desk')).toMatchObject({ status: 'established', tools: ['get_news'] })
    expect(await relationTo('unapproved')).toMatchObject({
      status: 'not approved',
      reason: expect.stringContaining('openbell mcp approve'),
    })
    const fused = await own.ask('execute_federated_trading_analysis', { symbol: 'SIMALL' })
    expect(fused).toMatchObject({ participating_servers: ['openbell'], silent: [{ peer: 'news-desk' }, { peer: 'unapproved' }] })
  })
})
