import { beforeEach, describe, expect, test } from 'vitest'
import { createMemoryStore } from '../../../../src/adapters/memory/store.ts'
import { createStoreSource } from '../../../../src/adapters/store/source.ts'
import { DAY, HOUR, parseDate } from '../../../../src/core/time.ts'
import type { Bars } from '../../../../src/market/bars.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import type { Timeframe } from '../../../../src/market/timeframe.ts'
import type { BarsQuery, MarketDataSource } from '../../../../src/ports/market-data.ts'
import type { Store } from '../../../../src/ports/store.ts'
import { fixedClock } from '../../../support/context.ts'
import { barsOf, MINUTE, OPEN, printsOf, quotesOf } from '../../../support/store-rows.ts'

const us = calendarOf('us')
/** 2026-03-19, whose regular session is 13:30 to 20:00 UTC. */
const THURSDAY = 20_531
const CLOSE = OPEN + 390 * MINUTE
const NEVER = new AbortController().signal

let store: Store
let source: MarketDataSource
beforeEach(() => {
  store = createMemoryStore()
  source = createStoreSource(store, fixedClock(1).clock)
})

/** Minutes of the regular session of 2026-03-19; the close of minute i is 100 + i. */
const session = (from = 0, to = 390, base = 100) =>
  Array.from({ length: to - from }, (_, i) => ({ time: OPEN + (from + i) * MINUTE, close: base + from + i }))

const days = (dates: number[], close = 100) => dates.map((day, i) => ({ time: us.day(day).regular!.open, close: close + i }))

function query(timeframe: Timeframe, more: Partial<BarsQuery> = {}): Promise<Bars> {
  const wide = { from: 0, to: OPEN + 30 * DAY, asOf: OPEN + 30 * DAY, session: 'all' as const }
  return source.history({ kind: 'bars', symbol: 'TEST', timeframe, ...wide, ...more }, NEVER)
}

describe('bars of the store', () => {
  test('answers carry source store and the feed of the series', async () => {
    store.bars.append(barsOf(session(), { source: 'alpaca', feed: 'iex' }))
    expect(await query('1m')).toMatchObject({ source: 'store', feed: 'iex', length: 390, adjustment: 'none' })
    expect(source).toMatchObject({ name: 'store', feed: 'iex' })
  })

  test('a bar counts when its close is at or before the as-of', async () => {
    store.bars.append(barsOf(session()))
    const asOf = OPEN + 5 * MINUTE
    expect((await query('1m', { asOf })).length).toBe(5)
    expect((await query('1m', { asOf: asOf - 1 })).length).toBe(4)
    expect((await query('1m', { asOf: asOf - 1, limit: 2 })).close).toEqual(Float64Array.of(102, 103))
    await expect(query('1m', { asOf: OPEN + MINUTE - 1 })).rejects.toMatchObject({ kind: 'no-data' })
  })

  test('a daily bar is unknown until its session closes', async () => {
    store.bars.append(barsOf(days([THURSDAY - 1, THURSDAY]), { timeframe: '1d' }))
    expect((await query('1d', { asOf: CLOSE - 1, limit: 5 })).length).toBe(1)
    expect((await query('1d', { asOf: CLOSE, limit: 5 })).length).toBe(2)
  })

  test('from is included, to is not; the newest are kept', async () => {
    store.bars.append(barsOf(session()))
    const range = await query('1m', { from: OPEN + MINUTE, to: OPEN + 4 * MINUTE })
    expect([...range.close]).toEqual([101, 102, 103])
    expect([...(await query('1m', { limit: 2 })).close]).toEqual([488, 489])
  })

  test('regular drops pre-market and after-hours rows before the limit counts', async () => {
    const early = [
      { time: OPEN - 60 * MINUTE, close: 1 },
      { time: CLOSE + MINUTE, close: 2 },
    ]
    store.bars.append(barsOf([early[0], ...session(), early[1]]))
    expect((await query('1m')).length).toBe(392)
    expect((await query('1m', { session: 'regular' })).length).toBe(390)
    expect((await query('1m', { session: 'regular', limit: 390 })).length).toBe(390)
    expect((await query('5m', { session: 'regular', limit: 78 })).length).toBe(78)
  })

  test('coarser timeframes are made of finer ones', async () => {
    store.bars.append(barsOf(session()))
    const five = await query('5m')
    expect(five).toMatchObject({ timeframe: '5m', source: 'store', feed: 'import', length: 78 })
    expect([five.open[0], five.high[0], five.low[0], five.close[0], five.volume[0]]).toEqual([99.75, 104.5, 99.5, 104, 500])
    expect(await query('1d')).toMatchObject({ length: 1 })
    expect((await query('1d')).close[0]).toBe(489)
  })

  test('a derived bar too waits for its close, and only whole bars inside the range come', async () => {
    store.bars.append(barsOf(session()))
    expect((await query('5m', { asOf: OPEN + 9 * MINUTE })).length).toBe(1)
    await expect(query('1d', { asOf: CLOSE - 1 })).rejects.toMatchObject({ kind: 'no-data' })
    const range = await query('5m', { from: OPEN + 2 * MINUTE, to: OPEN + 12 * MINUTE })
    expect([...range.time]).toEqual([OPEN + 5 * MINUTE, OPEN + 10 * MINUTE])
    expect([...range.volume]).toEqual([500, 500])
  })

  test.each([1, 2, 3, 77, 78, 100])('the newest %i derived bars equal the tail of all', async (limit) => {
    store.bars.append(barsOf(session().filter((_, i) => i % 7 !== 3)))
    const all = await query('5m')
    const some = await query('5m', { limit })
    expect([...some.time]).toEqual([...all.time].slice(-limit))
    expect([...some.volume]).toEqual([...all.volume].slice(-limit))
  })

  test('the timeframe itself is read before it is made of finer ones', async () => {
    store.bars.append(barsOf(session()))
    store.bars.append(barsOf(days([THURSDAY], 7), { timeframe: '1d' }))
    expect((await query('1d')).close[0]).toBe(7)
  })

  test('stored daily bars and newer minutes answer together: the minutes go on where the stored bars end', async () => {
    store.bars.append(barsOf(days([THURSDAY - 2, THURSDAY - 1], 7), { timeframe: '1d' }))
    store.bars.append(barsOf(session()))
    expect([...(await query('1d')).close]).toEqual([7, 8, 489])
    expect([...(await query('1d', { limit: 2 })).close]).toEqual([8, 489])
  })

  test('weeks are made of the years of stored days, not of the minutes of the last of them', async () => {
    const many = Array.from({ length: 40 }, (_, i) => THURSDAY - 60 + i).filter((day) => us.day(day).regular !== null)
    store.bars.append(barsOf(days([...many, THURSDAY - 1], 7), { timeframe: '1d' }))
    store.bars.append(barsOf(session()))
    expect((await query('1w')).length).toBeGreaterThan(5)
  })

  test('over a hole of weeks only one side answers: the longer for a range, the newer for the newest rows', async () => {
    const old = Array.from({ length: 9 }, (_, i) => us.next(THURSDAY - 400 + i)).filter((day, i, all) => all.indexOf(day) === i)
    store.bars.append(barsOf(days(old, 7), { timeframe: '1d' }))
    store.bars.append(barsOf(session()))
    expect((await query('1d')).length).toBe(old.length)
    expect([...(await query('1d', { limit: 2 })).close]).toEqual([489])
  })

  test('import stands before alpaca and yahoo, unless another reaches a later date', async () => {
    for (const [name, close] of [
      ['yahoo', 3],
      ['alpaca', 2],
      ['import', 1],
    ] as const) {
      store.bars.append(barsOf(days([THURSDAY], close), { timeframe: '1d', source: name }))
    }
    expect(await query('1d')).toMatchObject({ feed: 'import' })
    store.bars.append(barsOf(days([THURSDAY + 1], 4), { timeframe: '1d', source: 'yahoo' }))
    expect(await query('1d')).toMatchObject({ feed: 'yahoo', length: 2 })
    expect(await query('1d', { asOf: us.day(THURSDAY).regular!.close })).toMatchObject({ feed: 'import' })
  })

  test('simulated rows never stand in for real ones', async () => {
    store.bars.append(barsOf(days([THURSDAY], 1), { timeframe: '1d' }))
    store.bars.append(barsOf(days([THURSDAY + 1], 2), { timeframe: '1d', source: 'simulated' }))
    expect(await query('1d')).toMatchObject({ feed: 'import', length: 1 })
    await expect(query('1d', { from: OPEN + DAY - MINUTE })).rejects.toMatchObject({ kind: 'no-data' })
    store.bars.append(barsOf(days([THURSDAY], 1), { timeframe: '1d', source: 'simulated', symbol: 'MOCK' }))
    expect(await query('1d', { symbol: 'MOCK' })).toMatchObject({ feed: 'simulated' })
  })

  test('an unknown symbol is not-found, an empty range no-data that names what there is', async () => {
    await expect(query('1m')).rejects.toMatchObject({
      kind: 'not-found',
      message: 'TEST is not in the store',
      hint: 'openbell data import FILE',
    })
    store.bars.append(barsOf(session()))
    await expect(query('1m', { symbol: 'OTHER' })).rejects.toMatchObject({
      kind: 'not-found',
      hint: expect.stringContaining('openbell data list'),
    })
    await expect(query('1m', { from: OPEN + 2 * DAY })).rejects.toMatchObject({
      kind: 'no-data',
      message:
        'the store has no 1m bars of TEST from 2026-03-21T13:30:00Z before 2026-04-18T13:30:00Z; it has 1m 2026-03-19 to 2026-03-19 (import)',
      hint: 'openbell bars TEST --source store --timeframe 1m --from 2026-03-19 --to 2026-03-19',
    })
    store.bars.append(barsOf(days([THURSDAY]), { timeframe: '1d', symbol: 'DAILY' }))
    await expect(query('1m', { symbol: 'DAILY' })).rejects.toMatchObject({
      kind: 'no-data',
      message: expect.stringContaining('it has 1d 2026-03-19'),
    })
  })

  test('an aborted call says so', async () => {
    await expect(
      source.history(
        { kind: 'bars', symbol: 'TEST', timeframe: '1m', from: 0, to: 1, asOf: 1, session: 'all' },
        AbortSignal.abort(),
      ),
    ).rejects.toMatchObject({ kind: 'canceled' })
  })
})

describe('splits', () => {
  const split = { symbol: 'TEST', kind: 'split', exDay: THURSDAY, value: 4, ratio: 0.25, source: 'import' } as const
  const raw = () =>
    barsOf([...days([THURSDAY - 2, THURSDAY - 1], 400), ...days([THURSDAY, THURSDAY + 1], 101)], { timeframe: '1d' })

  test('rows before a split known at the as-of come in shares of after it', async () => {
    store.bars.append(raw())
    store.actions.append([split])
    const bars = await query('1d')
    expect(bars.adjustment).toBe('splits')
    expect([...bars.close]).toEqual([100, 100.25, 101, 102])
    expect([...bars.volume]).toEqual([400, 400, 100, 100])
    expect(bars.high[0]).toBe(400.5 / 4)
    expect(store.bars.load({ symbol: 'TEST', timeframe: '1d', source: 'import' })?.close[0], 'stored rows stay raw').toBe(400)
  })

  test('a stray first print at the old price does not hide that the prices are raw', async () => {
    const bars = raw()
    bars.open[2] = 401
    bars.high[2] = 401
    store.bars.append(bars)
    store.actions.append([split])
    const seen = await query('1d')
    expect(seen.adjustment).toBe('splits')
    expect(seen.close[0]).toBe(100)
  })

  test('before its ex-date a split is not known', async () => {
    store.bars.append(raw())
    store.actions.append([split])
    const bars = await query('1d', { asOf: us.day(THURSDAY - 1).regular!.close })
    expect([...bars.close]).toEqual([400, 401])
    expect(bars.adjustment).toBe('none')
  })

  test('weeks and days that span the split are made of adjusted rows', async () => {
    store.bars.append(raw())
    store.actions.append([split])
    const week = await query('1w')
    expect([week.open[0], week.high[0], week.low[0], week.close[0], week.volume[0]]).toEqual([
      399.75 / 4,
      102.5,
      399.5 / 4,
      102,
      1000,
    ])
    expect(week.adjustment).toBe('splits')
  })

  test('prices that run on without the jump were adjusted by the vendor and are left alone', async () => {
    store.bars.append(barsOf(days([THURSDAY - 2, THURSDAY - 1, THURSDAY, THURSDAY + 1]), { timeframe: '1d' }))
    store.actions.append([split])
    const bars = await query('1d')
    expect([...bars.close]).toEqual([100, 101, 102, 103])
    expect(bars.adjustment).toBe('none')
  })

  test('several splits multiply; dividends and other sources’ splits change nothing', async () => {
    const first = { ...split, exDay: THURSDAY - 1, value: 2, ratio: 0.5 }
    const rows = [...days([THURSDAY - 2], 800), ...days([THURSDAY - 1], 400), ...days([THURSDAY], 100)]
    store.bars.append(barsOf(rows, { timeframe: '1d' }))
    store.actions.append([
      first,
      split,
      { ...split, kind: 'dividend', value: 5, ratio: null },
      { ...split, source: 'yahoo', ratio: 0.1 },
    ])
    expect([...(await query('1d')).close]).toEqual([100, 100, 100])
  })
})

describe('prints of the store', () => {
  const tape = [
    { time: OPEN + 1, price: 10 },
    { time: OPEN + 2, price: 10 },
    { time: OPEN + MINUTE + 0.5, price: 11 },
    { time: OPEN + 5 * MINUTE, price: 12 },
  ]
  const storeTape = (source = 'import') => {
    const { prints, occurrence } = printsOf(tape, 'TEST', source)
    store.tape.appendPrints(prints, occurrence)
  }
  const ask = (more: object = {}) =>
    source.history({ kind: 'prints', symbol: 'TEST', from: OPEN, to: OPEN + DAY, asOf: OPEN + DAY, ...more }, NEVER)

  test('1m bars without counts get them from the stored prints of their source', async () => {
    store.bars.append(barsOf(session(0, 4).map((row, i) => ({ ...row, volume: i === 2 ? 0 : 50 }))))
    storeTape()
    expect([...((await query('1m')).prints ?? [])]).toEqual([2, 1, 0, Number.NaN])
    expect((await query('5m', { asOf: OPEN + 5 * MINUTE })).prints, 'a count that lacks a minute is unknown').toEqual(
      Float64Array.of(Number.NaN),
    )
  })

  test('counts that came with the bars stand', async () => {
    store.bars.append(barsOf(session(0, 3).map((row, i) => ({ ...row, prints: i === 0 ? 77 : undefined }))))
    storeTape()
    expect([...((await query('1m')).prints ?? [])]).toEqual([77, 1, Number.NaN])
  })

  test('prints of another source count nothing', async () => {
    store.bars.append(barsOf(session(0, 3)))
    storeTape('alpaca')
    expect((await query('1m')).prints).toBeNull()
  })

  test('prints up to the as-of itself', async () => {
    storeTape()
    expect((await ask({ asOf: OPEN + 2 })).length).toBe(2)
    expect(await ask({ asOf: OPEN + MINUTE + 0.5, limit: 1 })).toMatchObject({
      source: 'store',
      feed: 'import',
      time: Float64Array.of(OPEN + MINUTE + 0.5),
    })
    await expect(ask({ from: OPEN + DAY / 2 })).rejects.toMatchObject({
      kind: 'no-data',
      message: expect.stringContaining('prints 2026-03-19'),
    })
    await expect(ask({ symbol: 'OTHER' })).rejects.toMatchObject({ kind: 'not-found' })
  })

  test('quotes and actions', async () => {
    store.tape.appendQuotes(quotesOf([{ time: OPEN, bid: 9, ask: 10 }]))
    const range = { symbol: 'TEST', from: OPEN, to: OPEN + DAY, asOf: OPEN }
    expect((await source.history({ kind: 'quotes', ...range }, NEVER)).length).toBe(1)
    await expect(ask()).rejects.toMatchObject({ kind: 'no-data', hint: 'openbell data import FILE --symbol TEST --kind prints' })
    const actions = () => source.history({ kind: 'actions', symbol: 'TEST', from: 0, to: 30_000 }, NEVER)
    await expect(actions()).rejects.toMatchObject({ kind: 'no-data' })
    store.actions.append([{ symbol: 'TEST', kind: 'dividend', exDay: 20_000, value: 1, ratio: null, source: 'import' }])
    expect(await actions()).toHaveLength(1)
  })
})

describe('snapshot, now and symbols', () => {
  test('the latest state from minutes, yesterday’s close and the newest quote of the session', async () => {
    const pre = [{ time: OPEN - 30 * MINUTE, close: 90, volume: 7 }]
    store.bars.append(barsOf([...pre, ...session()]))
    store.bars.append(barsOf(days([THURSDAY - 1], 95), { timeframe: '1d' }))
    store.tape.appendQuotes(
      quotesOf([
        { time: OPEN - DAY, bid: 1, ask: 2 },
        { time: OPEN + 2 * MINUTE, bid: 101.9, ask: 0 },
        { time: OPEN + 4 * MINUTE, bid: 103, ask: 104 },
      ]),
    )
    expect(await source.snapshot('TEST', OPEN + 3 * MINUTE, NEVER)).toEqual({
      symbol: 'TEST',
      source: 'store',
      feed: 'import',
      price: 102,
      time: OPEN + 3 * MINUTE,
      bid: 101.9,
      ask: null,
      bidSize: 3,
      askSize: null,
      sessionOpen: 99.75,
      sessionHigh: 102.5,
      sessionLow: 99.5,
      volume: 300,
      previousClose: 95,
    })
  })

  test('before the open there is no session price yet; an old quote is not shown', async () => {
    store.bars.append(barsOf([{ time: OPEN - 30 * MINUTE, close: 90 }]))
    store.tape.appendQuotes(quotesOf([{ time: OPEN - DAY, bid: 1, ask: 2 }]))
    const snapshot = await source.snapshot('TEST', OPEN, NEVER)
    expect(snapshot).toMatchObject({
      price: 90,
      sessionOpen: null,
      sessionHigh: null,
      volume: null,
      previousClose: null,
      bid: null,
    })
  })

  test('from daily bars where there are no others', async () => {
    store.bars.append(barsOf(days([THURSDAY - 1, THURSDAY]), { timeframe: '1d' }))
    const snapshot = await source.snapshot('TEST', CLOSE, NEVER)
    expect(snapshot).toMatchObject({ price: 101, time: CLOSE, sessionOpen: 100.75, volume: 100, previousClose: 100 })
    await expect(source.snapshot('OTHER', CLOSE, NEVER)).rejects.toMatchObject({ kind: 'not-found' })
  })

  test('of the years before 1970 too', async () => {
    const friday = parseDate('1960-01-15')!
    store.bars.append(barsOf(days([friday - 1, friday]), { timeframe: '1d', symbol: 'SPX' }))
    const snapshot = await source.snapshot('SPX', us.day(friday).regular!.close, NEVER)
    expect(snapshot).toMatchObject({ price: 101, sessionOpen: 100.75, previousClose: 100 })
  })

  test('on the day after, before its open, the session has no figures yet', async () => {
    store.bars.append(barsOf(session()))
    const morning = us.day(us.next(THURSDAY)).pre!.open + HOUR
    expect(await source.snapshot('TEST', morning, NEVER)).toMatchObject({
      sessionOpen: null,
      sessionHigh: null,
      sessionLow: null,
      volume: null,
      previousClose: (await source.snapshot('TEST', CLOSE, NEVER)).price,
    })
  })

  test('a close weeks ago is a hole, not the previous close', async () => {
    store.bars.append(barsOf(session()))
    store.bars.append(barsOf(days([THURSDAY - 30]), { timeframe: '1d' }))
    expect((await source.snapshot('TEST', CLOSE, NEVER)).previousClose).toBeNull()
  })

  test('now is the close of the newest stored bar, else the clock', async () => {
    expect(source.now()).toBe(1)
    store.bars.append(barsOf(session(0, 2)))
    expect(source.now()).toBe(OPEN + 2 * MINUTE)
    store.bars.append(barsOf(days([THURSDAY]), { timeframe: '1d', symbol: 'OTHER' }))
    expect(source.now()).toBe(CLOSE)
  })

  test('symbols lists what is stored, once each, by kind', async () => {
    store.bars.append(barsOf(session(0, 2)))
    store.bars.append(barsOf(days([THURSDAY]), { timeframe: '1d' }))
    store.bars.append(barsOf(days([THURSDAY]), { timeframe: '1d', symbol: 'ES' }))
    expect(await source.symbols(NEVER)).toEqual([
      { symbol: 'ES', name: 'ES', kind: 'future', sector: null },
      { symbol: 'TEST', name: 'TEST', kind: 'stock', sector: null },
    ])
    expect(source.metrics()).toBeNull()
  })
})
