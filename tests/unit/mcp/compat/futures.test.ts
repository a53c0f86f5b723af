import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AS_OF, type Served, serve } from './support.ts'

let own: Served
beforeAll(async () => {
  own = await serve()
})
afterAll(() => own.end())

describe('futures and technical analysis', () => {
  it('says that a market has no NQ, and takes no other in its place', async () => {
    for (const name of ['get_historical_data', 'analyze_momentum', 'calculate_technical_indicators']) {
      await expect(own.ask(name)).rejects.toMatchObject({
        kind: 'not-found',
        message: expect.stringContaining('NQ'),
        hint: expect.stringContaining('SIMFUT'),
      })
    }
    expect(await own.ask('get_nq_price')).toMatchObject({
      ...{
        symbol: 'NQ',
        source: 'simulated',
        price: null,
        current_price: null,
        reason: expect.stringContaining('--source yahoo'),
      },
      alternative: { symbol: 'SIMFUT', price: expect.any(Number) },
    })
    expect(await own.ask('get_contract_info')).toMatchObject({ symbol: 'NQ', tick_size: 0.25, tick_value: 5 })
    expect(await own.ask('get_market_hours')).toMatchObject({ market: 'cme', is_open: true, next_close: expect.any(String) })
    expect(await own.ask('get_market_hours', { market: 'us', date: '2026-07-03' })).toMatchObject({
      is_open: null,
      reason: expect.any(String),
    })
  })

  it('quotes NQ where a source has it', async () => {
    const periods = { symbol: 'NQ', timeframe: '1d', periods: 30, seed: 3, start_price: 20_000 }
    const made = await own.ask('generate_mock_data', periods)
    expect(made).toMatchObject({ simulated: true, feed: 'simulated', count: 30 })
    const store = await serve({ home: own.home, flags: { source: 'store' } })
    try {
      const quote = await store.ask('get_nq_price')
      expect(quote).toMatchObject({ symbol: 'NQ', current_price: made.lastClose, price: made.lastClose, source: 'store' })
      expect((await store.ask('get_historical_data', { limit: 5 })).count).toBe(5)
    } finally {
      await store.end()
    }
  })

  it('reads the past by period and interval', async () => {
    const weeks = await own.ask('get_historical_data', { symbol: 'SIMFUT', period: '2y', interval: '1wk' })
    expect(weeks).toMatchObject({ timeframe: '1w', asOf: AS_OF })
    expect(weeks.count).toBeGreaterThan(100)
    expect(weeks.count).toBeLessThan(107)
    await expect(own.ask('get_historical_data', { symbol: 'SIMFUT', period: 'soon' })).rejects.toMatchObject({ kind: 'usage' })
    await expect(own.ask('get_historical_data', { symbol: 'SIMFUT', interval: '2m' })).rejects.toMatchObject({
      kind: 'usage',
      hint: expect.stringContaining('5m'),
    })
  })

  it('finds patterns, momentum and levels: those of analyze', async () => {
    const wish = { symbol: 'SIMALL', lookback: 250 }
    const [ours] = (await own.ask('analyze', { symbols: ['SIMALL'] })).results
    expect(await own.ask('detect_patterns', wish)).toMatchObject({
      patterns_detected: ours.patterns,
      pattern_count: ours.patterns.length,
    })
    expect(await own.ask('detect_patterns', { ...wish, pattern_types: ['no such'] })).toMatchObject({
      patterns: ours.patterns,
      pattern_count: 0,
    })
    expect(await own.ask('analyze_momentum', wish)).toMatchObject({ momentum: ours.momentum, trend: ours.quick.trend })
    const levels = await own.ask('find_support_resistance', wish)
    expect([...levels.support_levels, ...levels.resistance_levels].length).toBe(ours.levels.length)
    expect((await own.ask('analyze_momentum', { symbol: 'SIMALL', period: '3mo' })).bars).toBeLessThan(70)
  })

  it('draws a chart, and one indicator', async () => {
    const plain = await own.answer('get_stock_chart_data', { symbol: 'SIMALL', interval: '1d', period: '1mo' })
    expect(plain.images).toBeUndefined()
    expect(plain.structured.count).toBe((plain.structured.bars as unknown[]).length)
    const { images } = await own.answer('get_stock_chart_data', { symbol: 'SIMALL', chart: true })
    expect(Buffer.from(images![0], 'base64').subarray(1, 4).toString()).toBe('PNG')
    const one = await own.ask('calculate_technical_indicator', { symbol: 'SIMALL', indicator: 'RSI', period: 7, limit: 3 })
    expect(one).toMatchObject({ indicator: 'rsi:7', values: one.columns['rsi:7'], latest: one.columns['rsi:7'][2] })
  })

  it('judges orders and limits', async () => {
    const limits = await own.ask('check_risk_limits')
    expect(limits).toMatchObject({ within_limits: true, violations: [], limits: expect.any(Array) })
    const large = await own.ask('check_risk_limits', { symbol: 'SIMALL', quantity: 10_000 })
    expect(large).toMatchObject({ approved: false, verdict: { outcome: 'shrink' } })
    expect(large.violations.length).toBeGreaterThan(0)
    expect(await own.ask('check_risk_limits', { symbol: 'SIMALL', quantity: 1, price: 690, stop_loss: 680 })).toMatchObject({
      approved: true,
      violations: [],
    })
    await expect(own.ask('check_risk_limits', { symbol: 'SIMALL' })).rejects.toMatchObject({ kind: 'usage' })
    const other = await own.ask('calculate_var', { confidence_level: 0.99 })
    expect(other).toMatchObject({ var_value: null, reason: expect.stringContaining('0.95') })
  })

  it('reports on the account, and compares strategies', async () => {
    const report = await own.ask('generate_performance_report')
    expect(report).toMatchObject({
      mode: 'paper',
      date: '2026-03-20',
      performance: { total_return: null, reason: expect.any(String) },
    })
    const compared = await own.ask('compare_strategies', {
      strategies: 'sma-cross, breakout',
      symbol: 'SIMALL',
      start_date: '2025-01-02',
    })
    expect(Object.keys(compared.comparison).sort()).toEqual(['breakout', 'sma-cross'])
    expect(compared.best_strategy).toBe(compared.rows[0].strategy)
  })
})
