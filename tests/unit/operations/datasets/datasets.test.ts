import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { datasetsDrop } from '../../../../src/operations/datasets/drop.ts'
import { datasetsList } from '../../../../src/operations/datasets/list.ts'
import { datasetsLoad } from '../../../../src/operations/datasets/load.ts'
import { datasetsShow } from '../../../../src/operations/datasets/show.ts'
import { createTestContext, fixedClock } from '../../../support/context.ts'
import { barsOf, MINUTE, OPEN, printsOf } from '../../../support/store-rows.ts'

const ENDS = '2026-03-19T14:30:00Z'
const t = createTestContext({ flags: { source: 'store', 'as-of': ENDS } })
const minutes = (count: number, head = {}) =>
  barsOf(
    Array.from({ length: count }, (_, i) => ({ time: OPEN + i * MINUTE, close: 100 + Math.sin(i), prints: 20 + i })),
    head,
  )
t.store.bars.append(minutes(60))
// Every tenth minute is missing.
const holey = minutes(60, { symbol: 'HOLEY' })
t.store.bars.append(
  barsOf(
    Array.from({ length: 60 }, (_, i) => ({ time: holey.time[i], close: 50 + Math.cos(i) })).filter((_, i) => i % 10 !== 5),
    { symbol: 'HOLEY' },
  ),
)
const told = printsOf(Array.from({ length: 30 }, (_, i) => ({ time: OPEN + 50 * MINUTE + i * 1000, price: 100 + i, size: 10 })))
t.store.tape.appendPrints(told.prints, told.occurrence)
afterAll(() => t.close())

const load = (input: Record<string, unknown>) => t.run(datasetsLoad, { timeframe: '1m', ...input })
const held = async (name: string) => (await t.context.datasets()).get(name)!
const valuesOf = async (name: string, column: string): Promise<(number | string)[]> => [
  ...(await held(name)).columns.find((one) => one.name === column)!.values,
]

describe('datasets load --from bars', () => {
  it('puts the newest bars of each symbol one below the other; one unknown symbol spoils nothing', async () => {
    const answer = await load({ name: 'two', symbols: ['test', 'HOLEY', 'NOPE'], limit: 40 })
    expect(answer).toMatchObject({ name: 'two', kind: 'bars', rows: 80, symbols: ['TEST', 'HOLEY'], timeframe: '1m' })
    expect(answer).toMatchObject({ source: 'store', feed: 'import', asOf: ENDS, replaced: false })
    expect(answer.failed).toMatchObject([{ symbol: 'NOPE', kind: 'not-found' }])
    expect(answer.schema.map((one: { name: string }) => one.name)).toEqual([
      ...['time', 'symbol', 'open', 'high', 'low', 'close', 'volume', 'prints'],
    ])
    expect(await valuesOf('two', 'symbol')).toEqual([...Array<string>(40).fill('TEST'), ...Array<string>(40).fill('HOLEY')])
    expect((await valuesOf('two', 'close')).slice(39, 40)).toEqual([100 + Math.sin(59)])
    // HOLEY's rows have no count of prints, which is not none.
    expect(answer.schema.find((one: { name: string }) => one.name === 'prints')).toMatchObject({ missing: 40, min: 40, max: 79 })
  })

  it('judges each symbol against the calendar, the least whole first', async () => {
    const { quality } = await load({ name: 'judged', symbols: ['TEST', 'HOLEY'] })
    expect(quality.symbols).toMatchObject([
      { symbol: 'HOLEY', rows: 54, rating: 'fair', completeness: 54 / 60, gaps: 6, violations: 0 },
      { symbol: 'TEST', rows: 60, rating: 'good', completeness: 1, gaps: 0 },
    ])
    expect(quality.completeness).toBeCloseTo((54 * 0.9 + 60) / 114, 12)
    expect(quality).toMatchObject({ rating: 'fair', gaps: 6 })
  })

  it('holds nothing that was not known at the as-of', async () => {
    const early = createTestContext({ store: t.store, flags: { source: 'store', 'as-of': '2026-03-19T13:45:30Z' } })
    const answer = await early.run(datasetsLoad, { name: 'early', symbols: ['TEST'], timeframe: '1m' })
    expect(answer).toMatchObject({ rows: 15, to: '2026-03-19T13:44:00Z' })
    expect(answer.warnings).toContain('TEST has only 15 bars of the 2000 asked for')
  })

  it('says where prices jump as a split makes them', async () => {
    const closes = [100, 101, 50.5, 51]
    t.store.bars.append(
      barsOf(
        closes.map((close, i) => ({ time: OPEN + i * MINUTE, close, open: close })),
        { symbol: 'SPLIT' },
      ),
    )
    const { warnings } = await load({ name: 'split', symbols: ['SPLIT'] })
    expect(warnings).toContain('SPLIT 2026-03-19: 101 to 50.5 looks like a split that nobody told of')
  })

  it('asks for symbols, refuses odd names, and says the first reason when no symbol is there', async () => {
    await expect(load({ name: 'none' })).rejects.toMatchObject({ kind: 'usage', hint: 'openbell datasets load none SIMALL' })
    for (const name of ['', '../x', 'a b', '1st', 'x'.repeat(41)]) {
      await expect(load({ name, symbols: ['TEST'] })).rejects.toMatchObject({ kind: 'usage' })
    }
    await expect(load({ name: 'no', symbols: ['NOPE'] })).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('datasets load, the other ways', () => {
  it('stream: the newest prints, and says that they are a copy', async () => {
    const answer = await load({ name: 'tape', symbols: ['TEST'], from: 'stream', limit: 20 })
    expect(answer).toMatchObject({
      kind: 'stream',
      rows: 20,
      timeframe: null,
      quality: { rating: 'unknown', completeness: null },
    })
    expect(await valuesOf('tape', 'price')).toEqual(Array.from({ length: 20 }, (_, i) => 110 + i))
    expect(answer.warnings[0]).toMatch(/does not grow/)
    const none = load({ name: 'tape', symbols: ['HOLEY'], from: 'stream' })
    await expect(none).rejects.toMatchObject({ kind: expect.stringMatching(/no-data|not-found/) })
  })

  it('snapshots: a row a symbol, simulated ones labelled', async () => {
    const source = createSimulatedSource({ seed: 1, clock: fixedClock(Date.UTC(2026, 2, 19, 18)).clock })
    const made = createTestContext({ store: t.store, flags: { source: 'simulated' }, sources: { simulated: source } })
    const answer = await made.run(datasetsLoad, { name: 'now', symbols: ['SIMALL', 'SIMTEC'], from: 'snapshots' })
    expect(answer).toMatchObject({ rows: 2, symbols: ['SIMALL', 'SIMTEC'], source: 'simulated', quality: { rating: 'good' } })
    expect(answer.warnings).toEqual(['simulated data: made, not observed'])
    const dataset = (await made.context.datasets()).get('now')!
    const [price, before, change] = ['price', 'previousClose', 'change'].map(
      (name) => dataset.columns.find((one) => one.name === name)!.values as Float64Array,
    )
    expect(change[1]).toBeCloseTo(price[1] / before[1] - 1, 12)
    const [bid, ask, spread] = ['bid', 'ask', 'spread'].map(
      (name) => dataset.columns.find((one) => one.name === name)!.values as Float64Array,
    )
    expect(spread[0]).toBeGreaterThan(0)
    expect(spread[0]).toBeCloseTo((2 * (ask[0] - bid[0])) / (ask[0] + bid[0]), 12)
  })

  it('a dry run says what there would be and keeps nothing', async () => {
    const dry = createTestContext({ store: t.store, flags: { source: 'store', 'as-of': ENDS }, dryRun: true })
    const answer = await dry.run(datasetsLoad, { name: 'week', symbols: ['TEST'], timeframe: '1m' })
    expect(answer).toMatchObject({ rows: 60, room: { datasets: 1 } })
    expect((await dry.context.datasets()).list()).toEqual([])
  })
})

describe('datasets load --from csv', () => {
  const file = join(t.home, 'own.csv')
  const csv = (text: string, more = {}) => {
    writeFileSync(file, text)
    return load({ name: 'own', from: 'csv', file, ...more })
  }

  it('tells numbers, times and words apart, sets odd rows aside, and judges by the cells that are filled', async () => {
    const answer = await csv('Date,Close,Word,My Num\n2024-01-02,1.5,a,\n2024-01-03,2,b,4\nx,1\n2024-01-04,n/a,,5\n')
    expect(answer).toMatchObject({ kind: 'csv', rows: 3, source: 'csv', feed: null, symbols: [] })
    expect(answer.schema).toEqual([
      { name: 'time', type: 'time', missing: 0, min: '2024-01-02T00:00:00Z', max: '2024-01-04T00:00:00Z', distinct: null },
      { name: 'close', type: 'number', missing: 1, min: 1.5, max: 2, distinct: null },
      { name: 'Word', type: 'text', missing: 1, min: null, max: null, distinct: 2 },
      { name: 'My Num', type: 'number', missing: 1, min: 4, max: 5, distinct: null },
    ])
    expect(answer.quality).toMatchObject({ rating: 'poor', completeness: 0.75 })
    expect(answer.warnings[1]).toMatch(/^1 row set aside, the first at line 4/)
    expect(answer.suggestions).toHaveLength(3)
  })

  it('reads stamps with a zone, without one (UTC), and in epoch seconds; keeps the newest rows when asked', async () => {
    await csv('time,x\n2024-01-02T09:30:00-05:00,1\n2024-01-02 14:31:00,2\n1704205920,3\n', { limit: 2 })
    expect(await valuesOf('own', 'time')).toEqual([Date.UTC(2024, 0, 2, 14, 31), Date.UTC(2024, 0, 2, 14, 32)])
    expect(await valuesOf('own', 'x')).toEqual([2, 3])
  })

  it('takes a time that is not filled in for missing, not for a word', async () => {
    const answer = await csv('time,x\n2024-01-02,1\nn/a,2\n2024-01-04,3\n')
    expect(answer.schema[0]).toMatchObject({ name: 'time', type: 'time', missing: 1, max: '2024-01-04T00:00:00Z' })
  })

  it('leaves out rows later than the as-of, and says so', async () => {
    const answer = await csv('time,x\n2026-03-19T14:00:00Z,1\n2026-03-19T15:00:00Z,2\n')
    expect(answer.rows).toBe(1)
    expect(answer.warnings).toContain(`1 row left out: later than the as-of, ${ENDS}`)
  })

  it('is for people: programs name no files, and what does not go together is said', async () => {
    const program = { ...t.context, caller: 'mcp' as const }
    const asked = datasetsLoad.input.parse({ name: 'own', from: 'csv', file })
    await expect(datasetsLoad.run(program, asked)).rejects.toMatchObject({ kind: 'denied' })
    await expect(csv('a,a\n1,2\n')).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining("two columns named 'a'"),
    })
    await expect(csv('a,b\n')).rejects.toMatchObject({ kind: 'no-data' })
    await expect(load({ name: 'own', from: 'csv' })).rejects.toMatchObject({ kind: 'usage' })
    await expect(load({ name: 'own', from: 'csv', file, symbols: ['A'] })).rejects.toMatchObject({ kind: 'usage' })
    await expect(load({ name: 'own', symbols: ['TEST'], file })).rejects.toMatchObject({ kind: 'usage' })
  })
})

describe('datasets list, show and drop', () => {
  it('list the newest first with the room that is left; show what load said; drop makes room', async () => {
    const loaded = await load({ name: 'shown', symbols: ['TEST'] })
    const { datasets, room } = await t.run(datasetsList, {})
    expect(datasets[0]).toMatchObject({ name: 'shown', rows: 60, rating: 'good', completeness: 1, bytes: loaded.bytes })
    expect(room.datasets).toBe(datasets.length)
    const { replaced, failed, warnings, room: before, ...described } = loaded
    expect(await t.run(datasetsShow, { name: 'shown' })).toEqual(described)
    const dropped = await t.run(datasetsDrop, { name: 'shown' })
    expect(dropped).toMatchObject({
      freed: loaded.bytes,
      room: { bytes: before.bytes - loaded.bytes, datasets: room.datasets - 1 },
    })
    expect([replaced, failed, warnings.length > 0]).toEqual([false, [], true])
  })

  it('name what there is when a name is not there', async () => {
    await load({ name: 'here', symbols: ['TEST'] })
    for (const operation of [datasetsShow, datasetsDrop]) {
      const asked = t.run(operation, { name: 'gone' })
      await expect(asked).rejects.toMatchObject({ kind: 'not-found', message: expect.stringContaining('here') })
    }
  })
})
