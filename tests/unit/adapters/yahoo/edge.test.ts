import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeChart } from '../../../../src/adapters/yahoo/decode-chart.ts'
import { planBlocks, REACH } from '../../../../src/adapters/yahoo/reach.ts'
import { price } from '../../../../src/adapters/yahoo/read.ts'
import { yahooSymbol } from '../../../../src/adapters/yahoo/symbols.ts'
import { DAY, isoDate } from '../../../../src/core/time.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import { TIMEFRAMES } from '../../../../src/market/timeframe.ts'
import { NOW } from './yahoo.ts'

test('symbols in Yahoo spelling', () => {
  const ours = ['AAPL', 'BRK.B', 'OCDO.L', 'NQ', 'MES', 'NQ=F', 'BTCUSD', 'BTC-USD', 'ETHBTC', 'EURUSD', 'EURUSD=X', '^GSPC']
  const theirs = [
    'AAPL',
    'BRK-B',
    'OCDO.L',
    'NQ=F',
    'MES=F',
    'NQ=F',
    'BTC-USD',
    'BTC-USD',
    'ETH-BTC',
    'EURUSD=X',
    'EURUSD=X',
    '^GSPC',
  ]
  expect(ours.map(yahooSymbol)).toEqual(theirs)
})

test('a price in cents survives single precision', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_999_999 }), fc.constantFrom(100, 10_000), (units, scale) => {
      const meant = units / scale
      expect(price(Math.fround(meant))).toBe(meant)
    }),
  )
  expect([price(166.69000244140625), price(97208.171875), price(0.1 + 0.2), price(null), price('7')]).toEqual([
    166.69,
    97208.17,
    0.30000000000000004,
    null,
    null,
  ])
})

test('blocks cover a query, stay within what one request may hold, and keep their number as time goes by', () => {
  const spans = fc.record({
    ago: fc.integer({ min: 1, max: 20_000 }),
    hours: fc.integer({ min: 1, max: 3000 }),
    frame: fc.constantFrom(...TIMEFRAMES),
  })
  fc.assert(
    fc.property(spans, ({ ago, hours, frame }) => {
      const { backDays, blockDays, marginDays } = REACH[frame]
      const from = NOW - Math.min(ago / 24, (backDays ?? 20_000) - 0.1) * DAY
      const to = from + hours * (DAY / 24)
      const query = { kind: 'bars', symbol: 'X', timeframe: frame, from, to, asOf: NOW, session: 'all' } as const
      const blocks = planBlocks(query, NOW)
      const oldest = Math.min(...blocks.map((block) => block.from))
      const newest = Math.max(...blocks.map((block) => block.to))
      expect(oldest).toBeLessThanOrEqual(from)
      expect(newest).toBeGreaterThanOrEqual(Math.min(to, NOW))
      for (const [i, block] of blocks.entries()) {
        expect(block.to - block.from).toBeLessThanOrEqual((blockDays + 2 * marginDays) * DAY)
        if (i > 0) expect(block.to).toBeGreaterThanOrEqual(blocks[i - 1].from)
      }
      const later = planBlocks(query, NOW + DAY / 48).map((block) => block.number)
      if (backDays === null) expect(later).toEqual(expect.arrayContaining(blocks.map((block) => block.number)))
    }),
  )
})

describe('dated rows', () => {
  const daily = (market: 'us' | 'cme' | 'crypto' | 'fx', zone: string, stamps: string[], lastPrint: string) => {
    const calendar = calendarOf(market)
    const rows = stamps.map((_, i) => 100 + i)
    const raw = {
      meta: { exchangeTimezoneName: zone, regularMarketTime: Date.parse(lastPrint) / 1000 },
      timestamp: stamps.map((stamp) => Date.parse(stamp) / 1000),
      indicators: { quote: [{ open: rows, high: rows, low: rows, close: rows, volume: rows }] },
    }
    const { bars } = decodeChart(raw, { symbol: 'X', timeframe: '1d', calendar, completeUntil: Number.POSITIVE_INFINITY })
    return [...bars.time.subarray(0, bars.length)].map((time, i) => `${isoDate(calendar.dateOf(time))} ${bars.close[i]}`)
  }

  test('of currencies, stamped at midnight in London, keep their date in summer', () => {
    expect(daily('fx', 'Europe/London', ['2026-07-06T23:00:00Z', '2026-07-07T23:00:00Z'], '2026-07-09T01:00:00Z')).toEqual([
      '2026-07-07 100',
      '2026-07-08 101',
    ])
  })

  test('of futures, stamped at midnight in New York, name the trading date; the running row names the one in progress', () => {
    const stamps = ['2026-11-18T05:00:00Z', '2026-11-19T05:00:00Z', '2026-11-20T01:30:00Z']
    expect(daily('cme', 'America/New_York', stamps, '2026-11-20T01:30:00Z')).toEqual([
      '2026-11-18 100',
      '2026-11-19 101',
      '2026-11-20 102',
    ])
  })

  test('that come twice for a day keep the later one; one out of order is set aside', () => {
    const stamps = ['2026-11-18T14:30:00Z', '2026-11-19T14:30:00Z', '2026-11-19T21:00:01Z', '2026-11-17T14:30:00Z']
    expect(daily('us', 'America/New_York', stamps, '2026-11-19T21:00:01Z')).toEqual(['2026-11-18 100', '2026-11-19 102'])
  })

  test('in a zone that nobody knows fall back to the offset', () => {
    expect(daily('us', 'Moon/Base', ['2026-11-18T14:30:00Z'], '2026-11-19T21:00:01Z')).toEqual(['2026-11-18 100'])
  })
})
