import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DAY, HOUR, iso, MINUTE } from '../../../../src/core/time.ts'
import { isEmptyMinute } from '../../../support/yahoo-chart.ts'
import { minuteRow, rowsOf, seconds, stockSessions, sumRows } from '../../../support/yahoo-series.ts'
import { failure, NOW, quiet, startYahoo, type YahooRig } from './yahoo.ts'

let rig: YahooRig
beforeEach(async () => {
  rig = await startYahoo()
})
afterEach(() => rig.close())

const charts = () => rig.server.requests.filter((path) => path.includes('/chart/'))
const times = (bars: { time: Float64Array<ArrayBufferLike>; length: number }) => [...bars.time.subarray(0, bars.length)].map(iso)

describe('bars', () => {
  test('of one minute: complete ones only, empty ones left out, prices as they were before single precision', async () => {
    const from = Date.parse('2026-11-20T14:30:00Z')
    const bars = await rig.bars({ timeframe: '1m', from })
    const expected = rowsOf(from / 1000, NOW / 1000, 60, NOW / 1000, 120, true).filter(
      (row) => !isEmptyMinute(row.time) && row.time + 60 <= NOW / 1000,
    )
    expect(times(bars)).toEqual(expected.map((row) => iso(row.time * 1000)))
    expect([...bars.volume]).toEqual(expected.map((row) => row.volume))
    for (const [i, row] of expected.entries()) {
      expect(bars.close[i]).toBe(Math.round(row.close * 100) / 100)
      expect(bars.high[i]).toBe(Math.round(row.high * 100) / 100)
    }
    expect(times(bars).at(-1)).toBe('2026-11-20T16:59:00Z')
    expect(bars).toMatchObject({
      symbol: 'ACME',
      timeframe: '1m',
      source: 'yahoo',
      feed: 'yahoo',
      prints: null,
      vwap: null,
      adjustment: 'splits',
    })
  })

  test('of one day: stamped at the session open across the change to winter time, today left out', async () => {
    const bars = await rig.bars({ from: Date.parse('2026-10-29T00:00:00Z'), to: NOW })
    expect(times(bars).slice(0, 3)).toEqual(['2026-10-29T13:30:00Z', '2026-10-30T13:30:00Z', '2026-11-02T14:30:00Z'])
    expect(times(bars).at(-1)).toBe('2026-11-19T14:30:00Z')
    const [first] = rowsOf(seconds('2026-10-29T13:30:00Z'), seconds('2026-10-29T20:00:00Z'), 6.5 * 3600, NOW / 1000, 120, true)
    expect([bars.open[0], bars.volume[0]]).toEqual([Math.round(first.open * 100) / 100, first.volume])
  })

  test('of one week: named by its first session, the running week left out, complete after its last close', async () => {
    const query = { timeframe: '1w', from: Date.parse('2026-08-31T00:00:00Z') } as const
    expect(times(await rig.bars(query)).slice(0, 2)).toEqual(['2026-08-31T13:30:00Z', '2026-09-08T13:30:00Z'])
    expect(times(await rig.bars(query)).at(-1)).toBe('2026-11-09T14:30:00Z')
    rig.clock.advance(5 * HOUR)
    const bars = await rig.bars(query)
    expect(times(bars).at(-1)).toBe('2026-11-16T14:30:00Z')
    const days = stockSessions(rig.clock.now() / 1000).slice(-5)
    const week = sumRows(days.map((one) => rowsOf(one.open, one.close, 6.5 * 3600, rig.clock.now() / 1000, 120, true)[0]))
    expect(bars.volume[bars.length - 1]).toBe(week.volume)
  })

  test('of one hour run from 09:30; extended hours only when asked for', async () => {
    const query = { timeframe: '1h', from: Date.parse('2026-11-19T04:00:00Z'), to: Date.parse('2026-11-20T04:00:00Z') } as const
    const regular = await rig.bars({ ...query, session: 'regular' })
    expect(times(regular)).toEqual([14, 15, 16, 17, 18, 19, 20].map((hour) => `2026-11-19T${hour}:30:00Z`))
    const all = await rig.bars(query)
    expect(times(all)[0]).toBe('2026-11-19T09:00:00Z')
    expect(all.length).toBe(6 + 7 + 4)
    expect(charts().map((path) => /includePrePost=(\w+)/.exec(path)?.[1])).toEqual(['false', 'true'])
  })

  test('only what was known at the as-of', async () => {
    const asOf = Date.parse('2026-11-18T18:00:30Z')
    expect(times(await rig.bars({ asOf })).at(-1)).toBe('2026-11-17T14:30:00Z')
    expect(times(await rig.bars({ timeframe: '1m', from: asOf - HOUR, asOf })).at(-1)).toBe('2026-11-18T17:59:00Z')
  })

  test('the newest so many, with no more requests than that takes', async () => {
    const bars = await rig.bars({ timeframe: '1m', from: NOW - 25 * DAY, limit: 200 })
    expect(bars.length).toBe(200)
    expect(times(bars).at(-1)).toBe('2026-11-20T16:59:00Z')
    expect(charts()).toHaveLength(1)
  })

  test('over more weeks than one request may hold, without repeats or holes', async () => {
    const bars = await rig.bars({ timeframe: '1m', session: 'regular', from: NOW - 25 * DAY })
    expect(charts().length).toBeGreaterThan(3)
    const expected = stockSessions(NOW / 1000)
      .flatMap((one) => rowsOf(one.open, one.close, 60, NOW / 1000, 120, true))
      .filter((row) => row.time * 1000 >= NOW - 25 * DAY && row.time * 1000 + MINUTE <= NOW && !isEmptyMinute(row.time))
    expect(times(bars)).toEqual(expected.map((row) => iso(row.time * 1000)))
  })

  test('from before the listing: what there is', async () => {
    const bars = await rig.bars({ from: Date.parse('1990-01-01T00:00:00Z') })
    expect(times(bars)[0]).toBe('2026-08-03T13:30:00Z')
    expect(charts()).toHaveLength(1)
  })

  test('of a coin trade every day; of a share class under its own spelling', async () => {
    const coin = await rig.bars({ symbol: 'BTCUSD', from: Date.parse('2026-11-14T00:00:00Z') })
    expect(times(coin)).toEqual([14, 15, 16, 17, 18, 19].map((day) => `2026-11-${day}T00:00:00Z`))
    expect((await rig.bars({ symbol: 'BRK.B' })).symbol).toBe('BRK.B')
    expect(charts().map((path) => path.split('?')[0])).toEqual(['/v8/finance/chart/BTC-USD', '/v8/finance/chart/BRK-B'])
  })

  test('of a future: by trading date, and complete a quarter of an hour late, as its feed is', async () => {
    const minutes = await rig.bars({ symbol: 'NQ', timeframe: '1m', from: NOW - HOUR })
    expect(times(minutes).at(-1)).toBe('2026-11-20T16:44:00Z')
    const days = await rig.bars({ symbol: 'NQ', from: Date.parse('2026-11-17T12:00:00Z') })
    expect(times(days)).toEqual(['2026-11-17T23:00:00Z', '2026-11-18T23:00:00Z'])
    rig.clock.advance(Date.parse('2026-11-20T22:14:00Z') - NOW)
    const friday = { symbol: 'NQ', from: Date.parse('2026-11-19T12:00:00Z') }
    expect(await failure(rig.bars(friday))).toMatchObject({ kind: 'no-data' })
    rig.clock.advance(2 * MINUTE)
    expect(times(await rig.bars(friday))).toEqual(['2026-11-19T23:00:00Z'])
    expect(charts()[0]).toContain('/chart/NQ%3DF?')
  })
})

describe('clear errors', () => {
  test('older than Yahoo keeps: usage, with what it keeps and what to ask instead', async () => {
    const error = await failure(rig.bars({ timeframe: '1m', from: NOW - 40 * DAY, to: NOW - 35 * DAY }))
    expect(error.kind).toBe('usage')
    expect(error.message).toContain('yahoo keeps 1m bars for 30 days')
    expect(error.hint).toContain('--timeframe 5m')
    const older = await failure(rig.bars({ timeframe: '5m', from: NOW - 900 * DAY }))
    expect(older.hint).toContain('--timeframe 1d')
    expect(rig.server.requests).toEqual([])
  })

  test('an unknown symbol: not-found, with the nearest', async () => {
    const error = await failure(rig.bars({ symbol: 'ACNE' }))
    expect(error).toEqual({
      kind: 'not-found',
      message: 'yahoo does not know ACNE',
      hint: 'nearest at yahoo: ACME (Acme Anvils Inc.)',
    })
    const far = await failure(rig.bars({ symbol: 'QQQQ' }))
    expect(far.hint).toContain('check the spelling')
  })

  test('nothing in the range: no-data', async () => {
    const weekend = { from: Date.parse('2026-11-14T00:00:00Z'), to: Date.parse('2026-11-16T00:00:00Z') }
    expect(await failure(rig.bars(weekend))).toMatchObject({ kind: 'no-data' })
    expect(
      await failure(rig.bars({ from: Date.parse('2010-01-01T00:00:00Z'), to: Date.parse('2011-01-01T00:00:00Z') })),
    ).toMatchObject({
      kind: 'no-data',
    })
    expect(await failure(rig.bars({ from: NOW + DAY, to: NOW + 2 * DAY }))).toMatchObject({ kind: 'no-data' })
  })

  test('what Yahoo refuses with 422: usage, in its own words', async () => {
    const body = '{"chart":{"result":null,"error":{"code":"Unprocessable Entity","description":"too much at once"}}}'
    rig.server.faults.add('/chart/', { kind: 'status', status: 422, body })
    expect(await failure(rig.bars({}))).toMatchObject({
      kind: 'usage',
      message: 'yahoo refused the request for ACME: too much at once',
    })
  })

  test('prints and quotes of the tape: usage', async () => {
    const query = { kind: 'prints', symbol: 'ACME', from: NOW - HOUR, to: NOW, asOf: NOW } as const
    expect(await failure(rig.source.history(query, quiet))).toMatchObject({ kind: 'usage' })
  })

  test.each(['../x', 'A B', 'A?b=1', '', 'AAPL/../../x', 'ESZ26'])("'%s' is sent nowhere", async (symbol) => {
    expect(await failure(rig.bars({ symbol }))).toMatchObject({ kind: 'usage' })
    expect(rig.server.requests).toEqual([])
  })
})

describe('corporate actions', () => {
  test('come with the dates on which the stock trades without them', async () => {
    const day = (date: string) => Date.parse(date) / DAY
    const query = { kind: 'actions', symbol: 'ACME', from: day('2026-09-01'), to: day('2026-10-05') } as const
    expect(await rig.source.history(query, quiet)).toEqual([
      { symbol: 'ACME', kind: 'dividend', exDay: day('2026-09-15'), value: 0.25, ratio: null, source: 'yahoo' },
      { symbol: 'ACME', kind: 'split', exDay: day('2026-10-05'), value: 4, ratio: 0.25, source: 'yahoo' },
    ])
    expect(await failure(rig.source.history({ ...query, to: day('2026-09-14') }, quiet))).toMatchObject({ kind: 'no-data' })
  })
})

describe('the cache', () => {
  test('answers the past for its whole time and the present for seconds; a running bar is never kept', async () => {
    const query = { timeframe: '1m', from: NOW - HOUR } as const
    expect(times(await rig.bars(query)).at(-1)).toBe('2026-11-20T16:59:00Z')
    await rig.bars(query)
    expect(charts()).toHaveLength(1)
    rig.clock.advance(40_000)
    const later = await rig.bars(query)
    expect(charts()).toHaveLength(2)
    expect(times(later).at(-1)).toBe('2026-11-20T17:00:00Z')
    const full = minuteRow(seconds('2026-11-20T17:00:00Z'), 120, true)
    expect(later.high[later.length - 1]).toBe(Math.round(full.high * 100) / 100)
    expect(rig.source.metrics()?.cache).toMatchObject({ hits: 1, misses: 2 })
  })

  test('stands in when Yahoo fails, and says since when', async () => {
    expect((await rig.bars({})).staleSince).toBeNull()
    rig.clock.advance(400_000)
    rig.server.faults.add('/chart/', ...Array.from({ length: 4 }, () => ({ kind: 'status', status: 502 }) as const))
    const bars = await rig.bars({})
    expect(times(bars).at(-1)).toBe('2026-11-19T14:30:00Z')
    expect(bars.staleSince).toBe(NOW)
    expect(rig.source.metrics()?.staleSince).toBe(NOW)
    expect(rig.log.lines.filter((line) => line.event === 'vendor.stale')).toHaveLength(1)
  })

  test('requests at one time for one answer are one request', async () => {
    await Promise.all([rig.bars({}), rig.bars({}), rig.bars({ limit: 3 })])
    expect(charts()).toHaveLength(1)
  })
})

test('a caller who gives up ends the call', async () => {
  rig.server.faults.add('/chart/', { kind: 'hang' })
  const controller = new AbortController()
  const call = failure(rig.bars({}, controller.signal))
  await vi.waitFor(() => expect(charts()).toHaveLength(1))
  controller.abort()
  expect(await call).toMatchObject({ kind: 'canceled' })
  expect(rig.source.metrics()).toMatchObject({ errors: 0, breaker: 'closed' })
})
