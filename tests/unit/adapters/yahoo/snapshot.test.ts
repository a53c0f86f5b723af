import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decodeQuote, decodeSearch } from '../../../../src/adapters/yahoo/decode-quote.ts'
import { iso } from '../../../../src/core/time.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import { rowsOf, seconds } from '../../../support/yahoo-series.ts'
import { failure, NOW, quiet, startYahoo, type YahooRig } from './yahoo.ts'

let rig: YahooRig
beforeEach(async () => {
  rig = await startYahoo()
})
afterEach(() => rig.close())

describe('a snapshot', () => {
  test('of now is the quote, with the age of its print', async () => {
    const now = await rig.source.snapshot('ACME', NOW, quiet)
    expect(now).toMatchObject({
      symbol: 'ACME',
      source: 'yahoo',
      feed: 'yahoo',
      time: NOW - 2000,
      volume: 1_234_567,
      staleSince: null,
    })
    expect(now.bidSize).toBeNull()
    expect([now.sessionHigh, now.sessionLow]).toEqual([now.price + 1, now.price - 2])
    expect(rig.source.metrics()?.newestDataAgeMs).toBe(2000)
  })

  test('of the past comes from the bars that were complete then', async () => {
    const asOf = Date.parse('2026-11-18T16:00:30Z')
    const then = await rig.source.snapshot('ACME', asOf, quiet)
    const open = seconds('2026-11-18T14:30:00Z')
    const minutes = rowsOf(open, seconds('2026-11-18T16:00:00Z'), 60, NOW / 1000, 120, true)
    const [day] = rowsOf(seconds('2026-11-17T14:30:00Z'), seconds('2026-11-17T21:00:00Z'), 23_400, NOW / 1000, 120, true)
    expect(iso(then.time)).toBe('2026-11-18T16:00:00Z')
    expect(then.price).toBeCloseTo(minutes[minutes.length - 1].close, 4)
    expect(then.previousClose).toBeCloseTo(day.close, 4)
    expect(then.sessionHigh).toBeCloseTo(Math.max(...minutes.map((row) => row.high)), 4)
    expect(rig.server.requests.some((path) => path.startsWith('/v7/'))).toBe(false)
  })

  test('of long ago comes from days', async () => {
    const then = await rig.source.snapshot('ACME', Date.parse('2026-09-15T22:00:00Z'), quiet)
    expect(iso(then.time)).toBe('2026-09-15T20:00:00Z')
    expect(then.volume).toBeGreaterThan(0)
  })

  test('of an unknown symbol is not-found; before any data no-data', async () => {
    expect(await failure(rig.source.snapshot('QQQQ', NOW, quiet))).toMatchObject({ kind: 'not-found' })
    expect(await failure(rig.source.snapshot('ACME', Date.parse('2020-01-10T00:00:00Z'), quiet))).toMatchObject({
      kind: 'no-data',
    })
  })

  test('says since when it is old', async () => {
    await rig.source.snapshot('ACME', NOW, quiet)
    rig.clock.advance(60_000)
    rig.server.faults.add('/v7/', ...Array.from({ length: 4 }, () => ({ kind: 'status', status: 500 }) as const))
    expect(await rig.source.snapshot('ACME', rig.clock.now(), quiet)).toMatchObject({ time: NOW - 2000, staleSince: NOW })
  })
})

describe('a quote', () => {
  const us = calendarOf('us')
  const at = (text: string) => Date.parse(text) / 1000
  const regular = {
    regularMarketPrice: 100,
    regularMarketTime: at('2026-11-19T21:00:01Z'),
    regularMarketOpen: 99,
    regularMarketDayHigh: 101,
    regularMarketDayLow: 98,
    regularMarketVolume: 5000,
    regularMarketPreviousClose: 97,
  }

  test('before the open: the pre-market price, and yesterday only as the close before', () => {
    const quote = { ...regular, preMarketPrice: 103, preMarketTime: at('2026-11-20T13:00:00Z'), bid: 0, ask: 103.1 }
    expect(decodeQuote(quote, 'ACME', us, at('2026-11-20T13:00:01Z') * 1000)).toMatchObject({
      price: 103,
      bid: null,
      ask: 103.1,
      sessionOpen: null,
      sessionHigh: null,
      volume: null,
      previousClose: 100,
    })
  })

  test('after hours: the newest price with the day it belongs to', () => {
    const quote = { ...regular, postMarketPrice: 100.5, postMarketTime: new Date('2026-11-19T23:00:00Z') }
    const late = at('2026-11-19T23:00:01Z') * 1000
    expect(decodeQuote(quote, 'ACME', us, late)).toMatchObject({ price: 100.5, sessionOpen: 99, volume: 5000, previousClose: 97 })
  })

  test('before the open without a pre-market price: nothing of today yet', () => {
    const early = at('2026-11-20T12:00:00Z') * 1000
    expect(decodeQuote(regular, 'ACME', us, early)).toMatchObject({
      price: 100,
      sessionOpen: null,
      sessionHigh: null,
      sessionLow: null,
      volume: null,
      previousClose: 100,
    })
  })

  test('with hardly a field is a price; without a dated price nothing', () => {
    const bare = { regularMarketPrice: 1.5, regularMarketTime: regular.regularMarketTime, regularMarketVolume: 'many' }
    expect(decodeQuote(bare, 'ACME', us, regular.regularMarketTime * 1000)).toMatchObject({
      price: 1.5,
      bid: null,
      sessionOpen: null,
      volume: null,
      previousClose: null,
    })
    expect(decodeQuote({ regularMarketPrice: 1.5 }, 'ACME', us, 0)).toBeNull()
    expect(decodeQuote(null, 'ACME', us, 0)).toBeNull()
  })
})

describe('search', () => {
  test('gives symbols, best first', async () => {
    expect(await rig.source.search('AC', quiet)).toEqual([
      { symbol: 'ACME', name: 'Acme Anvils Inc.', kind: 'stock', sector: null },
    ])
    expect(await rig.source.search('ZZZ', quiet)).toEqual([])
  })

  test('leaves out what is no symbol', () => {
    const quotes = [
      { isYahooFinance: false, name: 'x' },
      { symbol: 'X', quoteType: 'OPTION' },
      7,
      { symbol: 'Y', quoteType: 'INDEX' },
    ]
    expect(decodeSearch({ quotes })).toEqual([{ symbol: 'Y', name: 'Y', kind: 'index', sector: null }])
    expect(decodeSearch('nonsense')).toEqual([])
  })
})

describe('lists', () => {
  test('movers and most actives are the screens of Yahoo, in our spelling, asked once a minute at most', async () => {
    expect(rig.source.lists?.names).toEqual(['movers', 'most-actives'])
    expect(await rig.source.lists?.read('movers', quiet)).toEqual(['ACME', 'BRK.B'])
    expect(await rig.source.lists?.read('most-actives', quiet)).toEqual(['BRK.B', 'ACME'])
    await rig.source.lists?.read('movers', quiet)
    expect(rig.server.requests.filter((path) => path.includes('/screener/'))).toHaveLength(3)
  })
})
