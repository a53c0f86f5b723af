import { describe, expect, it } from 'vitest'
import { isoDate, parseDate, parseInstant } from '../../../src/core/time.ts'
import { newYorkDay, newYorkMidnight } from '../../../src/market/calendar/new-york.ts'
import { parseFrame } from '../../../src/pocket/bar-frame.ts'
import { createExchangeTime } from '../../../src/pocket/exchange-time.ts'
import { createFaultPlan } from '../../../src/pocket/faults/fault-plan.ts'
import { faultSchema } from '../../../src/pocket/faults/faults.ts'
import { spoil } from '../../../src/pocket/faults/spoil.ts'
import { mondayOf, monthStart, newYorkStamp } from '../../../src/pocket/new-york.ts'
import { createRateLimits } from '../../../src/pocket/rate-limits.ts'
import { createRouter } from '../../../src/pocket/router.ts'
import { stamp, type WireBar } from '../../../src/pocket/wire.ts'

const at = (text: string) => parseInstant(text) as number
const day = (text: string) => parseDate(text) as number

describe('New York dates', () => {
  it('are right on both sides of a clock change', () => {
    expect(newYorkMidnight(day('2026-03-06'))).toBe(at('2026-03-06T05:00:00Z'))
    expect(newYorkMidnight(day('2026-03-09'))).toBe(at('2026-03-09T04:00:00Z'))
    expect(isoDate(newYorkDay(at('2026-03-20T03:59:00Z')))).toBe('2026-03-19')
    expect(newYorkStamp(at('2026-11-02T14:30:00Z'))).toBe('2026-11-02T09:30:00-05:00')
    expect(newYorkStamp(at('2026-10-30T13:30:00.250Z'))).toBe('2026-10-30T09:30:00.250-04:00')
  })

  it('know the week and the run of months a date lies in', () => {
    expect(isoDate(mondayOf(day('2026-03-22')))).toBe('2026-03-16')
    expect(isoDate(mondayOf(day('2026-03-23')))).toBe('2026-03-23')
    expect(isoDate(monthStart(day('2026-12-31'), 1))).toBe('2026-12-01')
    expect(isoDate(monthStart(day('2026-06-30'), 3))).toBe('2026-04-01')
  })
})

describe('stamps', () => {
  it('carry as many digits as there are', () => {
    expect(stamp(at('2026-03-20T13:30:00Z'))).toBe('2026-03-20T13:30:00Z')
    expect(stamp(at('2026-03-20T13:30:00.120Z'))).toBe('2026-03-20T13:30:00.12Z')
    expect(stamp(at('2026-03-20T13:30:00Z') + 1.25)).toBe('2026-03-20T13:30:00.00125Z')
    expect(stamp(at('2026-03-20T13:30:00Z') - 0.001)).toBe('2026-03-20T13:29:59.999999Z')
  })
})

describe('timeframes of the vendor', () => {
  const minute = (text: string, price: number, v = 100): WireBar => ({
    at: at(text),
    o: price,
    h: price + 1,
    l: price - 1,
    c: price + 0.5,
    v,
    n: 2,
    vw: price,
  })

  it('gather minutes on the clock, not on the session: 09:30 lies in the hour of 09:00', () => {
    const bars = [minute('2026-03-20T13:00:00Z', 10), minute('2026-03-20T13:30:00Z', 12, 300), minute('2026-03-20T14:00:00Z', 11)]
    const hours = parseFrame('1Hour').gather(bars)
    expect(hours.map((bar) => stamp(bar.at))).toEqual(['2026-03-20T13:00:00Z', '2026-03-20T14:00:00Z'])
    expect(hours[0]).toMatchObject({ o: 10, h: 13, l: 9, c: 12.5, v: 400, n: 4, vw: 11.5 })
  })

  it('gather days into weeks and months stamped at New York midnight', () => {
    const days = ['2026-03-05', '2026-03-06', '2026-03-09'].map((text) => ({
      ...minute('2026-03-05T00:00:00Z', 10),
      at: newYorkMidnight(day(text)),
    }))
    expect(
      parseFrame('1Week')
        .gather(days)
        .map((bar) => stamp(bar.at)),
    ).toEqual(['2026-03-02T05:00:00Z', '2026-03-09T04:00:00Z'])
    expect(
      parseFrame('1Month')
        .gather(days)
        .map((bar) => stamp(bar.at)),
    ).toEqual(['2026-03-01T05:00:00Z'])
  })

  it('take the long and the short names and refuse the rest', () => {
    for (const text of ['1Min', '59T', '1Hour', '23H', '1Day', '1D', '1Week', '12Month', '3M'])
      expect(() => parseFrame(text)).not.toThrow()
    for (const text of ['', '60Min', '24Hour', '2Day', '5Month', '0Min', 'Min', null])
      expect(() => parseFrame(text)).toThrow('invalid timeframe')
  })
})

describe('exchange time', () => {
  const clock = { now: () => 0, elapsed: () => clock.at, sleep: async () => {}, at: 1000 }

  it('runs at its speed and steps forward only', () => {
    clock.at = 1000
    const time = createExchangeTime(50_000, 60, clock)
    clock.at = 2000
    expect(time.now()).toBe(110_000)
    expect(time.step(5000)).toBe(115_000)
    expect(time.step(-5000)).toBe(115_000)
  })

  it('stands still at speed 0', () => {
    const time = createExchangeTime(50_000, 0, clock)
    clock.at += 99_999
    expect(time.now()).toBe(50_000)
  })
})

describe('routes', () => {
  const route = (method: string, pattern: string) => ({
    method,
    pattern,
    surface: 'data' as const,
    handle: () => ({ status: 200 }),
  })
  const router = createRouter([
    route('GET', '/v2/stocks/:symbol/bars'),
    route('GET', '/v2/assets/:symbol'),
    route('GET', '/v2/stocks/bars/latest'),
  ])

  it('prefer fixed words over names and decode names', () => {
    const found = router.find('GET', '/v2/stocks/bars/latest')
    expect(found).toMatchObject({ route: { pattern: '/v2/stocks/bars/latest' } })
    expect(router.find('GET', '/v2/assets/BTC%2FUSD')).toMatchObject({ params: { symbol: 'BTC/USD' } })
  })

  it('tell a wrong method from a wrong path', () => {
    expect(router.find('POST', '/v2/stocks/AAA/bars')).toBe('wrong method')
    expect(router.find('GET', '/v2/stocks//bars')).toBeNull()
    expect(router.find('GET', '/v2/stocks/%E0%A4%A/bars')).toBeNull()
    expect(router.find('GET', '/v3/clock')).toBeNull()
  })
})

describe('rate limits', () => {
  it('count keys and surfaces apart and start anew each minute', () => {
    const clock = { now: () => clock.at, elapsed: () => 0, sleep: async () => {}, at: 120_000 }
    const limits = createRateLimits(2, clock)
    expect(limits.count('data', 'PK1').headers).toEqual({
      'X-RateLimit-Limit': '2',
      'X-RateLimit-Remaining': '1',
      'X-RateLimit-Reset': '180',
    })
    expect([limits.count('data', 'PK1').exceeded, limits.count('data', 'PK1').exceeded]).toEqual([false, true])
    expect(limits.count('trading', 'PK1').exceeded).toBe(false)
    expect(limits.count('data', 'PK2').exceeded).toBe(false)
    clock.at = 180_000
    expect(limits.count('data', 'PK1').exceeded).toBe(false)
  })
})

describe('scripted faults', () => {
  it('hit so many requests of a path, after letting some pass', () => {
    const plan = createFaultPlan()
    plan.add([faultSchema.parse({ kind: 'status', status: 503, times: 2, skip: 1, path: '/v2/stocks' })])
    expect(plan.takeRequest('GET', '/v2/account')).toBeNull()
    expect(plan.takeRequest('GET', '/v2/stocks/bars')).toBeNull()
    expect(plan.takeRequest('GET', '/v2/stocks/bars')).toMatchObject({ kind: 'status', status: 503 })
    expect(plan.takeRequest('GET', '/v2/stocks/bars')).not.toBeNull()
    expect(plan.takeRequest('GET', '/v2/stocks/bars')).toBeNull()
    expect(plan.served()).toBe(2)
  })

  it('spoil bodies without touching what they do not mean', () => {
    const body = { bars: { AAA: [{ t: 'x', o: 1 }] }, next_page_token: null }
    const parse = (fault: unknown) => faultSchema.parse(fault)
    expect(spoil(body, parse({ kind: 'missing-fields', fields: ['o'] }))).toEqual({
      bars: { AAA: [{ t: 'x' }] },
      next_page_token: null,
    })
    expect(spoil(body, parse({ kind: 'null-rows' }))).toEqual({ bars: null, next_page_token: null })
    expect(spoil(body, parse({ kind: 'bad-rows', fields: { o: 'n/a' } }))).toEqual({
      bars: { AAA: [{ t: 'x', o: 'n/a' }] },
      next_page_token: null,
    })
    const extra = spoil(body, parse({ kind: 'unknown-fields' })) as { bars: Record<string, Record<string, unknown>[]> }
    expect(Object.keys(extra.bars)).toEqual(['AAA'])
    expect(extra.bars.AAA[0]).toMatchObject({ t: 'x', o: 1, added_in_2031: expect.anything() })
    expect(spoil(body, null)).toBe(body)
  })
})
