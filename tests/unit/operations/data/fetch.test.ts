import { Chalk } from 'chalk'
import { afterEach, describe, expect, test } from 'vitest'
import { view } from '../../../../src/cli/views/data-fetch.ts'
import { view as warmView } from '../../../../src/cli/views/data-warm.ts'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { barClose } from '../../../../src/market/bar-times.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import { TIMEFRAME_MS } from '../../../../src/market/timeframe.ts'
import { dataFetch } from '../../../../src/operations/data/fetch.ts'
import { dataWarm } from '../../../../src/operations/data/warm.ts'
import type { ActionsQuery, BarsQuery, MarketDataSource } from '../../../../src/ports/market-data.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'
import { barsOf } from '../../../support/store-rows.ts'

const us = calendarOf('us')
const HOUR = 3_600_000

type Vendor = MarketDataSource & {
  asked: BarsQuery[]
  failAfter: number
  actionsAsked: ActionsQuery[]
  actionsError: OpenbellError | null
}

/** A vendor that writes down what it is asked: AAA trades a bar every half hour of 08:00 to 18:00 New York, QUIET exists and never trades. */
function scriptedVendor(now: () => number): Vendor {
  const vendor = {
    actionsAsked: [] as ActionsQuery[],
    actionsError: null as OpenbellError | null,
    name: 'vendor',
    feed: 'sip',
    coverage: 1,
    asked: [] as BarsQuery[],
    failAfter: Number.POSITIVE_INFINITY,
    now,
    symbols: async () => [],
    metrics: () => null,
    close: async () => {},
    snapshot: () => Promise.reject(new OpenbellError('usage', 'not here')),
    history: (async (query: BarsQuery | ActionsQuery) => {
      if (query.kind === 'actions') {
        vendor.actionsAsked.push(query)
        if (vendor.actionsError) throw vendor.actionsError
        return splits(query)
      }
      vendor.asked.push(query)
      if (vendor.asked.length > vendor.failAfter) throw new OpenbellError('unavailable', 'the vendor is down', 'later')
      return answer(query)
    }) as unknown as MarketDataSource['history'],
  }
  return vendor
}

function splits({ symbol, from }: ActionsQuery) {
  if (symbol !== 'AAA') throw new OpenbellError('no-data', 'none')
  return [{ symbol, kind: 'split', exDay: from, value: 2, ratio: 0.5, source: 'vendor' }]
}

function answer(query: BarsQuery) {
  if (query.symbol === 'NOPE') throw new OpenbellError('not-found', 'NOPE is unknown', 'openbell scan')
  const rows = []
  const step = query.timeframe === '1d' ? HOUR / 2 : Math.max(TIMEFRAME_MS[query.timeframe], HOUR / 2)
  for (let time = Math.ceil(query.from / step) * step; time < query.to; time += step) {
    const { session } = us.at(time)
    if (query.symbol === 'QUIET' || !session?.regular) continue
    if (query.timeframe === '1d' && time !== session.regular.open) continue
    if (time < session.regular.open - 1.5 * HOUR || time >= session.regular.close + 2 * HOUR) continue
    if (barClose(query.timeframe, time, us) <= query.asOf) rows.push({ time, close: 50 })
  }
  if (rows.length === 0) throw new OpenbellError('no-data', 'nothing')
  return barsOf(rows, { symbol: query.symbol, timeframe: query.timeframe, source: 'vendor', feed: 'sip' })
}

/** Friday 2026-03-20, 18:00 New York: the regular session is over, after-hours trading is not. */
const FRIDAY = Date.UTC(2026, 2, 20, 22)

let test_: TestContext
let now = FRIDAY
function setUp(options: { source?: string; dryRun?: boolean } = {}) {
  now = FRIDAY
  const vendor = scriptedVendor(() => now)
  test_ = createTestContext({
    now: FRIDAY,
    flags: { source: options.source ?? 'vendor' },
    sources: { vendor },
    dryRun: options.dryRun,
  })
  return { vendor, ...test_ }
}
afterEach(() => test_.close())

const week = { symbols: ['AAA'], from: '2026-03-16', to: '2026-03-20' }
const key = { symbol: 'AAA', timeframe: '1m', source: 'vendor' } as const

describe('data fetch', () => {
  test('stores the bars of whole sessions, extended hours too, and the splits of the range', async () => {
    const { run, store, vendor } = setUp()
    const answer = await run(dataFetch, week)
    expect(answer).toMatchObject({ source: 'vendor', feed: 'sip', asOf: '2026-03-20T22:00:00Z', failed: [] })
    expect(answer.results).toEqual([
      {
        symbol: 'AAA',
        timeframe: '1m',
        from: '2026-03-16',
        to: '2026-03-20',
        rows: 100,
        stored: 100,
        duplicates: 0,
        conflicts: 0,
        requests: 2,
      },
    ])
    expect(vendor.asked).toHaveLength(1)
    expect(store.bars.load(key)).toMatchObject({ length: 100, feed: 'sip' })
    expect(store.actions.load('AAA', 'vendor')).toHaveLength(1)
  })

  test('asks again only for the session in progress, and for no session once it is over', async () => {
    const { run, store, vendor } = setUp()
    await run(dataFetch, week)
    const again = await run(dataFetch, week)
    expect(again.results[0]).toMatchObject({ stored: 0, duplicates: 20 })
    expect(vendor.asked[1]).toMatchObject({ from: us.day(20_532).pre?.open, to: us.day(20_532).post?.close })
    now = FRIDAY + 24 * HOUR
    await run(dataFetch, week)
    expect(store.fetched.list(key)).toHaveLength(1)
    const done = await run(dataFetch, week)
    expect(done.results[0]).toMatchObject({ rows: 0, requests: 0 })
    expect(vendor.asked).toHaveLength(3)
  })

  test('a wider range asks only for the dates around what is there', async () => {
    const { run, vendor } = setUp()
    await run(dataFetch, { symbols: ['AAA'], from: '2026-03-10', to: '2026-03-11' })
    await run(dataFetch, { symbols: ['AAA'], from: '2026-03-09', to: '2026-03-13' })
    const dates = vendor.asked.map(({ from, to }) => [
      new Date(from).toISOString().slice(0, 10),
      new Date(to - 1).toISOString().slice(0, 10),
    ])
    expect(dates).toEqual([
      ['2026-03-10', '2026-03-11'],
      ['2026-03-09', '2026-03-09'],
      ['2026-03-12', '2026-03-13'],
    ])
  })

  test('daily bars that are stored already are counted against the calendar, without a request', async () => {
    const { run, store, vendor } = setUp()
    const opens = [20_528, 20_529].map((day) => ({ time: us.day(day).regular!.open, close: 50 }))
    store.bars.append(barsOf(opens, { symbol: 'AAA', timeframe: '1d', source: 'vendor', feed: 'sip' }))
    await run(dataFetch, { ...week, timeframe: '1d' })
    expect(vendor.asked.map((query) => query.from)).toEqual([us.day(20_530).regular!.open])
    expect(store.bars.load({ ...key, timeframe: '1d' })?.length).toBe(5)
  })

  test('an interrupted fetch keeps its slices and goes on where it stopped', async () => {
    const { run, store, vendor } = setUp()
    vendor.failAfter = 2
    const month = { symbols: ['AAA'], from: '2026-02-16', to: '2026-03-13' }
    await expect(run(dataFetch, month)).rejects.toMatchObject({ kind: 'unavailable' })
    const kept = store.bars.load(key)?.length ?? 0
    expect(kept).toBeGreaterThan(100)
    vendor.failAfter = Number.POSITIVE_INFINITY
    const rest = await run(dataFetch, month)
    expect(rest.results[0].duplicates).toBe(0)
    expect(store.bars.load(key)?.length).toBe(kept + rest.results[0].stored)
    expect(vendor.asked).toHaveLength(2 + 1 + 2)
  })

  test('a symbol that fails is listed, the others are fetched; nothing at all is an error', async () => {
    const { run } = setUp()
    const answer = await run(dataFetch, { ...week, symbols: ['nope', 'AAA', 'QUIET', 'AAA'] })
    expect(answer.results.map((row: { symbol: string }) => row.symbol)).toEqual(['AAA'])
    expect(answer.failed).toEqual([
      { symbol: 'NOPE', kind: 'not-found', message: 'NOPE is unknown', hint: 'openbell scan' },
      expect.objectContaining({
        symbol: 'QUIET',
        kind: 'no-data',
        message: 'vendor has no 1m bars of QUIET from 2026-03-16 to 2026-03-20',
      }),
    ])
    await expect(run(dataFetch, { ...week, symbols: ['NOPE'] })).rejects.toMatchObject({ kind: 'not-found' })
  })

  test('what was found empty is not asked for again', async () => {
    const { run, vendor } = setUp()
    const quiet = { symbols: ['QUIET'], from: '2026-03-09', to: '2026-03-10' }
    await expect(run(dataFetch, quiet)).rejects.toMatchObject({ kind: 'no-data' })
    await expect(run(dataFetch, quiet)).rejects.toMatchObject({ kind: 'no-data' })
    expect(vendor.asked).toHaveLength(1)
  })

  test('splits that failed once are fetched by the next run, though the bars are all there', async () => {
    const { run, store, vendor, warnings } = setUp()
    now = FRIDAY + 24 * HOUR
    vendor.actionsError = new OpenbellError('unavailable', 'actions are down')
    await run(dataFetch, week)
    expect(warnings.join()).toContain('splits and dividends were not fetched: actions are down')
    expect(store.actions.load('AAA', 'vendor')).toEqual([])
    vendor.actionsError = null
    expect((await run(dataFetch, week)).results[0]).toMatchObject({ rows: 0, requests: 1 })
    expect(store.actions.load('AAA', 'vendor')).toHaveLength(1)
    expect((await run(dataFetch, week)).results[0]).toMatchObject({ requests: 0 })
    expect(vendor.actionsAsked).toHaveLength(2)
  })

  test.each([
    ['no-data', 0],
    ['not-found', 0],
    ['usage', 0],
    ['config', 1],
    ['unavailable', 1],
  ] as const)('actions that end with %s: %i warnings', async (kind, warned) => {
    const { run, vendor, warnings } = setUp()
    vendor.actionsError = new OpenbellError(kind, 'no actions')
    await run(dataFetch, week)
    expect(warnings).toHaveLength(warned)
  })

  test('splits between two fetched ranges are asked for too, answered days are not', async () => {
    const { run, vendor } = setUp()
    await run(dataFetch, { symbols: ['AAA'], from: '2026-03-02', to: '2026-03-03' })
    await run(dataFetch, { symbols: ['AAA'], from: '2026-03-09', to: '2026-03-10' })
    await run(dataFetch, { symbols: ['AAA'], from: '2026-03-04', to: '2026-03-06' })
    const day = (text: string) => Date.parse(text) / 86_400_000
    expect(vendor.actionsAsked.map(({ from, to }) => [from, to])).toEqual([
      [day('2026-03-02'), day('2026-03-03')],
      [day('2026-03-04'), day('2026-03-10')],
    ])
  })

  test('refuses the store as its own source, dates that are none and a range that runs backwards', async () => {
    const { run } = setUp({ source: 'store' })
    await expect(run(dataFetch, week)).rejects.toMatchObject({ kind: 'usage', hint: 'add --source vendor' })
    test_.close()
    const other = setUp()
    await expect(other.run(dataFetch, { ...week, from: '2026-02-30' })).rejects.toThrow(/--from '2026-02-30' is no date/)
    await expect(other.run(dataFetch, { ...week, from: '2026-03-21' })).rejects.toThrow(/after --to/)
  })

  test('a dry run asks for nothing', async () => {
    const { run, vendor, notes } = setUp({ dryRun: true })
    expect((await run(dataFetch, week)).results).toEqual([])
    expect(vendor.asked).toEqual([])
    expect(notes.join()).toContain('1 requests')
  })

  test('the view says what came and what did not', async () => {
    const { run } = setUp()
    const answer = await run(dataFetch, { ...week, symbols: ['AAA', 'NOPE'] })
    const text = view(answer, { width: 100, paint: new Chalk({ level: 0 }), terminal: false })
    expect(text).toContain('VENDOR feed sip')
    expect(text).toMatch(/AAA +1m +2026-03-16 +2026-03-20 +100 +0 +0 +2/)
    expect(text).toContain('NOPE: NOPE is unknown (openbell scan)')
  })
})

describe('data warm', () => {
  test('fetches a year of days and the last sessions of minutes of a universe', async () => {
    const { run, store } = setUp()
    const answer = await run(dataWarm, { universe: 'AAA,NOPE', sessions: 2 })
    expect(answer.results).toMatchObject([
      { symbol: 'AAA', timeframe: '1d', from: '2025-03-20', to: '2026-03-20', stored: 252 },
      { symbol: 'AAA', timeframe: '1m', from: '2026-03-19', to: '2026-03-20', stored: 40 },
    ])
    expect(answer.failed.map((one: { symbol: string }) => one.symbol)).toEqual(['NOPE'])
    expect(store.series('AAA').map((one) => one.timeframe)).toEqual(['1d', '1m'])
    expect(warmView(answer, { width: 100, paint: new Chalk({ level: 0 }), terminal: false })).toContain('openbell startup')
  })

  test('takes symbols instead of a universe', async () => {
    const { run } = setUp()
    expect((await run(dataWarm, { symbols: ['AAA'] })).results).toHaveLength(2)
  })
})
