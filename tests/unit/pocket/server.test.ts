import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSystemClock } from '../../../src/adapters/clock/system.ts'
import { createSimulatedSource } from '../../../src/adapters/simulated/source.ts'
import { OpenbellError } from '../../../src/core/errors.ts'
import { startPocket } from '../../../src/pocket/server.ts'
import { POCKET_KEYS, startTestPocket, type TestPocket } from '../../support/pocket.ts'
import { createKeptLog } from '../../support/vendor.ts'

let pocket: TestPocket
beforeAll(async () => {
  pocket = await startTestPocket()
})
afterAll(() => pocket.close())

describe('keys and limits', () => {
  it.each([
    ['no keys', {}],
    ['a live key', { ...POCKET_KEYS, 'APCA-API-KEY-ID': 'AKLIVE' }],
    ['no secret', { 'APCA-API-KEY-ID': 'PKX' }],
  ])('refuse %s on both surfaces', async (_name, headers) => {
    for (const path of ['/v2/account', '/v2/stocks/bars?symbols=SIMFIN&timeframe=1Day']) {
      expect(await pocket.get(path, headers as Record<string, string>)).toMatchObject({ status: 401, body: { code: 40110000 } })
    }
  })

  it('label every answer with a request id and the limit, and refuse past it with the reset', async () => {
    const small = await startTestPocket({ rateLimit: 2 })
    const answers = [await small.get('/v2/clock'), await small.get('/v2/clock'), await small.get('/v2/clock')]
    expect(answers.map((one) => one.status)).toEqual([200, 200, 429])
    expect(answers.map((one) => one.headers.get('x-ratelimit-remaining'))).toEqual(['1', '0', '0'])
    expect(Number(answers[2].headers.get('x-ratelimit-reset')) * 1000).toBeGreaterThan(Date.now() - 1000)
    expect(answers[2].body).toEqual({ code: 42910000, message: 'rate limit exceeded' })
    expect(new Set(answers.map((one) => one.headers.get('x-request-id'))).size).toBe(3)
    expect((await small.get('/v2/stocks/bars?symbols=SIMFIN&timeframe=1Day')).status).toBe(200)
    await small.close()
  })

  it('answer an unknown path and a wrong method as such', async () => {
    expect((await pocket.get('/v2/nothing')).status).toBe(404)
    expect((await pocket.admin('/v2/clock', {})).status).toBe(405)
  })
})

describe('reads of the trading host', () => {
  it('give the account in decimal strings, without the fields withdrawn in 2026', async () => {
    const { body } = await pocket.get('/v2/account')
    expect(body).toMatchObject({
      status: 'ACTIVE',
      cash: '100000',
      equity: '100000',
      buying_power: '200000',
      trading_blocked: false,
    })
    for (const gone of ['pattern_day_trader', 'daytrade_count', 'daytrading_buying_power']) expect(body).not.toHaveProperty(gone)
  })

  it('give the clock with the New York offset', async () => {
    expect((await pocket.get('/v2/clock')).body).toEqual({
      timestamp: '2026-03-20T09:30:00-04:00',
      is_open: true,
      next_open: '2026-03-23T09:30:00-04:00',
      next_close: '2026-03-20T16:00:00-04:00',
    })
  })

  it('give the calendar with half days and without holidays', async () => {
    const { body } = await pocket.get('/v2/calendar?start=2026-11-25&end=2026-11-30')
    expect(body.map((day: { date: string }) => day.date)).toEqual(['2026-11-25', '2026-11-27', '2026-11-30'])
    expect(body[1]).toMatchObject({ open: '09:30', close: '13:00', session_open: '0400', settlement_date: '2026-11-30' })
  })

  it('list stocks and funds but no futures, and find one by symbol or id', async () => {
    const { body } = await pocket.get('/v2/assets?status=active&asset_class=us_equity')
    expect(body.length).toBeGreaterThan(500)
    const one = body.find((asset: { symbol: string }) => asset.symbol === 'SIMFIN')
    expect((await pocket.get('/v2/assets/simfin')).body).toEqual(one)
    expect((await pocket.get(`/v2/assets/${one.id}`)).body).toEqual(one)
    expect(await pocket.get('/v2/assets/NQ')).toMatchObject({
      status: 404,
      body: { code: 40410000, message: 'asset not found for NQ' },
    })
    expect((await pocket.get('/v2/assets?status=inactive')).body).toEqual([])
  })
})

describe('the switches', () => {
  it('step time, which every answer then follows', async () => {
    const own = await startTestPocket()
    expect((await own.admin('/admin/step', { minutes: 30 })).body.now).toBe('2026-03-20T14:00:00Z')
    expect((await own.admin('/admin/step', { to: '2026-03-20T20:00:01Z' })).body.phase).toBe('post')
    expect((await own.get('/v2/clock')).body.is_open).toBe(false)
    expect((await own.admin('/admin/step', { to: '2026-03-20T13:00:00Z' })).status).toBe(400)
    expect((await own.admin('/admin/step', { hours: 1 })).status).toBe(400)
    expect((await own.admin('/admin/state', undefined, 'GET')).body).toMatchObject({
      seed: 7,
      source: 'simulated',
      date: '2026-03-20',
    })
    await own.close()
  })

  it('refuse a fault they do not know, and can forget those to come', async () => {
    expect((await pocket.admin('/admin/faults', { kind: 'earthquake' })).status).toBe(400)
    await pocket.fault({ kind: 'status', status: 500, times: 50 })
    expect((await pocket.get('/v2/clock')).status).toBe(500)
    await pocket.admin('/admin/faults', undefined, 'DELETE')
    expect((await pocket.get('/v2/clock')).status).toBe(200)
  })

  it('answer a burst of 429 with the headers a client needs', async () => {
    await pocket.fault({ kind: 'rate-limit', resetSeconds: 2, times: 2, path: '/v2/stocks', retryAfter: true })
    const path = '/v2/stocks/bars?symbols=SIMFIN&timeframe=1Day&start=2026-03-10'
    const first = await pocket.get(path)
    expect(first).toMatchObject({ status: 429, body: { message: 'too many requests.' } })
    expect(first.headers.get('x-ratelimit-remaining')).toBe('0')
    expect(first.headers.get('retry-after')).toBe('2')
    expect(Number(first.headers.get('x-ratelimit-reset')) * 1000).toBeGreaterThan(Date.now())
    expect([(await pocket.get(path)).status, (await pocket.get(path)).status]).toEqual([429, 200])
  })

  it('spoil the wire itself: cut, malformed, refused, hung', async () => {
    const path = '/v2/calendar?start=2026-03-01&end=2026-03-31'
    await pocket.fault({ kind: 'cut' })
    await expect(pocket.get(path)).rejects.toThrow()
    await pocket.fault({ kind: 'malformed' })
    await expect(pocket.get(path)).rejects.toThrow(SyntaxError)
    await pocket.fault({ kind: 'refuse' })
    await expect(pocket.get(path)).rejects.toThrow('fetch failed')
    await pocket.fault({ kind: 'hang' })
    await expect(fetch(pocket.url + path, { headers: POCKET_KEYS, signal: AbortSignal.timeout(100) })).rejects.toThrow(
      /abort|timeout/i,
    )
    await pocket.fault({ kind: 'status', status: 502, body: 'html' })
    const page = await fetch(pocket.url + path, { headers: POCKET_KEYS })
    expect([page.status, (await page.text()).startsWith('<html>')]).toEqual([502, true])
  })
})

describe('errors of the exchange itself', () => {
  it('are answered and logged: a bug with its stack, a client that went away not at all', async () => {
    const log = createKeptLog()
    const clock = createSystemClock()
    const market = createSimulatedSource({ seed: 7, clock })
    let thrown: Error = new TypeError('a bug')
    const source = { ...market, now: () => market.now(), history: () => Promise.reject(thrown) }
    const own = await startTestPocket({ source, log })
    const path = '/v2/stocks/bars?symbols=SIMFIN&timeframe=1Day&start=2026-03-02'
    expect(await own.get(path)).toMatchObject({ status: 500, body: { code: 50010000 } })
    thrown = new OpenbellError('unavailable', 'the source is down')
    expect(await own.get(path)).toMatchObject({ status: 503 })
    thrown = new OpenbellError('canceled', 'gone')
    await own.get(path)
    expect(log.lines.map(({ level, event, fields }) => ({ level, event, ...fields }))).toEqual([
      {
        level: 'error',
        event: 'pocket.failed',
        path: '/v2/stocks/bars',
        kind: 'internal',
        message: 'a bug',
        stack: expect.stringContaining('TypeError: a bug'),
      },
      {
        level: 'error',
        event: 'pocket.failed',
        path: '/v2/stocks/bars',
        kind: 'unavailable',
        message: 'the source is down',
        stack: undefined,
      },
    ])
    await own.close()
  })
})

describe('starting', () => {
  const clock = createSystemClock()
  const source = createSimulatedSource({ seed: 7, clock })

  it('refuses a day without a session and names the next', async () => {
    const start = startPocket({ port: 0, date: '2026-01-19', seed: 7, speed: 1, clock, source })
    await expect(start).rejects.toMatchObject({ kind: 'usage', hint: 'openbell serve-pocket --date 2026-01-20' })
    await expect(startPocket({ port: 0, date: 'friday', seed: 7, speed: 1, clock, source })).rejects.toMatchObject({
      kind: 'usage',
    })
  })

  it('refuses a port in use', async () => {
    const port = Number(new URL(pocket.url).port)
    await expect(startPocket({ port, date: null, seed: 7, speed: 1, clock, source })).rejects.toMatchObject({
      kind: 'usage',
      message: `port ${port} of 127.0.0.1 cannot be used (EADDRINUSE)`,
    })
  })
})
