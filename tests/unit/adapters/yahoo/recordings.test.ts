import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeChart } from '../../../../src/adapters/yahoo/decode-chart.ts'
import { decodeQuote, decodeSearch } from '../../../../src/adapters/yahoo/decode-quote.ts'
import { createYahooLibrary, type YahooLibrary } from '../../../../src/adapters/yahoo/library.ts'
import { list, object } from '../../../../src/adapters/yahoo/read.ts'
import { isoDate, utcDay } from '../../../../src/core/time.ts'
import { calendarFor } from '../../../../src/market/calendar/calendar.ts'
import { normalizeSymbol } from '../../../../src/market/symbols.ts'
import { createTestClient } from '../../../support/vendor.ts'

const folder = join(process.env.OPENBELL_REAL_DATA ?? '/nowhere', 'api-recordings', 'yahoo')
const present = existsSync(folder)
const recordings = (kind: string) => (present ? readdirSync(join(folder, kind)) : ['(none)'])
const quiet = new AbortController().signal

/** A recorded exchange; Yahoo's bodies are kept as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads recorded JSON
const body = (kind: string, name: string): any => JSON.parse(readFileSync(join(folder, kind, name), 'utf8')).response

/** A server that answers every data request with the recording of the moment, and the way through the library. */
let playing: { status: number; body: unknown } = { status: 200, body: {} }
const server = createServer((request, response) => {
  if (request.url?.includes('getcrumb')) return response.end('crumb')
  response.setHeader('set-cookie', 'A3=x; Domain=.yahoo.com; Path=/; Max-Age=3600')
  response.statusCode = request.url?.startsWith('/quote/') ? 200 : playing.status
  return response.end(JSON.stringify(playing.body))
})
const { client, log } = createTestClient({ cacheEntries: 0 })
let library: YahooLibrary
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  library = createYahooLibrary(client, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, log)
})
afterAll(async () => {
  await client.close()
  server.closeAllConnections()
  server.close()
})

const without = present ? '' : ' (skipped: OPENBELL_REAL_DATA is not set)'

describe.skipIf(!present)(`recorded charts${without}`, () => {
  test.each(recordings('chart'))('%s', async (name) => {
    const recorded = body('chart', name)
    const result = recorded.body.chart.result?.[0]
    playing = recorded
    const raw = await library.chart('ANY', { from: 0, to: 86_400_000, interval: '1d', prePost: false }, quiet)
    const symbol = normalizeSymbol(result.meta.symbol)
    const calendar = calendarFor(symbol)
    const timeframe = result.meta.dataGranularity
    const { bars, aside, actions } = decodeChart(raw, { symbol, timeframe, calendar, completeUntil: Number.POSITIVE_INFINITY })
    const stamps: number[] = result.timestamp ?? []
    const quote = result.indicators.quote[0]
    const whole = stamps.flatMap((_, i) => (quote.close[i] === null || quote.volume[i] === null ? [] : [i]))
    expect(bars.length + aside.empty + aside.incomplete + aside.invalid).toBe(stamps.length)
    expect(aside.invalid).toBe(0)
    const zone = new Intl.DateTimeFormat('en-CA', { timeZone: result.meta.exchangeTimezoneName, dateStyle: 'short' })
    for (const [row, i] of whole.entries()) {
      expect(isoDate(calendar.dateOf(bars.time[row]))).toBe(zone.format(stamps[i] * 1000))
      expect(Math.fround(bars.close[row])).toBe(quote.close[i])
      expect(bars.close[row].toString().length).toBeLessThan(11)
      expect(bars.volume[row]).toBe(quote.volume[i])
    }
    expect(actions).toHaveLength(Object.keys({ ...result.events?.dividends, ...result.events?.splits }).length)
  })

  test('the split and the dividend of Apple in autumn 2020', async () => {
    playing = body('chart', 'chart-AAPL-2020-08-31-to-2020-11-07.json')
    const raw = await library.chart('AAPL', { from: 0, to: 86_400_000, interval: '1d', prePost: false }, quiet)
    const calendar = calendarFor('AAPL')
    const { actions, bars } = decodeChart(raw, {
      symbol: 'AAPL',
      timeframe: '1d',
      calendar,
      completeUntil: Number.POSITIVE_INFINITY,
    })
    expect(actions.map((one) => `${isoDate(one.exDay)} ${one.kind} ${one.value}`)).toEqual([
      '2020-08-31 split 4',
      '2020-11-06 dividend 0.205',
    ])
    expect([isoDate(utcDay(bars.time[0])), bars.close[0], bars.length]).toEqual(['2020-08-31', 129.04, 49])
  })
})

describe.skipIf(!present)(`recorded quotes${without}`, () => {
  test.each(recordings('quote'))('%s', async (name) => {
    playing = body('quote', name)
    const quotes = list(await library.quote('ANY', quiet))
    for (const quote of quotes) {
      const symbol = String(object(quote).symbol)
      const snapshot = decodeQuote(quote, symbol, calendarFor(symbol), Date.UTC(2026, 2, 20, 20))
      // One recorded fund has no price at all, and a request for single fields brings no time.
      const priced = object(quote).regularMarketPrice !== undefined && object(quote).regularMarketTime !== undefined
      expect(snapshot !== null).toBe(priced)
      if (priced) expect(snapshot?.price).toBeGreaterThan(0)
      for (const value of Object.values(snapshot ?? {})) expect(Number.isNaN(value)).toBe(false)
    }
  })
})

describe.skipIf(!present)(`recorded searches${without}`, () => {
  test.each(recordings('search'))('%s', async (name) => {
    playing = body('search', name)
    const found = decodeSearch(await library.search('ANY', quiet))
    const known = ['EQUITY', 'ETF', 'MUTUALFUND', 'FUTURE', 'CRYPTOCURRENCY', 'CURRENCY', 'INDEX']
    const expected = list(object(playing.body).quotes).map(object)
    expect(found.map((one) => one.symbol)).toEqual(
      expected.filter((one) => known.includes(String(one.quoteType))).map((one) => one.symbol),
    )
  })
})
