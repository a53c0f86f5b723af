import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../src/mcp/tool.ts'
import { type Served, serve } from '../compat/support.ts'

/** The same tools on two servers: one whose calls wait, one whose long work is always answered by a handle. */

let waiting: Served
let handing: Served
beforeAll(async () => {
  waiting = await serve()
  handing = await serve({ handles: true })
})
afterAll(() => Promise.all([waiting.end(), handing.end()]))

const PAST = { symbol: 'SIMALL', start_date: '2025-09-02', end_date: '2026-01-30' }
const OURS = { symbols: ['SIMALL'], from: '2025-09-02', to: '2026-01-30' }

async function handleOf(tool: string, args: JsonObject): Promise<string> {
  const { job, next } = await handing.ask(tool, args)
  expect(job).toMatchObject({ id: expect.stringMatching(/^[\w-]{16}$/), error: null })
  expect(next).toContain(job.id)
  return job.id
}

describe('the result of a job', () => {
  it.each<[string, JsonObject]>([
    ['backtest', { ...OURS, strategy: 'sma-cross', chart: true }],
    ['forecast', { symbols: ['SIMALL', 'NOPE'], model: 'naive', horizon: 3, input: 20 }],
    ['run_backtest', { ...PAST, strategy: 'sma-cross', benchmark: 'sp500', use_gpu: true }],
    ['optimize_strategy', { ...PAST, strategy: 'sma-cross', parameter_ranges: { fast: [5, 10], slow: [30, 40] } }],
    ['compare_strategies', { ...PAST, strategies: 'sma-cross,rsi-reversion' }],
  ])('of %s is what the tool answers that waits', async (tool, args) => {
    const job = await handleOf(tool, args)
    const [now, later] = await Promise.all([waiting.answer(tool, args), handing.answer('job_result', { job })])
    expect(later).toEqual(now)
    expect(later.images?.length).toBe(args.chart ? 1 : undefined)
    const { failed } = later.structured as { failed?: JsonObject[] }
    for (const { hint } of failed ?? []) expect(hint).not.toMatch(/^openbell /)
  })

  it('has a picture when the result is asked for with one, or without', async () => {
    const drawn = await handleOf('backtest', { ...OURS, strategy: 'sma-cross', chart: true })
    expect((await handing.answer('job_result', { job: drawn, chart: false })).images).toBeUndefined()
    const plain = await handleOf('run_backtest', { ...PAST, strategy: 'rsi-reversion' })
    const { structured, images } = await handing.answer('job_result', { job: plain, chart: true })
    expect(structured).toHaveProperty('performance.total_return')
    expect(images).toHaveLength(1)
  })
})

describe('tools of other servers, whose clients know no handles', () => {
  it('asked the same again go on waiting for what was begun', async () => {
    const wish = { ...PAST, strategy: 'ema-momentum' }
    const first = await handing.ask('run_backtest', wish)
    expect(first).toMatchObject({ status: 'running', next: expect.stringContaining('call again') })
    const again = await handing.ask('run_backtest', { ...wish, benchmark: 'sp500' })
    expect(again).toMatchObject({ strategy: 'ema-momentum', benchmark: { asked: 'sp500' }, performance: expect.anything() })
    expect(again).toEqual({
      ...(await handing.ask('job_result', { job: first.job.id })),
      benchmark: { ...again.benchmark, asked: 'sp500' },
    })
    const anew = await handing.ask('run_backtest', wish)
    expect(anew.job.id).not.toBe(first.job.id)
  })

  it('begin anew what was canceled, and tell what failed', async () => {
    const wish = { ...PAST, strategy: 'ema-momentum', include_costs: false }
    const { job } = await handing.ask('run_backtest', wish)
    await handing.ask('job_cancel', { job: job.id })
    expect((await handing.ask('run_backtest', wish)).job.id).not.toBe(job.id)
    const none = { ...wish, symbol: 'NOPE' }
    expect(await handing.ask('run_backtest', none)).toMatchObject({ status: 'running' })
    await expect(handing.ask('run_backtest', none)).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('neural_forecast says at once what can be said without networks, and that it is that', async () => {
    const told = await handing.ask('neural_forecast', { symbol: 'SIMALL', horizon: 5, confidence_level: 0.9 })
    const [row] = told.results
    expect(told).toMatchObject({
      status: 'running',
      job: { operation: 'forecast' },
      preliminary: expect.stringContaining('still being trained'),
      symbol: 'SIMALL',
      beats_naive: row.beatsNaive,
      levels: [0.9],
      summary: { total: 1, successful: 1 },
    })
    expect(row.model.name).toBe(row.beatsNaive ? 'linear' : 'naive')
    expect(told.predictions.map(({ step }: JsonObject) => step)).toEqual([1, 2, 3, 4, 5])
    if (!row.beatsNaive) for (const { value } of told.predictions) expect(value).toBe(row.last)
    await handing.ask('job_cancel', { job: told.job.id })
  })

  it('neural_forecast of many symbols keeps no other call waiting: what is said without networks is made in a process of its own', async () => {
    const told = await handing.ask('neural_forecast', { symbols: 'SIMALL,SIMTEC,SIMFIN,SIMENE', horizon: 7 })
    expect(told).toMatchObject({ status: 'running', job: { operation: 'forecast' } })
    const { jobs } = await handing.ask('job_status', {})
    const models = jobs
      .filter(({ input }: { input: JsonObject }) => input.horizon === 7)
      .map(({ input }: { input: JsonObject }) => input.model)
    expect(models.toSorted()).toEqual(['linear', 'naive', undefined])
    await handing.ask('job_cancel', { job: told.job.id })
  })
})
