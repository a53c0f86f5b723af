import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, MINUTE, parseDate } from '../../../../src/core/time.ts'
import { TIMEFRAMES } from '../../../../src/market/timeframe.ts'
import { findSplit } from '../../../support/pocket.ts'
import { at, failure, type Rig, rig, SYMBOL, signal } from './alpaca.ts'

let own: Rig
beforeAll(async () => {
  own = await rig()
})
afterAll(() => own.close())

const column = (values: Float64Array, length: number) => [...values.subarray(0, length)]

describe('bars', () => {
  it.each(TIMEFRAMES)('of %s come through the wire as the market behind it has them', async (timeframe) => {
    const wide = timeframe === '1d' || timeframe === '1w'
    const range = { from: at(wide ? '2026-01-02T05:00:00Z' : '2026-03-18T08:00:00Z'), to: at('2026-03-20T04:00:00Z') }
    const query = own.query({ timeframe, ...range, asOf: range.to })
    const [wire, market] = [await own.source.history(query, signal), await own.pocket.source.history(query, signal)]
    expect(wire).toMatchObject({ source: 'alpaca', feed: 'sip', timeframe, length: market.length })
    for (const name of ['time', 'open', 'high', 'low', 'close', 'volume'] as const) {
      expect(column(wire[name], wire.length)).toEqual(column(market[name], market.length))
    }
    expect(wire.length).toBeGreaterThan(wide ? 8 : 10)
  })

  it('leave out what is not closed: the day in progress, the minute in progress', async () => {
    const now = own.source.now()
    const days = await own.source.history(
      own.query({ timeframe: '1d', from: at('2026-03-10T00:00:00Z'), to: now, asOf: now }),
      signal,
    )
    expect(days.time[days.length - 1]).toBe(at('2026-03-19T13:30:00Z'))
    const minutes = await own.source.history(own.query({ to: now, asOf: at('2026-03-20T13:35:30Z') }), signal)
    expect(minutes.time[minutes.length - 1]).toBe(at('2026-03-20T13:34:00Z'))
  })

  it('with a limit ask for the newest only', async () => {
    const query = own.query({ from: at('2026-03-10T08:00:00Z'), limit: 20 })
    const calls = own.source.metrics()!.calls
    const bars = await own.source.history(query, signal)
    expect(own.source.metrics()!.calls - calls).toBe(1)
    expect([bars.length, bars.time[bars.length - 1]]).toEqual([20, at('2026-03-20T13:39:00Z')])
    const hours = await own.source.history({ ...query, timeframe: '1h', asOf: at('2026-03-20T04:00:00Z'), limit: 9 }, signal)
    const market = await own.pocket.source.history(
      { ...query, timeframe: '1h', asOf: at('2026-03-20T04:00:00Z'), limit: 9 },
      signal,
    )
    expect(column(hours.time, hours.length)).toEqual(column(market.time, market.length))
  })

  it.each(['1d', '1w'] as const)('of %s are seen across the splits known at the as-of, and raw on request', async (timeframe) => {
    const split = await findSplit(own.pocket.source, parseDate('2024-01-02')!, parseDate('2026-03-01')!)
    const range = { from: (split.exDay - 40) * DAY, to: (split.exDay + 9) * DAY }
    const query = own.query({ symbol: split.symbol, timeframe, ...range, asOf: range.to })
    for (const one of [query, { ...query, raw: true }, { ...query, asOf: (split.exDay - 5) * DAY }]) {
      const [wire, market] = [await own.source.history(one, signal), await own.pocket.source.history(one, signal)]
      expect(wire).toMatchObject({ length: market.length, adjustment: one === query ? 'splits' : 'none' })
      for (const name of ['time', 'open', 'close', 'volume'] as const) {
        const theirs = column(market[name], market.length)
        for (const [i, value] of column(wire[name], wire.length).entries()) expect(value).toBeCloseTo(theirs[i], 6)
      }
    }
    const [seen, raw] = [await own.source.history(query, signal), await own.source.history({ ...query, raw: true }, signal)]
    expect(seen.close[0] / raw.close[0]).toBeCloseTo(split.ratio, 9)
  })

  it('come with their splits and dividends apart', async () => {
    const split = await findSplit(own.pocket.source, parseDate('2024-01-02')!, parseDate('2026-03-01')!)
    const span = { kind: 'actions', symbol: split.symbol, from: split.exDay - 400, to: split.exDay + 1 } as const
    const actions = await own.source.history(span, signal)
    const theirs = await own.pocket.source.history(span, signal)
    expect(actions).toEqual(
      theirs.map((action) => ({ ...action, source: 'alpaca', ratio: action.ratio && expect.closeTo(action.ratio, 12) })),
    )
    expect(await failure(own.source.history({ ...span, from: split.exDay - 400, to: split.exDay - 399 }, signal))).toMatchObject({
      kind: 'no-data',
    })
  })
})

describe('the tape', () => {
  const range = {
    symbol: SYMBOL,
    from: at('2026-03-20T13:30:00Z'),
    to: at('2026-03-20T13:32:00Z'),
    asOf: at('2026-03-20T13:31:30Z'),
  }

  it('comes through the wire print by print', async () => {
    const [wire, market] = [
      await own.source.history({ kind: 'prints', ...range }, signal),
      await own.pocket.source.history({ kind: 'prints', ...range }, signal),
    ]
    expect(wire).toMatchObject({ feed: 'sip', length: market.length })
    expect(column(wire.price, wire.length)).toEqual(column(market.price, market.length))
    expect(column(wire.size, wire.length)).toEqual(column(market.size, market.length))
    for (let i = 0; i < wire.length; i++) expect(Math.abs(wire.time[i] - market.time[i])).toBeLessThan(0.001)
    expect(new Set(wire.id).size).toBe(wire.length)
  })

  it('and quote by quote, the newest first when limited', async () => {
    const [wire, market] = [
      await own.source.history({ kind: 'quotes', ...range }, signal),
      await own.pocket.source.history({ kind: 'quotes', ...range }, signal),
    ]
    for (const name of ['bidPrice', 'bidSize', 'askPrice', 'askSize'] as const) {
      expect(column(wire[name], wire.length)).toEqual(column(market[name], market.length))
    }
    const few = await own.source.history({ kind: 'quotes', ...range, limit: 11 }, signal)
    expect(column(few.time, few.length)).toEqual(column(wire.time, wire.length).slice(-11))
  })
})

describe('snapshots', () => {
  it('of the present are the vendor own, on the feed the keys may read', async () => {
    const now = own.source.now()
    const found = await own.source.snapshot(SYMBOL, now, signal)
    const wire = (await own.pocket.get(`/v2/stocks/${SYMBOL}/snapshot?feed=iex`)).body
    expect(found).toMatchObject({
      feed: 'iex',
      price: wire.latestTrade.p,
      bid: wire.latestQuote.bp,
      sessionOpen: wire.dailyBar.o,
      volume: wire.dailyBar.v,
      previousClose: wire.prevDailyBar.c,
    })
    expect(found.time).toBeLessThanOrEqual(now)
  })

  it('of the past are put together from what was known by then', async () => {
    const asOf = at('2026-03-19T15:00:00Z')
    const found = await own.source.snapshot(SYMBOL, asOf, signal)
    const market = await own.pocket.source.snapshot(SYMBOL, asOf, signal)
    const { price, sessionOpen, sessionHigh, sessionLow, previousClose, volume } = market
    expect(found).toMatchObject({
      source: 'alpaca',
      feed: 'sip',
      price,
      sessionOpen,
      sessionHigh,
      sessionLow,
      previousClose,
      volume,
    })
    expect(found.time).toBeLessThanOrEqual(asOf)
  })

  it('on the ex-date of a split compare with the close before in the same shares', async () => {
    const split = await findSplit(own.pocket.source, parseDate('2024-01-02')!, parseDate('2026-03-01')!)
    const date = new Date(split.exDay * DAY).toISOString().slice(0, 10)
    const day = await rig({}, { date, realtimeSip: true })
    const now = day.source.now()
    const found = await day.source.snapshot(split.symbol, now, signal)
    const raw = (await day.pocket.get(`/v2/stocks/${split.symbol}/snapshot?feed=sip`)).body
    expect(found.previousClose).toBeCloseTo(raw.prevDailyBar.c * split.ratio, 9)
    const past = await day.source.snapshot(split.symbol, now - 10 * MINUTE, signal)
    expect(past.previousClose).toBeCloseTo(found.previousClose!, 6)
    await day.close()
  })

  it('before the open take the last session for the previous one', async () => {
    const early = await rig({}, { minutes: -1 })
    const asOf = at('2026-03-20T12:00:00Z')
    const found = await early.source.snapshot(SYMBOL, asOf, signal)
    expect(found.sessionOpen).toBeNull()
    const days = await early.source.history(
      early.query({ timeframe: '1d', from: at('2026-03-19T00:00:00Z'), to: asOf, asOf }),
      signal,
    )
    expect(found.previousClose).toBe(days.close[0])
    await early.close()
  })
})

describe('lists', () => {
  it('names the symbols of the trading host, funds by their names', async () => {
    const symbols = await own.source.symbols(signal)
    expect(symbols.find((one) => one.symbol === SYMBOL)).toMatchObject({ kind: 'fund', sector: null })
    expect(symbols.length).toBeGreaterThan(500)
  })

  it('ranks movers as fractions and the most active', async () => {
    const { gainers, losers } = await own.source.movers(4, signal)
    const wire = (await own.pocket.get('/v1beta1/screener/stocks/movers?top=4')).body
    expect(gainers.map((one) => one.change)).toEqual(
      wire.gainers.map((one: { percent_change: number }) => one.percent_change / 100),
    )
    expect(losers[0].change).toBeLessThan(0)
    expect(await own.source.mostActive('volume', 3, signal)).toHaveLength(3)
  })

  it('gives them as universes', async () => {
    const { names, read } = own.source.lists!
    expect(names).toEqual(['movers', 'most-actives'])
    const { gainers, losers } = await own.source.movers(50, signal)
    expect(await read('movers', signal)).toEqual([...gainers, ...losers].map((one) => one.symbol))
    const wire = (await own.pocket.get('/v1beta1/screener/stocks/most-actives?top=100')).body.most_actives
    expect(await read('most-actives', signal)).toEqual(wire.map((one: { symbol: string }) => one.symbol))
  })

  it('says what it never carries', async () => {
    expect(await failure(own.source.history(own.query({ symbol: 'NQ' }), signal))).toMatchObject({ kind: 'usage' })
    expect(await failure(own.source.snapshot('BTC-USD', own.source.now(), signal))).toMatchObject({ kind: 'usage' })
  })
})
