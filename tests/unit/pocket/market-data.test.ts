import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseDate, parseInstant } from '../../../src/core/time.ts'
import { findSplit, type Json, startTestPocket, type TestPocket } from '../../support/pocket.ts'

const signal = new AbortController().signal
const at = (text: string) => parseInstant(text) as number
const SYMBOL = 'SIMFIN'
let pocket: TestPocket

beforeAll(async () => {
  pocket = await startTestPocket({ minutes: 45 })
})
afterAll(() => pocket.close())

const sourceMinutes = (symbol: string, from: string, to: string) =>
  pocket.source.history(
    { kind: 'bars', symbol, timeframe: '1m', from: at(from), to: at(to), asOf: pocket.now(), session: 'all' },
    signal,
  )

describe('historical bars', () => {
  it('are the bars of the source, stamped at their start', async () => {
    const { status, body } = await pocket.get(
      `/v2/stocks/bars?symbols=${SYMBOL}&timeframe=1Min&start=2026-03-20T13:30:00Z&end=2026-03-20T13:39:00Z`,
    )
    const bars = await sourceMinutes(SYMBOL, '2026-03-20T13:30:00Z', '2026-03-20T13:40:00Z')
    expect(status).toBe(200)
    expect(body.next_page_token).toBeNull()
    expect(body.bars[SYMBOL]).toHaveLength(bars.length)
    expect(body.bars[SYMBOL][0]).toEqual({
      t: '2026-03-20T13:30:00Z',
      o: bars.open[0],
      h: bars.high[0],
      l: bars.low[0],
      c: bars.close[0],
      v: bars.volume[0],
      n: bars.prints![0],
      vw: Math.round(bars.vwap![0] * 1e6) / 1e6,
    })
  })

  it('never show a minute that is not over', async () => {
    const { body } = await pocket.get(`/v2/stocks/bars?symbols=${SYMBOL}&timeframe=1Min&start=2026-03-20T14:10:00Z&feed=iex`)
    expect(body.bars[SYMBOL].at(-1).t).toBe('2026-03-20T14:14:00Z')
  })

  it('page through several symbols, each symbol whole and in time order', async () => {
    const query = 'symbols=SIMTEC,SIMFIN&timeframe=1Min&start=2026-03-20T13:30:00Z&end=2026-03-20T13:49:00Z&limit=15'
    const whole = (await pocket.get(`/v2/stocks/bars?${query.replace('limit=15', 'limit=1000')}`)).body.bars
    const merged: Record<string, Json[]> = {}
    let token = ''
    let pages = 0
    do {
      const { body } = await pocket.get(`/v2/stocks/bars?${query}${token && `&page_token=${encodeURIComponent(token)}`}`)
      if (pages === 0) expect(Object.keys(body.bars)).toEqual(['SIMFIN'])
      for (const [symbol, rows] of Object.entries<Json[]>(body.bars)) merged[symbol] = [...(merged[symbol] ?? []), ...rows]
      token = body.next_page_token ?? ''
      pages++
    } while (token !== '')
    expect(pages).toBe(3)
    expect(merged).toEqual(whole)
  })

  it('come newest first on request', async () => {
    const query = 'timeframe=1Min&start=2026-03-20T13:30:00Z&end=2026-03-20T13:59:00Z&limit=4'
    const first = (await pocket.get(`/v2/stocks/${SYMBOL}/bars?${query}&sort=desc`)).body
    expect(first.bars.map((bar: Json) => bar.t.slice(14, 16))).toEqual(['59', '58', '57', '56'])
    const next = (await pocket.get(`/v2/stocks/${SYMBOL}/bars?${query}&sort=desc&page_token=${first.next_page_token}`)).body
    expect(next.bars[0].t).toBe('2026-03-20T13:55:00Z')
  })

  it('end with the day in progress, which daily bars elsewhere must not take for a whole one', async () => {
    const { body } = await pocket.get(`/v2/stocks/${SYMBOL}/bars?timeframe=1Day&start=2026-03-18&feed=iex`)
    expect(body.bars.map((bar: Json) => bar.t)).toEqual(['2026-03-18T04:00:00Z', '2026-03-19T04:00:00Z', '2026-03-20T04:00:00Z'])
    const minutes = await sourceMinutes(SYMBOL, '2026-03-20T13:30:00Z', '2026-03-20T20:00:00Z')
    expect(body.bars[2].c).toBe(minutes.close[minutes.length - 1])
    expect(body.bars[2].o).toBe(minutes.open[0])
  })

  it('are adjusted for splits on request only, volume too', async () => {
    const split = await findSplit(pocket.source, parseDate('2024-01-02')!, parseDate('2026-03-01')!)
    const day = new Date((split.exDay - 7) * 86_400_000).toISOString().slice(0, 10)
    const query = `timeframe=1Day&start=${day}&limit=3`
    const raw = (await pocket.get(`/v2/stocks/${split.symbol}/bars?${query}`)).body.bars
    const adjusted = (await pocket.get(`/v2/stocks/${split.symbol}/bars?${query}&adjustment=split`)).body.bars
    expect(adjusted[0].c / raw[0].c).toBeCloseTo(split.ratio, 3)
    expect(adjusted[0].v / raw[0].v).toBeCloseTo(1 / split.ratio, 3)
    const after = new Date((split.exDay + 1) * 86_400_000).toISOString().slice(0, 10)
    const later = `timeframe=1Day&start=${after}&limit=2`
    const plain = (await pocket.get(`/v2/stocks/${split.symbol}/bars?${later}`)).body.bars
    expect((await pocket.get(`/v2/stocks/${split.symbol}/bars?${later}&adjustment=split`)).body.bars).toEqual(plain)
  })

  it('lack what the source does not list, and are a plain empty map then', async () => {
    const query = 'timeframe=1Min&start=2026-03-20T13:30:00Z'
    expect((await pocket.get(`/v2/stocks/bars?symbols=NOPE&${query}`)).body).toEqual({ bars: {}, next_page_token: null })
    const one = await pocket.get(`/v2/stocks/NOPE/bars?${query}`)
    expect(one).toMatchObject({ status: 200, body: { symbol: 'NOPE', bars: [], next_page_token: null } })
    expect((await pocket.get('/v2/stocks/bars?symbols=NQ&timeframe=1Day&start=2026-03-10')).body.bars).toEqual({})
  })

  it.each([
    ['symbols=FOO1&timeframe=1Min', 'invalid symbol: FOO1'],
    ['timeframe=1Min', 'symbols is required'],
    ['symbols=SIMFIN&timeframe=7Day', 'invalid timeframe'],
    ['symbols=SIMFIN&timeframe=1Min&limit=0', 'invalid limit'],
    ['symbols=SIMFIN&timeframe=1Min&start=yesterday', 'invalid start: yesterday'],
    ['symbols=SIMFIN&timeframe=1Min&feed=nasdaq', 'invalid feed: nasdaq'],
    ['symbols=SIMFIN&timeframe=1Min&adjustment=no', 'invalid adjustment: no'],
    ['symbols=SIMFIN&timeframe=1Min&page_token=eA==', 'invalid page_token'],
  ])('refuse %s', async (query, message) => {
    const { status, body } = await pocket.get(`/v2/stocks/bars?${query}`)
    expect(status).toBe(400)
    expect(body.message).toContain(message)
  })
})

describe('trades and quotes', () => {
  it('are the prints of the source, page after page, equal stamps and all', async () => {
    const range = { from: at('2026-03-20T13:30:00Z'), to: at('2026-03-20T13:30:20Z') }
    const prints = await pocket.source.history({ kind: 'prints', symbol: SYMBOL, ...range, asOf: pocket.now() }, signal)
    const rows: Json[] = []
    let token = ''
    do {
      const query = `start=2026-03-20T13:30:00Z&end=2026-03-20T13:30:19.999999Z&limit=97${token && `&page_token=${encodeURIComponent(token)}`}`
      const { body } = await pocket.get(`/v2/stocks/${SYMBOL}/trades?${query}`)
      rows.push(...body.trades)
      token = body.next_page_token ?? ''
    } while (token !== '')
    expect(rows.length).toBe(prints.length)
    expect(rows.map((row) => row.p)).toEqual([...prints.price.subarray(0, prints.length)])
    expect(rows.map((row) => row.s)).toEqual([...prints.size.subarray(0, prints.length)])
    expect(new Set(rows.map((row) => row.i)).size).toBe(rows.length)
  })

  it('on IEX are a small, repeatable part of them', async () => {
    const query = 'start=2026-03-20T13:30:00Z&end=2026-03-20T13:35:00Z&limit=10000'
    const all = (await pocket.get(`/v2/stocks/${SYMBOL}/trades?${query}&feed=sip`)).body.trades
    const iex = (await pocket.get(`/v2/stocks/${SYMBOL}/trades?${query}&feed=iex`)).body.trades
    const parts = (await pocket.get(`/v2/stocks/${SYMBOL}/trades?${query.replace('13:30:00', '13:32:00')}&feed=iex`)).body.trades
    expect(iex.length).toBeGreaterThan(0)
    expect(iex.length).toBeLessThan(all.length / 10)
    expect(iex.filter((row: Json) => row.t >= '2026-03-20T13:32')).toEqual(parts)
  })

  it('of the same moment agree: the latest quote is the last of the list', async () => {
    const latest = (await pocket.get(`/v2/stocks/quotes/latest?symbols=${SYMBOL}&feed=delayed_sip`)).body.quotes[SYMBOL]
    const list = (await pocket.get(`/v2/stocks/${SYMBOL}/quotes?start=2026-03-20T13:55:00Z&sort=desc&limit=1`)).body.quotes
    expect(list[0]).toEqual(latest)
  })
})

describe('feeds and rights', () => {
  const query = `symbols=${SYMBOL}&timeframe=1Min&start=2026-03-20T13:30:00Z`

  it('refuse consolidated data of the last 15 minutes without the right, and only then', async () => {
    const refused = await pocket.get(`/v2/stocks/bars?${query}&end=2026-03-20T14:10:00Z&feed=sip`)
    expect(refused).toMatchObject({ status: 403, body: { message: 'subscription does not permit querying recent SIP data' } })
    expect((await pocket.get(`/v2/stocks/snapshots?symbols=${SYMBOL}&feed=sip`)).status).toBe(403)
    const old = await pocket.get(`/v2/stocks/bars?${query}&end=2026-03-20T14:00:00Z&feed=sip`)
    expect(old.status).toBe(200)
    await pocket.admin('/admin/rights', { realtimeSip: true })
    expect((await pocket.get(`/v2/stocks/bars?${query}&end=2026-03-20T14:10:00Z&feed=sip`)).status).toBe(200)
    await pocket.admin('/admin/rights', { realtimeSip: false })
  })

  it('default to consolidated data that ends 15 minutes ago', async () => {
    const { body } = await pocket.get(`/v2/stocks/bars?${query}`)
    expect(body.bars[SYMBOL].at(-1).t).toBe('2026-03-20T14:00:00Z')
  })

  it('give IEX a fortieth of the volume', async () => {
    const range = `${query}&end=2026-03-20T13:50:00Z`
    const volume = (rows: Json[]) => rows.reduce((sum, row) => sum + row.v, 0)
    const sip = volume((await pocket.get(`/v2/stocks/bars?${range}&feed=sip`)).body.bars[SYMBOL])
    const iex = volume((await pocket.get(`/v2/stocks/bars?${range}&feed=iex`)).body.bars[SYMBOL])
    expect(iex / sip).toBeCloseTo(1 / 40, 3)
  })
})

describe('snapshots, screener, corporate actions', () => {
  it('show the last print, quote, minute and two days, as one object or a map without the unknown', async () => {
    const many = (await pocket.get(`/v2/stocks/snapshots?symbols=${SYMBOL},NOPE`)).body
    expect(Object.keys(many)).toEqual([SYMBOL])
    expect(Object.keys(many[SYMBOL]).sort()).toEqual(['dailyBar', 'latestQuote', 'latestTrade', 'minuteBar', 'prevDailyBar'])
    expect(many[SYMBOL].dailyBar.t).toBe('2026-03-20T04:00:00Z')
    expect(many[SYMBOL].prevDailyBar.t).toBe('2026-03-19T04:00:00Z')
    const one = (await pocket.get(`/v2/stocks/${SYMBOL}/snapshot`)).body
    expect(one).toEqual({ symbol: SYMBOL, ...many[SYMBOL] })
    expect((await pocket.get('/v2/stocks/NOPE/snapshot')).status).toBe(404)
  })

  it('show the last bar and trade of one symbol under its own name', async () => {
    const bar = (await pocket.get(`/v2/stocks/${SYMBOL}/bars/latest`)).body
    expect(bar).toMatchObject({ symbol: SYMBOL, bar: { t: '2026-03-20T14:14:00Z' } })
    const trade = (await pocket.get(`/v2/stocks/${SYMBOL}/trades/latest`)).body
    expect(trade.trade.t <= '2026-03-20T14:15:00Z').toBe(true)
  })

  it('rank what moved against the close before', async () => {
    const { body } = await pocket.get('/v1beta1/screener/stocks/movers?top=3')
    expect(body.market_type).toBe('stocks')
    expect(body.gainers).toHaveLength(3)
    const top = body.gainers[0]
    const { dailyBar, prevDailyBar } = (await pocket.get(`/v2/stocks/${top.symbol}/snapshot?feed=delayed_sip`)).body
    expect(prevDailyBar.c).toBeGreaterThan(0)
    expect(dailyBar.t).toBe('2026-03-20T04:00:00Z')
    expect(top.percent_change).toBeCloseTo((top.change / (top.price - top.change)) * 100, 2)
    const falling = body.losers.map((one: Json) => one.percent_change)
    expect(falling).toEqual([...falling].sort((a, b) => a - b))
    const active = (await pocket.get('/v1beta1/screener/stocks/most-actives?by=trades&top=5')).body.most_actives
    expect(active.map((one: Json) => one.trade_count)).toEqual(
      active.map((one: Json) => one.trade_count).sort((a: number, b: number) => b - a),
    )
  })

  it('list splits with whole rates and dividends in dollars, in pages', async () => {
    const split = await findSplit(pocket.source, parseDate('2024-01-02')!, parseDate('2026-03-01')!)
    const path = `/v1/corporate-actions?symbols=${split.symbol}&start=2015-01-01&end=2026-03-20`
    const found: Json[] = []
    let token = ''
    do {
      const { body } = await pocket.get(`${path}&limit=1${token && `&page_token=${encodeURIComponent(token)}`}`)
      found.push(
        ...Object.entries<Json[]>(body.corporate_actions).flatMap(([group, rows]) => rows.map((row) => ({ group, ...row }))),
      )
      token = body.next_page_token ?? ''
    } while (token !== '')
    const own = found.find((row) => row.ex_date === new Date(split.exDay * 86_400_000).toISOString().slice(0, 10))
    expect(own.new_rate / own.old_rate).toBeCloseTo(split.value, 9)
    expect(own.group).toBe(split.value > 1 ? 'forward_splits' : 'reverse_splits')
    const all = (await pocket.get(path)).body.corporate_actions
    expect(Object.values<Json[]>(all).flat()).toHaveLength(found.length)
  })

  it('tell no action of a day to come, whatever end is asked', async () => {
    const split = await findSplit(pocket.source, parseDate('2026-03-23')!, parseDate('2027-12-31')!)
    const path = `/v1/corporate-actions?symbols=${split.symbol}&types=forward_split,reverse_split`
    const ahead = (await pocket.get(`${path}&start=2026-03-23&end=2027-12-31`)).body
    expect(ahead).toEqual({ corporate_actions: {}, next_page_token: null })
    const across = (await pocket.get(`${path}&start=2024-01-01&end=2027-12-31`)).body.corporate_actions
    for (const row of Object.values<Json[]>(across).flat()) expect(row.ex_date <= '2026-03-20').toBe(true)
  })
})
