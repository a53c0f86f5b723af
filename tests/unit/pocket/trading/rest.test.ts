import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../../../support/pocket.ts'
import { OTHER, SYMBOL, startTrading, type TradingClient } from './client.ts'

let client: TradingClient
beforeAll(async () => {
  client = await startTrading()
})
afterAll(() => client.close())

const get = async (path: string): Promise<Json> => (await client.call('GET', path)).body

describe('watchlists', () => {
  it('are made, shown with their assets, changed, renamed and removed, by id and by name', async () => {
    const made = (await client.call('POST', '/v2/watchlists', { name: 'mine', symbols: [SYMBOL, SYMBOL] })).body
    expect(made.assets).toMatchObject([{ symbol: SYMBOL, class: 'us_equity', tradable: true }])
    expect((await client.call('POST', '/v2/watchlists', { name: 'mine' })).status).toBe(422)
    expect((await client.call('POST', '/v2/watchlists', { name: 'other', symbols: ['NOPE'] })).status).toBe(422)
    expect(await get('/v2/watchlists')).toEqual([
      { id: made.id, account_id: expect.any(String), name: 'mine', created_at: made.created_at, updated_at: made.updated_at },
    ])
    const added = await client.call('POST', '/v2/watchlists:by_name?name=mine', { symbol: OTHER })
    expect(added.body.assets.map((asset: Json) => asset.symbol)).toEqual([SYMBOL, OTHER])
    expect((await client.call('POST', `/v2/watchlists/${made.id}`, { symbol: OTHER })).status).toBe(422)
    const less = await client.call('DELETE', `/v2/watchlists/${made.id}/${SYMBOL}`)
    expect(less.body.assets.map((asset: Json) => asset.symbol)).toEqual([OTHER])
    const put = await client.call('PUT', `/v2/watchlists/${made.id}`, { name: 'yours', symbols: [SYMBOL] })
    expect(put.body).toMatchObject({ name: 'yours', assets: [{ symbol: SYMBOL }] })
    expect((await client.call('DELETE', '/v2/watchlists:by_name?name=yours')).status).toBe(204)
    expect(await client.call('GET', `/v2/watchlists/${made.id}`)).toMatchObject({ status: 404, body: { code: 40410000 } })
  })
})

describe('what the market is', () => {
  it('by market: clock and calendar with phases', async () => {
    const { clocks } = await get('/v3/clock?markets=NYSE')
    expect(clocks).toMatchObject([
      { market: { acronym: 'NYSE' }, is_market_day: true, phase: 'core', phase_until: '2026-03-20T16:00:00-04:00' },
    ])
    expect((await get('/v3/clock?time=2026-03-21T12:00:00Z')).clocks[0]).toMatchObject({ phase: 'closed', is_market_day: false })
    const days = await get('/v3/calendar/NYSE?start=2026-11-27&end=2026-11-27&timezone=UTC')
    expect(days.calendar).toEqual([
      {
        date: '2026-11-27',
        pre_start: '2026-11-27T09:00:00Z',
        pre_end: '2026-11-27T14:30:00Z',
        core_start: '2026-11-27T14:30:00Z',
        core_end: '2026-11-27T18:00:00Z',
        post_start: '2026-11-27T18:00:00Z',
        post_end: '2026-11-27T22:00:00Z',
        settlement_date: '2026-11-30',
      },
    ])
    expect((await client.call('GET', '/v3/calendar/MARS')).status).toBe(404)
  })

  it('by the dates that days settle on', async () => {
    const days = await get('/v2/calendar?start=2026-11-30&end=2026-11-30&date_type=SETTLEMENT')
    expect(days.map((day: Json) => day.date)).toEqual(['2026-11-27'])
  })

  it('without options', async () => {
    expect(await get('/v2/options/contracts')).toEqual({ option_contracts: [], next_page_token: null })
    expect((await client.call('POST', `/v2/positions/${SYMBOL}/exercise`)).status).toBe(403)
  })
})

describe('news', () => {
  it('are the same for the same seed, page after page, and never from the future', async () => {
    const all = await get(`/v1beta1/news?symbols=${SYMBOL},${OTHER}&start=2026-02-01&limit=50`)
    expect(all.news.length).toBeGreaterThan(4)
    const paged: Json[] = []
    for (let token = ''; ; ) {
      const page = await get(
        `/v1beta1/news?symbols=${SYMBOL},${OTHER}&start=2026-02-01&limit=3${token && `&page_token=${token}`}`,
      )
      paged.push(...page.news)
      if (page.next_page_token === null) break
      token = page.next_page_token
    }
    expect(paged).toEqual(all.news)
    const times = all.news.map((item: Json) => Date.parse(item.created_at))
    expect(times).toEqual([...times].sort((a, b) => b - a))
    expect(times[0]).toBeLessThanOrEqual(Date.parse('2026-03-20T13:40:00Z'))
    for (const item of all.news) expect(item.headline).toMatch(/^\[Simulated\] /)
    expect(all.news.some((item: Json) => /&(amp|quot|#39);/.test(item.headline))).toBe(true)
    const other = await startTrading({ seed: 8 })
    expect((await other.call('GET', `/v1beta1/news?symbols=${SYMBOL}&start=2026-02-01`)).body.news).not.toEqual(
      (await get(`/v1beta1/news?symbols=${SYMBOL}&start=2026-02-01`)).news,
    )
    await other.close()
  })

  it('say of a move what the tape said by then', async () => {
    const [item] = (await get(`/v1beta1/news?symbols=${SYMBOL}&start=2026-02-01&end=2026-03-19`)).news
    const price = Number(/stood at ([\d.]+) dollars/.exec(item.summary)![1])
    const { trades } = await get(
      `/v2/stocks/trades?symbols=${SYMBOL}&end=${item.created_at}&start=2026-02-01&sort=desc&limit=1&feed=sip`,
    )
    expect(trades[SYMBOL][0].p).toBeCloseTo(price, 2)
  })

  it('come for the whole market where nobody names a symbol, and with text on demand', async () => {
    const { news } = await get('/v1beta1/news?limit=5&include_content=true')
    expect(news).toHaveLength(5)
    expect(new Set(news.map((item: Json) => item.symbols[0])).size).toBeGreaterThan(1)
    expect(news[0].content).toMatch(/^<p>/)
    expect((await get('/v1beta1/news?exclude_contentless=true')).news).toEqual([])
  })
})
