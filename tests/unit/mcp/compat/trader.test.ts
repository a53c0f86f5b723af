import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf } from '../../../../src/mcp/tools/run.ts'
import { type Served, serve } from './support.ts'

let own: Served
beforeAll(async () => {
  own = await serve({ allow: 'paper' })
})
afterAll(() => own.end())

describe('quick_analysis', () => {
  it('has the fields that clients read beside those of analyze', async () => {
    const answer = await own.ask('quick_analysis', { symbol: 'SIMALL', use_gpu: true })
    const [row] = (await own.ask('analyze', { symbols: ['SIMALL'] })).results
    expect(answer).toMatchObject(row)
    expect(answer).toMatchObject({
      source: 'simulated',
      symbol: 'SIMALL',
      analysis: { trend: row.quick.trend, regime: row.quick.regime },
      backend: 'cpu',
      backend_reason: expect.any(String),
      processing_time_ms: expect.any(Number),
    })
  })

  it('keeps to the last value, without a confidence, where nothing beats it', async () => {
    const answers = await Promise.all(
      ['SIMALL', 'SIMTEC', 'SIMFIN', 'SIMINV'].map((symbol) => own.ask('quick_analysis', { symbol })),
    )
    for (const { neural_forecast: told } of answers) {
      expect(typeof told.beatsNaive).toBe('boolean')
      if (told.beatsNaive) {
        expect(told.trend_direction).toBe(told.next_day > told.last ? 'up' : 'down')
        expect(told.confidence).toBeCloseTo(told.next_day > told.last ? told.probabilityUp : 1 - told.probabilityUp, 12)
      } else expect(told).toMatchObject({ next_day: told.last, confidence: null, trend_direction: 'flat' })
      expect(told.reason).not.toBe('')
    }
    expect(answers.some(({ neural_forecast: told }) => !told.beatsNaive)).toBe(true)
  })

  it('says a direction and how sure it is where the past shows skill', async () => {
    // Up a step, down a step, and a little beside it: the day before says where the next one goes.
    const rows = [...Array(600).keys()].flatMap((i) => {
      const date = new Date(Date.UTC(2024, 0, 2 + i))
      if (date.getUTCDay() % 6 === 0) return []
      const close = 100 * Math.exp((i % 2 ? 0.02 : -0.02) + 0.002 * Math.sin(i * i))
      return `${date.toISOString().slice(0, 10)},${close},${close + 1},${close - 1},${close},1000`
    })
    const file = join(own.home, 'SWING_days.csv')
    writeFileSync(file, ['date,open,high,low,close,volume', ...rows, ''].join('\n'))
    const store = await serve({ home: own.home, flags: { source: 'store' } })
    try {
      const call = { context: store.state.context, client: null, server: store.state }
      await answerOf(call, 'data.import', { files: [file], symbol: 'SWING' })
      const { neural_forecast: told } = await store.ask('quick_analysis', { symbol: 'SWING' })
      expect(told.beatsNaive).toBe(true)
      expect(told.next_day).toBe(told.model_value)
      expect(told.trend_direction).toBe(told.next_day > told.last ? 'up' : 'down')
      expect(told.confidence).toBeGreaterThan(0.5)
      expect(told.confidence).toBeLessThanOrEqual(1)
    } finally {
      await store.end()
    }
  })

  it('answers many symbols, and one failure spoils nothing', async () => {
    const { results, failed, summary } = await own.ask('quick_analysis', { symbols: 'SIMALL, NOPE,SIMTEC' })
    expect(results.map((one: { symbol: string }) => one.symbol)).toEqual(['SIMALL', 'SIMTEC'])
    expect(failed).toMatchObject([{ symbol: 'NOPE', kind: 'not-found', hint: expect.any(String) }])
    expect(summary).toEqual({ total: 3, successful: 2, failed: 1, success_rate: 2 / 3 })
    const none = await own.answer('quick_analysis', { symbols: ['NOPE', 'NEITHER'] })
    expect(none).toMatchObject({
      isError: true,
      structured: { summary: { total: 2, successful: 0, failed: 2, success_rate: 0 } },
    })
  })

  it('is the same answer for many at once, and the forecast of a symbol is made once', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => own.ask('quick_analysis', { symbol: 'CALGAN' })))
    const [first] = answers
    for (const one of answers) expect({ ...one, processing_time_ms: 0 }).toEqual({ ...first, processing_time_ms: 0 })
    expect(new Set(answers.map((one) => one.neural_forecast)).size).toBe(1)
  })

  it('says what is wrong with a symbol', async () => {
    await expect(own.ask('quick_analysis', { symbol: 'NOPE' })).rejects.toMatchObject({ kind: 'not-found' })
    await expect(own.ask('quick_analysis', {})).rejects.toMatchObject({ kind: 'usage' })
    await expect(own.ask('quick_analysis', { symbol: "'; DROP TABLE bar; --" })).rejects.toMatchObject({
      kind: expect.stringMatching(/usage|not-found/),
    })
  })
})

describe('strategies and the past', () => {
  it('lists what can be run', async () => {
    expect(await own.ask('ping')).toMatchObject({ status: 'ok' })
    const { strategies } = await own.ask('list_strategies')
    expect(strategies.length).toBeGreaterThan(5)
    for (const one of strategies)
      expect(one).toMatchObject({ name: expect.any(String), description: expect.any(String), gpu_accelerated: false })
    expect(await own.ask('get_strategy_info', { strategy: 'sma-cross' })).toMatchObject({
      name: 'sma-cross',
      params: expect.any(Array),
    })
    await expect(own.ask('get_strategy_info', { strategy: 'moonshot' })).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('shows what entries have come to', async () => {
    const answer = await own.ask('simulate_trade', { strategy: 'rsi-reversion', symbol: 'SIMALL', action: 'buy', use_gpu: true })
    expect(answer).toMatchObject({
      action: 'buy',
      side: 'buy',
      expected_return: answer.expectedReturn,
      risk_metrics: { var_95: answer.var95 },
      backend: 'cpu',
    })
    expect(answer.trades).toBeGreaterThanOrEqual(20)
  })

  it('runs a backtest, whose figures are those of ours', async () => {
    const wish = { strategy: 'sma-cross', symbol: 'SIMALL', start_date: '2025-01-02', end_date: '2025-12-31', benchmark: 'sp500' }
    const answer = await own.ask('run_backtest', wish)
    const { metrics } = answer
    expect(answer).toMatchObject({
      from: expect.stringMatching(/^2025-01-02/),
      performance: {
        total_return: metrics.totalReturn,
        sharpe_ratio: metrics.sharpe,
        max_drawdown: metrics.maxDrawdown,
        total_trades: metrics.roundTrips,
      },
      benchmark: { asked: 'sp500', used: expect.stringContaining('same symbols'), return: metrics.buyAndHoldReturn },
    })
    const free = await own.ask('run_backtest', { ...wish, include_costs: false })
    expect(free.metrics.fees).toBe(0)
  })

  it('searches the ranges that are given', async () => {
    const ranges = { fast: [5, 10], slow: { min: 30, max: 50, step: 10 } }
    const wish = {
      strategy: 'sma-cross',
      symbol: 'SIMALL',
      parameter_ranges: ranges,
      optimization_metric: 'total_return',
      start_date: '2025-01-02',
    }
    const answer = await own.ask('optimize_strategy', wish)
    expect(answer).toMatchObject({
      objective: 'totalReturn',
      trials: 6,
      best_parameters: answer.best.params,
      best_score: answer.best.objective,
    })
    expect([5, 10]).toContain(answer.best_parameters.fast)
    await expect(own.ask('optimize_strategy', { ...wish, parameter_ranges: { 'fast=1;x': [1] } })).rejects.toMatchObject({
      kind: 'usage',
    })
  })

  it('weighs a portfolio', async () => {
    const answer = await own.ask('neural_portfolio_optimizer', { symbols: ['SIMALL', 'SIMTEC'], risk_tolerance: 0.5 })
    const weights = Object.values(answer.optimal_weights) as number[]
    expect(Object.keys(answer.optimal_weights)).toEqual(['SIMALL', 'SIMTEC'])
    expect(weights.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 6)
    expect(answer).toMatchObject({ riskTolerance: 0.5, expected_return: answer.expectedReturn, sharpe_ratio: answer.sharpe })
  })

  it('forecasts with a kept model', async () => {
    const call = { context: own.state.context, client: null, server: own.state }
    await answerOf(call, 'forecast', { symbols: ['SIMALL', 'SIMTEC'], model: 'naive', horizon: 5, input: 20, save: 'daily' })
    const told = await own.ask('neural_forecast', { symbols: 'SIMALL,SIMTEC', model_id: 'daily', use_gpu: true })
    const [first] = told.results
    expect(told).toMatchObject({
      saved: 'daily',
      symbol: 'SIMALL',
      beats_naive: first.beatsNaive,
      confidence: null,
      backend: first.model.backend,
      backend_reason: expect.any(String),
      summary: { total: 2, successful: 2, failed: 0, success_rate: 1 },
    })
    expect(told.predictions).toEqual(
      first.points.map(({ step, time, value }: Record<string, unknown>) => ({ step, time, value })),
    )
    await expect(own.ask('neural_forecast', { symbol: 'SIMALL', model_id: 'nothing-kept' })).rejects.toMatchObject({
      kind: 'not-found',
    })
    await expect(own.ask('neural_forecast', { horizon: 5 })).rejects.toMatchObject({ kind: 'usage' })
  })
})

describe('get_portfolio_status', () => {
  it('says value, cash and positions, and why there are no analytics of a new account', async () => {
    const answer = await own.ask('get_portfolio_status', { include_analytics: true })
    expect(answer).toMatchObject({
      mode: 'paper',
      broker: 'simulated',
      portfolio: { total_value: 100_000, cash: 100_000, positions: [] },
      analytics: { total_return: null, sharpe_ratio: null, reason: expect.stringContaining('marked days') },
    })
    expect(await own.ask('get_portfolio_status', { include_analytics: false })).not.toHaveProperty('analytics')
  })
})
