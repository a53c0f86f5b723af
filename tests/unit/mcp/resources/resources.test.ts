import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { resources } from '../../../../src/mcp/resources/all.ts'
import { findResource } from '../../../../src/mcp/resources/find.ts'
import type { ToolCall } from '../../../../src/mcp/tool.ts'
import { answerOf } from '../../../../src/mcp/tools/run.ts'
import { FRIDAY, type McpCallOptions, mcpCall } from '../../../support/mcp-call.ts'
import { datasetOf } from '../../../support/mcp-dataset.ts'
import { stepClock } from '../../../support/step-clock.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

function made(options: McpCallOptions = {}) {
  const one = mcpCall(options)
  closers.push(one.close)
  return one
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
async function read(call: ToolCall, uri: string): Promise<any> {
  const { resource, variables } = findResource(uri)!
  return resource.read(call, variables)
}

const complete = (call: ToolCall, uri: string, variable: string, typed: string) =>
  resources.find((one) => one.uri === uri)!.complete!(call, variable, typed)

describe('resources', () => {
  it('are what the tools of the same name answer', async () => {
    const { call } = made()
    expect(await read(call, 'market://conditions')).toEqual(await answerOf(call, 'conditions', {}))
    expect(await read(call, 'market://quote/SIMALL')).toEqual(await answerOf(call, 'quote', { symbols: ['SIMALL'] }))
    const [resource, tool] = [await read(call, 'trading://status'), await answerOf(call, 'status', {})]
    expect(Object.keys(resource)).toEqual(Object.keys(tool))
    expect(resource.account).toEqual(tool.account)
  })

  it('all say as of when, and lists lead to what they list', async () => {
    const { call } = made()
    await answerOf(call, 'backtest', { strategy: 'sma-cross', symbols: ['SIMALL'], from: '2025-01-02', to: '2025-06-30' })
    for (const uri of ['trading://status', 'market://conditions', 'analytics://context', 'strategies://list', 'runs://list']) {
      expect((await read(call, uri)).asOf, uri).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
    }
    const { strategies } = await read(call, 'strategies://list')
    const { uri } = strategies.find((one: { name: string }) => one.name === 'sma-cross')
    expect(await read(call, uri)).toMatchObject({ name: 'sma-cross', params: expect.any(Array) })
    const { runs } = await read(call, 'runs://list')
    expect(runs).toHaveLength(1)
    expect(await read(call, runs[0].uri)).toMatchObject({ run: runs[0].run, kind: 'backtest', strategy: 'sma-cross' })
    expect((await read(call, 'run://last')).run).toBe(runs[0].run)
  })

  it('that are not there say so; paths are not names', async () => {
    const { call } = made()
    await expect(read(call, 'market://quote/NOPE')).rejects.toMatchObject({ kind: 'not-found' })
    await expect(read(call, 'strategy://nothing')).rejects.toMatchObject({ kind: 'not-found' })
    await expect(read(call, 'run://deadbeef')).rejects.toMatchObject({ kind: 'not-found' })
    for (const name of ['..%2F..%2Fetc%2Fpasswd', '%2Fetc%2Fpasswd', 'evil.ts', '.%5Cx', 'a%00b']) {
      await expect(read(call, `strategy://${name}`), name).rejects.toMatchObject({ kind: 'denied' })
    }
    for (const uri of ['trading://other', 'market://quote/', 'market://quote/a/b', 'strategy://%E0%A4%A', 'x'.repeat(10_000)]) {
      expect(findResource(uri), uri.slice(0, 40)).toBeNull()
    }
  })

  it('complete their variables', async () => {
    const { call } = made()
    expect(await complete(call, 'market://quote/{symbol}', 'symbol', 'simal')).toContain('SIMALL')
    expect(await complete(call, 'strategy://{name}', 'name', 'sma')).toContain('sma-cross')
    expect(await complete(call, 'run://{id}', 'id', 'la')).toEqual(['last'])
  })
})

describe('the context of analytics', () => {
  it('says what is loaded, how good it is, what ran, and what to do next with the reason', async () => {
    const { call } = made()
    const bare = await read(call, 'analytics://context')
    expect(bare).toMatchObject({ datasets: [], executions: 'none yet', store: { count: 0, series: [] }, source: 'simulated' })
    expect(bare.next).toEqual([expect.objectContaining({ tool: 'datasets_load', why: 'no dataset is loaded' })])
    const datasets = await call.context.datasets()
    datasets.put(datasetOf('few', ['SIMALL'], 10, FRIDAY))
    datasets.put({ ...datasetOf('bad', ['SIMTEC'], 100, FRIDAY), quality: { ...QUALITY, rating: 'poor' } })
    const full = await read(call, 'analytics://context')
    expect(full.datasets.map((one: { name: string }) => one.name).sort()).toEqual(['bad', 'few'])
    const few = full.datasets.find((one: { name: string }) => one.name === 'few')
    expect(few).toMatchObject({ rows: 10, quality: { rating: 'good' }, asOf: '2026-03-20T15:00:00Z', columns: expect.any(Array) })
    expect(full.room).toMatchObject({ datasets: 2 })
    expect(full.next.map(({ why }: { why: string }) => why)).toEqual(
      expect.arrayContaining([expect.stringContaining('quality of bad is poor'), expect.stringContaining('few has 10 rows')]),
    )
    expect(full.next.find((one: { tool: string }) => one.tool === 'run').arguments.code).toContain('detectMarketRegime(df)')
  })
})

const QUALITY = { rating: 'good', completeness: 0.5, gaps: 9, outliers: 0, violations: 0 } as const

describe('live resources', () => {
  /** Watches an address on a clock that the test steps. */
  function watch(uri: string, now: () => number) {
    const clock = stepClock(FRIDAY)
    const { call, store } = made({ now })
    const stop = new AbortController()
    closers.push(() => stop.abort())
    let heard = 0
    const { resource, variables } = findResource(uri)!
    const context = { ...call.context, clock, signal: stop.signal }
    const over = resource.watch!({ ...call, context }, variables, () => void heard++)
    return { call, store, clock, stop, over, heard: () => heard }
  }

  const settle = async () => {
    for (let i = 0; i < 50; i++) await turn()
  }

  it('tell of a status that changed: something journaled, a minute of the market', async () => {
    let now = FRIDAY
    const one = watch('trading://status', () => now)
    await settle()
    await one.clock.step()
    expect(one.heard()).toBe(0)
    const body = { state: 'halted', by: 'ana', reason: 'news' }
    one.store.journal.append('simulated:main', [{ at: now, knownAt: now, kind: 'state', clientOrderId: null, body }])
    await one.clock.step()
    expect(one.heard()).toBe(1)
    await one.clock.step()
    expect(one.heard()).toBe(1)
    now += 60_000
    await one.clock.step()
    expect(one.heard()).toBe(2)
    one.stop.abort()
    await one.over
    expect(one.clock.waiting).toBe(0)
  })

  it('tell of conditions once a minute while prices are made, and not at night', async () => {
    let now = FRIDAY
    const one = watch('market://conditions', () => now)
    await settle()
    for (let i = 0; i < 3; i++) await one.clock.step()
    expect(one.heard()).toBe(0)
    now += 60_000
    for (let i = 0; i < 3; i++) await one.clock.step()
    expect(one.heard()).toBe(1)
    now = Date.UTC(2026, 2, 21, 3)
    await one.clock.step()
    expect(one.heard()).toBe(2)
    now += 120_000
    await one.clock.step()
    expect(one.heard()).toBe(2)
    one.stop.abort()
    await one.over
  })

  it('tell of a dataset that was loaded or dropped', async () => {
    const one = watch('analytics://context', () => FRIDAY)
    await settle()
    const datasets = await one.call.context.datasets()
    datasets.put(datasetOf('daily', ['SIMALL'], 10, FRIDAY))
    await one.clock.step()
    expect(one.heard()).toBe(1)
    datasets.drop('daily')
    await one.clock.step()
    expect(one.heard()).toBe(2)
    await one.clock.step()
    expect(one.heard()).toBe(2)
    one.stop.abort()
    await one.over
  })
})

describe('executions', () => {
  it('are counted in the context, which tells when one ran', async () => {
    const { call } = made()
    ;(await call.context.datasets()).put(datasetOf('daily', ['SIMALL'], 100, FRIDAY))
    await answerOf(call, 'run', { dataset: 'daily', code: 'return df.mean("close")' })
    const full = await read(call, 'analytics://context')
    expect(full.executions).toMatchObject({ executions: 1, succeeded: 1, successRate: 1 })
    expect(full.next.map(({ tool }: { tool: string }) => tool)).not.toContain('run')
    await (await call.context.codeRunner()).close()
  })
})
