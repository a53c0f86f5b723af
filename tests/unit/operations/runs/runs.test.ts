import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runsDiff } from '../../../../src/operations/runs/diff.ts'
import { keepRun, type RunToKeep, requestOf } from '../../../../src/operations/runs/kept.ts'
import { runsList } from '../../../../src/operations/runs/list.ts'
import { runsShow } from '../../../../src/operations/runs/show.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'

let t: TestContext
beforeEach(() => {
  t = createTestContext()
})
afterEach(() => t.close())

const trip = (entry: string, exit: string | null = null) => ({
  symbol: 'SPY',
  side: 'long',
  entryTime: `${entry}T14:30:00Z`,
  exitTime: exit && `${exit}T14:30:00Z`,
})

const ANSWER = {
  params: { fast: 10, slow: 30 },
  costs: { cash: 100_000, fee: 'us', text: ['Fees by date'] },
  limits: { set: 'none', values: null, text: ['No limits'] },
  metrics: { totalReturn: 0.1, sharpe: 0.5, calmar: null },
  roundTrips: [trip('2024-01-03', '2024-01-08'), trip('2024-02-01', '2024-02-05')],
  feed: 'sip',
  adjustment: 'splits',
  from: '2024-01-02T14:30:00Z',
  to: '2024-12-31T21:00:00Z',
  bars: 252,
  asOf: '2025-01-02T00:00:00Z',
  dataHash: 'aaaa',
}

async function keep(id: string, answer: Record<string, unknown> = {}, more: Partial<RunToKeep> = {}): Promise<void> {
  await keepRun(t.context, {
    id,
    kind: 'backtest',
    strategy: 'sma-cross',
    symbols: ['SPY'],
    timeframe: '1d',
    source: 'alpaca',
    summary: { feed: 'sip', totalReturn: 0.1, sharpe: null, roundTrips: 2, grade: 'B' },
    body: { request: requestOf(t.context, { strategy: 'sma-cross', symbols: ['SPY'] }), answer: { ...ANSWER, ...answer } },
    columns: { equity: Float64Array.of(1, 2) },
    ...more,
  })
  t.setNow(t.context.clock.now() + 1000)
}

describe('runs list', () => {
  it('is empty before the first run, and no error', async () => {
    expect(await t.run(runsList, {})).toEqual({ runs: [] })
  })

  it('lists the newest first, with the figures that were kept for it', async () => {
    await keep('aaa1')
    await keep('bbb2', {}, { summary: { feed: 'sip' } })
    const { runs } = await t.run(runsList, {})
    expect(runs.map((run: { run: string }) => run.run)).toEqual(['bbb2', 'aaa1'])
    expect(runs[1]).toMatchObject({ kind: 'backtest', feed: 'sip', totalReturn: 0.1, sharpe: null, roundTrips: 2, grade: 'B' })
    expect(runs[1].at).toBe('2026-03-20T20:00:00Z')
    expect(runs[0]).toMatchObject({ totalReturn: null, grade: null })
    expect((await t.run(runsList, { limit: 1 })).runs).toHaveLength(1)
  })

  it('keeps nothing in a dry run', async () => {
    const dry = createTestContext({ dryRun: true })
    await keepRun({ ...t.context, dryRun: true }, { id: 'x' } as RunToKeep)
    expect((await t.run(runsList, {})).runs).toEqual([])
    dry.close()
  })

  it('a store that cannot be written costs the memory, not the answer', async () => {
    const store = {
      ...t.store,
      runs: {
        ...t.store.runs,
        put: () => {
          throw new Error('disk full')
        },
      },
    }
    const lost = await keepRun({ ...t.context, store: async () => store }, { id: 'x' } as RunToKeep)
    expect(lost).toBe('this run was not kept: disk full')
  })
})

describe('runs show', () => {
  it('gives back what was asked and the whole answer, by id, by its beginning, and by age', async () => {
    await keep('aaa1')
    await keep('abb2')
    for (const words of ['aaa1', 'aa', 'last-1']) {
      const shown = await t.run(runsShow, { run: words })
      expect(shown).toMatchObject({ run: 'aaa1', kind: 'backtest', request: { strategy: 'sma-cross', session: 'all', seed: 1 } })
      expect(shown.answer).toEqual(ANSWER)
    }
    expect((await t.run(runsShow, { run: 'last' })).run).toBe('abb2')
  })

  it('says what to do when nothing is called so, nothing is kept, or several begin so', async () => {
    await expect(t.run(runsShow, { run: 'last' })).rejects.toMatchObject({
      kind: 'not-found',
      message: 'no run has been kept yet',
    })
    await keep('aaa1')
    await keep('aab2')
    const unknown = { kind: 'not-found', message: "no kept run is called 'zzz'", hint: 'openbell runs list' }
    await expect(t.run(runsShow, { run: 'zzz' })).rejects.toMatchObject(unknown)
    await expect(t.run(runsShow, { run: 'last-2' })).rejects.toMatchObject({ kind: 'not-found' })
    await expect(t.run(runsShow, { run: 'aa' })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('aaa1, aab2'),
    })
  })
})

describe('runs diff', () => {
  it('sets parameters, costs and metrics side by side and counts what both did', async () => {
    await keep('aaa1')
    await keep('bbb2', {
      params: { fast: 5, slow: 30, stop: 2 },
      metrics: { totalReturn: 0.25, sharpe: 0.5, calmar: 1.5 },
      roundTrips: [trip('2024-01-03', '2024-01-08'), trip('2024-03-01')],
    })
    const diff = await t.run(runsDiff, { a: 'aaa1', b: 'bbb2' })
    expect(diff).toMatchObject({ comparable: true, warnings: [], roundTrips: { both: 1, onlyA: 1, onlyB: 1 } })
    expect(diff.params).toEqual([
      { name: 'fast', a: 10, b: 5, same: false, change: -5 },
      { name: 'slow', a: 30, b: 30, same: true, change: 0 },
      { name: 'stop', a: null, b: 2, same: false, change: null },
    ])
    expect(diff.metrics).toEqual([
      { name: 'totalReturn', a: 0.1, b: 0.25, same: false, change: 0.15 },
      { name: 'sharpe', a: 0.5, b: 0.5, same: true, change: 0 },
      { name: 'calmar', a: null, b: 1.5, same: false, change: null },
    ])
    expect(
      diff.costs.map((row: { name: string }) => row.name),
      'sentences are no values',
    ).toEqual(['cash', 'fee'])
  })

  it.each([
    ['another feed', { feed: 'iex' }, {}, 'different feeds: sip against iex'],
    ['another source', {}, { source: 'yahoo' }, 'different sources: alpaca against yahoo'],
    ['other symbols', {}, { symbols: ['SPY', 'QQQ'] }, 'different symbols: SPY against SPY QQQ'],
    ['another timeframe', {}, { timeframe: '1h' }, 'different timeframes: 1d against 1h'],
    ['another range', { to: '2024-06-28T20:00:00Z' }, {}, 'different ends: 2024-12-31T21:00:00Z against 2024-06-28T20:00:00Z'],
    ['other adjustment', { adjustment: 'none' }, {}, 'different adjustments of prices: splits against none'],
    ['changed bars', { dataHash: 'bbbb' }, {}, 'the bars or actions themselves differ: data aaaa against bbbb'],
  ])('never compares silently: %s', async (_, answer, more, warning) => {
    await keep('aaa1')
    await keep('bbb2', answer, more as Partial<RunToKeep>)
    const diff = await t.run(runsDiff, { a: 'last-1', b: 'last' })
    expect(diff.comparable).toBe(false)
    expect(diff.warnings).toEqual([warning])
  })

  it('two simulated markets are two markets', async () => {
    const simulated = (seed: number): Partial<RunToKeep> => ({
      source: 'simulated',
      body: { request: { input: {}, session: 'all', seed }, answer: { ...ANSWER, feed: 'simulated' } },
    })
    await keep('aaa1', {}, simulated(1))
    await keep('bbb2', {}, simulated(7))
    expect((await t.run(runsDiff, { a: 'aaa1', b: 'bbb2' })).warnings).toEqual(['different simulated markets: 1 against 7'])
  })

  it('an optimisation is compared by its winner out of sample; kinds are not mixed', async () => {
    const best = (fast: number, sharpe: number) => ({
      params: undefined,
      metrics: undefined,
      roundTrips: undefined,
      best: { params: { fast }, outOfSample: { sharpe } },
    })
    await keep('aaa1', best(5, 0.2), { kind: 'optimize' })
    await keep('bbb2', best(9, 0.5), { kind: 'optimize' })
    await keep('ccc3')
    await keep('ddd4', {}, { kind: 'compare' })
    const diff = await t.run(runsDiff, { a: 'aaa1', b: 'bbb2' })
    expect(diff.params).toEqual([{ name: 'fast', a: 5, b: 9, same: false, change: 4 }])
    expect(diff.metrics).toMatchObject([{ name: 'sharpe', a: 0.2, b: 0.5 }])
    expect(diff.roundTrips).toBeNull()
    await expect(t.run(runsDiff, { a: 'aaa1', b: 'ccc3' })).rejects.toMatchObject({ kind: 'usage' })
    await expect(t.run(runsDiff, { a: 'ddd4', b: 'ccc3' })).rejects.toMatchObject({ kind: 'usage' })
  })
})
