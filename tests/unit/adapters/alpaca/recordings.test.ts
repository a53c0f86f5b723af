import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeActions } from '../../../../src/adapters/alpaca/actions.ts'
import { decodeAccount, decodePositions } from '../../../../src/adapters/alpaca/broker/account.ts'
import { decodeOrder } from '../../../../src/adapters/alpaca/broker/order.ts'
import { barSchema, decodeRows, quoteSchema, tradeSchema } from '../../../../src/adapters/alpaca/decode.ts'
import { collectOne } from '../../../../src/adapters/alpaca/pages.ts'
import { toSnapshot } from '../../../../src/adapters/alpaca/snapshot.ts'
import { parseStamp } from '../../../../src/adapters/alpaca/stamp.ts'
import { toPrints, toQuotes } from '../../../../src/adapters/alpaca/tape.ts'
import { isoDate } from '../../../../src/core/time.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import type { Json } from '../../../support/pocket.ts'

const folder = process.env.OPENBELL_REAL_DATA
const read = (file: string): Json => JSON.parse(readFileSync(join(folder!, 'api-recordings/alpaca', file), 'utf8'))
const signal = new AbortController().signal

describe.skipIf(!folder)(`recorded replies${folder ? '' : ' (skipped: OPENBELL_REAL_DATA is not set)'}`, () => {
  const stocks = (test: string): Json =>
    read('alpaca-py_historical_stock_data.json').find((one: Json) => one.test === test).response
  const collect = <T extends { t: string }>(
    rows: 'bars' | 'trades' | 'quotes',
    schema: Parameters<typeof decodeRows<T>>[1],
    symbol: string,
    answer: Json,
  ) =>
    collectOne<T>(
      { what: rows, symbol, rows, schema, enough: 1e9, page: async () => ({ ...answer, next_page_token: null }) },
      signal,
    )

  it('bars: of one symbol, of several, newest first, none', async () => {
    const bars = await collect('bars', barSchema, 'AAPL', stocks('test_get_bars'))
    expect(bars.rows.map(({ record }) => record.v)).toEqual([85_998_033, 84_817_432])
    expect(bars.setAside.count).toBe(0)
    expect((await collect('bars', barSchema, 'TSLA', stocks('test_get_bars_desc'))).rows).toHaveLength(3)
    expect((await collect('bars', barSchema, 'TSLA', stocks('test_multisymbol_get_bars'))).rows).toHaveLength(1)
    expect((await collect('bars', barSchema, 'AAPL', stocks('test_get_bars_single_empty_response'))).rows).toEqual([])
  })

  it('trades and quotes with their conditions, exchanges and microseconds', async () => {
    const query = { kind: 'prints', symbol: 'AAPL', from: 0, to: 2e12, asOf: 2e12 } as const
    const prints = toPrints(query, 'sip', await collect('trades', tradeSchema, 'AAPL', stocks('test_get_trades')))
    expect(prints.length).toBe(2)
    expect([prints.exchange.names, prints.conditions.names, prints.id]).toEqual([
      ['', 'D'],
      ['', '@,T,I'],
      ['19060-D-151', '19060-D-168'],
    ])
    const quotes = toQuotes(
      { ...query, kind: 'quotes' },
      'sip',
      await collect('quotes', quoteSchema, 'AAPL', stocks('test_get_quotes')),
    )
    expect(quotes.length).toBe(2)
    expect(quotes.time[0] % 1).toBeCloseTo(0.059, 3)
    expect([quotes.bidPrice[0], quotes.askSize[0]]).toEqual([159.52, 1])
  })

  it('snapshots: price from the last print, the day before from the bar before', () => {
    const asOf = Date.parse('2022-03-18T14:34:00Z')
    const found = toSnapshot('AAPL', 'sip', stocks('test_get_snapshot').AAPL, asOf, calendarOf('us'))
    expect(found).toMatchObject({
      price: 161.1998,
      bid: 161.19,
      askSize: 2,
      sessionOpen: 160.59,
      previousClose: 160.62,
      volume: 31_749_988,
    })
    expect(found!.time % 1).toBeCloseTo(0.432, 2)
    expect(toSnapshot('ZZZZ', 'sip', stocks('test_get_snapshot_multi_empty_response').ZZZZ, asOf, calendarOf('us'))).toBeNull()
  })

  it('a mock bar whose high is below its low is set aside, an empty book is no price', () => {
    const mock = read('alpaca-trade-api-js_mock-data-v2.json')
    expect(decodeRows([mock.data.bars], barSchema)).toMatchObject({ rows: [], setAside: { count: 1 } })
    const found = toSnapshot('FB', 'iex', mock.snapshots.FB, Date.parse('2021-05-03T20:00:01Z'), calendarOf('us'))
    expect(found).toMatchObject({ price: 322.63, bid: null, ask: null, bidSize: null, previousClose: 324.89 })
  })

  it('corporate actions: splits both ways, dividends in shares and in cash, other kinds left alone', () => {
    const [{ response }] = read('alpaca-py_corporate_actions.json')
    const actions = (symbol: string) =>
      decodeActions(response.corporate_actions, symbol).map(({ kind, exDay, value, ratio }) => ({
        kind,
        on: isoDate(exDay),
        value,
        ratio,
      }))
    expect(actions('SRE')).toEqual([{ kind: 'split', on: '2023-08-22', value: 2, ratio: 0.5 }])
    expect(actions('MNTS')).toEqual([{ kind: 'split', on: '2023-08-24', value: 0.02, ratio: 50 }])
    expect(actions('FCF')).toEqual([{ kind: 'dividend', on: '2023-05-04', value: 0.125, ratio: null }])
    expect(actions('MSBC')[0]).toMatchObject({ kind: 'split', value: 1.05 })
    expect(actions('GLOP')).toEqual([])
  })

  it('the account, old fields and all', () => {
    const old = read('alpaca-py_account_routes.json')[0].response
    expect(decodeAccount(old, 'paper')).toEqual({
      id: '010203ABCD',
      mode: 'paper',
      cash: -23_140.2,
      equity: 103_820.56,
      buyingPower: 262_113.632,
      lastEquity: expect.any(Number),
      maintenance: expect.any(Number),
      state: 'active',
    })
    const js = read('alpaca-trade-api-js_mock-alpaca.json').accountEntity
    expect(decodeAccount(js, 'paper')).toMatchObject({ cash: 4000.32, equity: 4321.98 })
  })

  it('orders and positions, those with fields that are gone today too', () => {
    const answers = read('alpaca-py_order_routes.json').flatMap(({ response }: Json) => response)
    const orders = [...answers.filter((one: Json) => 'symbol' in one), read('alpaca-trade-api-js_mock-alpaca.json').orderEntity]
    expect(orders.length).toBeGreaterThan(7)
    for (const raw of orders) {
      const order = decodeOrder(raw, { heardAt: 0 })
      expect(order).toMatchObject({ id: raw.id, clientOrderId: raw.client_order_id, symbol: raw.symbol, status: raw.status })
      expect(order?.submittedAt).toBe(parseStamp(raw.submitted_at))
      expect(order?.shares).toBe(Number(raw.qty))
    }
    const position = read('alpaca-trade-api-js_mock-alpaca.json').positionEntity
    expect(decodePositions([position])).toEqual([{ symbol: 'AAPL', shares: 5, averagePrice: 100, price: 120 }])
  })
})

describe('stamps of the vendor', () => {
  it('keep what a double can hold below the millisecond, in any offset', () => {
    expect(parseStamp('2026-11-20T14:30:01.118823411Z')).toBeCloseTo(Date.parse('2026-11-20T14:30:01Z') + 118.823, 2)
    expect(parseStamp('2026-11-20T11:02:03.451420928-05:00')).toBeCloseTo(Date.parse('2026-11-20T16:02:03Z') + 451.42, 1)
    expect(parseStamp('2026-11-20T14:30:00Z')).toBe(Date.parse('2026-11-20T14:30:00Z'))
    expect([parseStamp('2026-11-20'), parseStamp(''), parseStamp('1763649000')]).toEqual([null, null, null])
  })
})
