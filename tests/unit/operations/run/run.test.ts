import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { analyticsPerformance } from '../../../../src/operations/analytics/performance.ts'
import { datasetsLoad } from '../../../../src/operations/datasets/load.ts'
import { MOST_KEPT } from '../../../../src/operations/run/history.ts'
import { faultOf } from '../../../../src/operations/run/output.ts'
import { run } from '../../../../src/operations/run/run.ts'
import { createTestContext, fixedClock } from '../../../support/context.ts'

const source = createSimulatedSource({ seed: 1, clock: fixedClock(Date.UTC(2026, 2, 19, 20)).clock })
const t = createTestContext({ flags: { source: 'simulated' }, sources: { simulated: source } })
afterAll(async () => {
  await (await t.context.codeRunner()).close()
  t.close()
})

const load = (input: Record<string, unknown>) => t.run(datasetsLoad, input)
const ran = (code: string, dataset?: string, more = {}) => t.run(run, { code, dataset, ...more })
await load({ name: 'days', symbols: ['SIMALL', 'SIMTEC'], limit: 60 })

describe('run', () => {
  it('answers what the code returned, what it wrote and drew, and what can be read off it', async () => {
    const code = `const one = df.groupBy('symbol').SIMALL
console.log('rows', one.length)
chart({ title: 'close', kind: 'line', x: one.time, series: [{ name: 'close', values: one.close }] })
return { mean: one.mean('close'), closes: one.close }`
    const answer = await ran(code, 'days')
    expect(answer).toMatchObject({ ok: true, dataset: 'days', source: 'simulated', feed: 'simulated', error: null })
    const dataset = (await t.context.datasets()).get('days')!
    const closes = [...(dataset.columns.find((one) => one.name === 'close')!.values as Float64Array)].slice(0, 60)
    expect(answer.result.closes).toEqual(closes)
    expect(answer.result.mean).toBeCloseTo(closes.reduce((sum, one) => sum + one, 0) / 60, 9)
    expect(answer.console).toEqual([{ level: 'log', text: 'rows 60' }])
    expect(answer.charts).toMatchObject([{ title: 'close', kind: 'line', series: [{ name: 'close', values: closes }] }])
    expect(answer.insights).toContain('the data is simulated: it says nothing of a real market')
    expect(answer.insights.join('\n')).toMatch(/closes is lowest at row \d+ \(.+\) and highest at row \d+/)
    expect(answer.followUps).toHaveLength(3)
    expect(faultOf(answer)).toBeNull()
  })

  it('code that fails is an answer with a hint that names the columns, and a fault', async () => {
    const answer = await ran('const a = 1\nreturn df.clsoe', 'days')
    expect(answer).toMatchObject({ ok: false, result: null, insights: [], error: { kind: 'runtime', line: 2 } })
    expect(`${answer.error.message} ${answer.error.hint}`).toMatch(
      /did you mean (df\.)?close\?.*time, symbol, open, high, low, close, volume/,
    )
    expect(faultOf(answer)).toMatchObject({ kind: 'usage', message: expect.stringMatching(/^line 2: /) })
    expect(answer.followUps[0]).toMatchObject({ operation: 'datasets.show', input: { name: 'days' } })
  })

  it('each limit is its own kind of failure', async () => {
    expect((await ran('return (', 'days')).error).toMatchObject({ kind: 'syntax' })
    expect((await ran('while (true);', 'days', { timeout: 0.3 })).error).toMatchObject({ kind: 'timeout' })
    expect((await ran('return "x".repeat(100000)', 'days')).error).toMatchObject({
      kind: 'output',
      hint: expect.stringMatching(/return less/),
    })
  })

  it('every follow-up is a call that can be made, and every one that is code runs', async () => {
    const { followUps } = await ran('return [...df.groupBy("symbol").SIMALL.close]', 'days')
    expect(followUps).toHaveLength(3)
    for (const { operation, input } of followUps) {
      const found = await t.context.operation(operation)
      expect(found!.input.safeParse(input).error, operation).toBeUndefined()
      if (operation === 'run') expect(await t.run(run, input)).toMatchObject({ ok: true })
    }
    const without = await ran('return 1 + 1')
    expect(without).toMatchObject({ ok: true, result: 2, dataset: null, source: null, asOf: null })
    expect(without.followUps.map((one: { operation: string }) => one.operation)).toContain('datasets.load')
  })

  it('code comes from a file or as text, for programs as text alone', async () => {
    const file = join(t.home, 'code.js')
    writeFileSync(file, 'return df.length\n')
    expect(await t.run(run, { file, dataset: 'days' })).toMatchObject({ ok: true, result: 120 })
    await expect(t.run(run, { file, code: 'return 1' })).rejects.toMatchObject({ kind: 'usage' })
    await expect(t.run(run, {})).rejects.toMatchObject({ kind: 'usage' })
    await expect(ran('return 1', 'gone')).rejects.toMatchObject({ kind: 'not-found', message: expect.stringContaining('days') })
    await expect(t.run(run, { file: `${file}.not` })).rejects.toMatchObject({ kind: 'not-found' })
    const program = { ...t.context, caller: 'mcp' as const }
    await expect(run.run(program, run.input.parse({ file }))).rejects.toMatchObject({ kind: 'denied' })
    await expect(run.run(program, run.input.parse({ code: 'return 1', timeout: 100 }))).rejects.toMatchObject({ kind: 'usage' })
  })

  it('a dataset of a later moment than the as-of is not looked at', async () => {
    const early = createTestContext({ flags: { 'as-of': '2026-03-18T20:00:00Z' } })
    const dataset = (await t.context.datasets()).get('days')!
    ;(await early.context.datasets()).put(dataset)
    const asked = early.run(run, { code: 'return df.length', dataset: 'days' })
    await expect(asked).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining('2026-03-19T20:00:00Z') })
    early.close()
  })

  it('the same code draws the same random numbers', async () => {
    const [first, again] = [
      await ran('return [Math.random(), Math.random()]'),
      await ran('return [Math.random(), Math.random()]'),
    ]
    expect(first.result).toEqual(again.result)
    expect(first.result[0]).not.toBe(first.result[1])
  })
})

describe('suggested analyses', () => {
  /** What each answers, run as one; each on one line, as a command line has it. */
  const allOf = async (suggestions: { code: string }[], dataset: string) => {
    const functions = suggestions.map(({ code }) => `(() => { ${code.replaceAll('\n', ' ')} })()`)
    const { error, result } = await ran(`return [${functions.join(',')}]`, dataset)
    expect(error).toBeNull()
    return result
  }
  const wishes: [string, Record<string, unknown>][] = [
    ['daily bars of several symbols', { symbols: ['SIMALL', 'SIMTEC'], limit: 60 }],
    ['daily bars of one', { symbols: ['SIMALL'], limit: 120 }],
    ['minutes', { symbols: ['SIMALL'], timeframe: '1m', limit: 200 }],
    ['one bar', { symbols: ['SIMALL'], limit: 1 }],
    ['prints', { symbols: ['SIMALL'], from: 'stream', limit: 100 }],
    ['snapshots', { symbols: ['SIMALL', 'SIMTEC'], from: 'snapshots' }],
  ]
  it.each(wishes)('of %s run, and come out as something', async (_, input) => {
    const { suggestions } = await load({ name: 'suggested', ...input })
    expect(suggestions).toHaveLength(3)
    expect(await allOf(suggestions, 'suggested')).not.toContain(null)
  })

  it('of a file run too, odd names included', async () => {
    const file = join(t.home, 'own.csv')
    writeFileSync(file, 'when it was,a b,"c""d",word\n1,2,3,x\n2,3,5,y\n3,,8,\n')
    const { suggestions } = await load({ name: 'own', from: 'csv', file })
    const results = await allOf(suggestions, 'own')
    expect(results[0]).toEqual({ least: 1, middle: 2, greatest: 3 })
    expect(results[1]).toMatchObject({ rows: 2, correlation: expect.closeTo(1, 9) })
    expect(results[2]).toContainEqual({ name: 'word', missing: 1 })
  })
})

describe('analytics performance', () => {
  it('counts what ran and what failed, by dataset and by kind, and says what would help', async () => {
    const o = createTestContext()
    const entry = { kind: 'execution' as const, at: 1000, asOf: 0, subject: 'week', source: 'store' }
    const add = (body: Record<string, unknown>) =>
      o.store.kept.add({
        ...entry,
        body: { dataset: 'week', rows: 10, code: 'abc', ok: true, error: null, executionMs: 10, bytes: 2, ...body },
      })
    expect(await o.run(analyticsPerformance, {})).toMatchObject({ executions: 0, successRate: null, p50Ms: null, recent: [] })
    for (let i = 0; i < 3; i++) add({ executionMs: 10 * (i + 1) })
    for (let i = 0; i < 3; i++) add({ ok: false, error: 'timeout', executionMs: 1000, code: 'slow' })
    add({ dataset: null, executionMs: 40 })
    const answer = await o.run(analyticsPerformance, { limit: 2 })
    expect(answer).toMatchObject({ executions: 7, succeeded: 4, successRate: 4 / 7, p50Ms: 40, p95Ms: 1000 })
    expect(answer.byDataset).toEqual([
      { dataset: 'week', executions: 6, succeeded: 3, p50Ms: 515 },
      { dataset: null, executions: 1, succeeded: 1, p50Ms: 40 },
    ])
    expect(answer.byError).toEqual([{ kind: 'timeout', count: 3 }])
    expect(answer.recent.map((one: { executionMs: number }) => one.executionMs)).toEqual([40, 1000])
    expect(answer.suggestions).toEqual([
      '3 of 7 executions failed',
      '3 failures of kind timeout: load fewer rows, or df.tail(500)',
      'the same code (slow) failed 3 times: it will again',
    ])
    expect(await o.run(analyticsPerformance, { dataset: 'none' })).toMatchObject({ executions: 0 })
    o.close()
  })

  it('remembers what `run` did, without code and result, and no more than it may', async () => {
    const before = t.store.kept.list('execution', 2000).length
    await ran('return "a secret of mine"', 'days')
    const { recent } = await t.run(analyticsPerformance, { dataset: 'days', limit: 1 })
    expect(recent[0]).toMatchObject({ dataset: 'days', rows: 120, ok: true, bytes: 18 })
    expect(JSON.stringify(t.store.kept.list('execution', 1))).not.toContain('secret')
    expect(t.store.kept.list('execution', 2000)).toHaveLength(before + 1)
    const body = t.store.kept.list('execution', 1)[0]
    for (let i = 0; i < MOST_KEPT; i++) t.store.kept.add(body)
    await ran('return 1')
    expect(t.store.kept.list('execution', 2000)).toHaveLength(MOST_KEPT)
  })
})
