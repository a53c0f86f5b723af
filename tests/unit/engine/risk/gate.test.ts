import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '../../../../src/engine/risk/limits.ts'
import type { OrderIntent, RiskLimits, RiskView } from '../../../../src/engine/risk/types.ts'
import { judge, NOW, said } from './cases.ts'

type Row = [Partial<RiskLimits>, Partial<OrderIntent>, Partial<RiskView>]

const loss = (equity: number) => ({ equity })
const streak = (minutes: number) => ({ losingStreak: 3, lastLossAt: NOW - minutes * 60_000 })
/** An instant of 2026-03-20 by the New York clock (UTC-4 on that day). */
const newYork = (hours: number, minutes: number, seconds = 0) => Date.UTC(2026, 2, 20, hours + 4, minutes, seconds)

describe('each rule at its boundary', () => {
  const rows: [rule: string, at: Row, beyond: Row][] = [
    ['allow', [{ allow: ['AAPL'] }, {}, {}], [{ allow: ['MSFT'] }, {}, {}]],
    ['allow', [{ allow: ['aapl'] }, { symbol: 'AAPL' }, {}], [{ allow: [] }, {}, {}]],
    ['deny', [{ deny: ['MSFT'] }, {}, {}], [{ deny: ['MSFT', 'AAPL'] }, {}, {}]],
    ['deny', [{ deny: ['NQ'] }, { symbol: 'ES' }, {}], [{ deny: ['NQ'] }, { symbol: 'nq=f' }, {}]],
    [
      'minimumPrintsPerMinute',
      [{ minimumPrintsPerMinute: 1000 }, {}, { printsPerMinute: 1000 }],
      [{ minimumPrintsPerMinute: 1000 }, {}, { printsPerMinute: 999.9 }],
    ],
    [
      'maximumQuoteAgeMs',
      [{ maximumQuoteAgeMs: 5000 }, {}, { priceTime: NOW - 5000 }],
      [{ maximumQuoteAgeMs: 5000 }, {}, { priceTime: NOW - 5001 }],
    ],
    [
      'maximumQuoteAgeMs',
      [{ maximumQuoteAgeMs: 5000 }, {}, { priceTime: NOW + 5000 }],
      [{ maximumQuoteAgeMs: 5000 }, {}, { priceTime: NOW + 5001 }],
    ],
    ['collar', [{ collar: 0.05 }, { type: 'limit', limit: 105 }, {}], [{ collar: 0.05 }, { type: 'limit', limit: 105.01 }, {}]],
    [
      'collar',
      [{ collar: 0.05 }, { type: 'limit', side: 'sell', limit: 95 }, {}],
      [{ collar: 0.05 }, { type: 'limit', side: 'sell', limit: 94.99 }, {}],
    ],
    [
      'collar',
      [{ collar: 0.05 }, { type: 'stop-limit', stop: 120, limit: 126 }, {}],
      [{ collar: 0.05 }, { type: 'stop-limit', stop: 120, limit: 126.01 }, {}],
    ],
    [
      'ordersPerMinute',
      [{ ordersPerMinute: 3 }, {}, { ordersLastMinute: 2 }],
      [{ ordersPerMinute: 3 }, {}, { ordersLastMinute: 3 }],
    ],
    ['ordersPerDay', [{ ordersPerDay: 9 }, {}, { ordersToday: 8 }], [{ ordersPerDay: 9 }, {}, { ordersToday: 9 }]],
    [
      'dayNotional',
      [{ dayNotional: 10_000 }, { shares: 10 }, { notionalToday: 9000 }],
      [{ dayNotional: 10_000 }, { shares: 10 }, { notionalToday: 9950 }],
    ],
    ['dayLossShare', [{ dayLossShare: 0.02 }, {}, loss(98_000.01)], [{ dayLossShare: 0.02 }, {}, loss(98_000)]],
    ['dayLossNotional', [{ dayLossNotional: 1000 }, {}, loss(99_000.01)], [{ dayLossNotional: 1000 }, {}, loss(99_000)]],
    ['drawdown', [{ drawdown: 0.1 }, {}, { equityPeak: 111_111 }], [{ drawdown: 0.1 }, {}, { equityPeak: 111_112 }]],
    ['losingStreak', [{ losingStreak: 4 }, {}, streak(1)], [{ losingStreak: 3 }, {}, streak(1)]],
    ['losingStreak', [{ losingStreak: 3 }, {}, streak(60)], [{ losingStreak: 3 }, {}, streak(59.9)]],
    [
      'quietWindows',
      [{ quietWindows: ['08:00-08:15'] }, {}, { now: newYork(7, 59, 59) }],
      [{ quietWindows: ['08:00-08:15'] }, {}, { now: newYork(8, 0) }],
    ],
    [
      'quietWindows',
      [{ quietWindows: ['08:00-08:15', '15:50-16:00'] }, {}, { now: newYork(8, 15) }],
      [{ quietWindows: ['08:00-08:15', '15:50-16:00'] }, {}, { now: newYork(15, 59) }],
    ],
    [
      'flattenMinutesBeforeClose',
      [{ flattenMinutesBeforeClose: 5 }, {}, { minutesToClose: 5.1 }],
      [{ flattenMinutesBeforeClose: 5 }, {}, { minutesToClose: 5 }],
    ],
  ]

  it.each(rows)('%s', (rule, at, beyond) => {
    const fine = judge(...at)
    expect(said(fine, rule)).toMatchObject({ outcome: 'allow' })
    expect(fine).toMatchObject({ outcome: 'allow', shares: 10 })
    const stopped = judge(...beyond)
    expect(said(stopped, rule)).toMatchObject({ outcome: 'deny', message: expect.stringMatching(/\w/) })
    expect(stopped).toMatchObject({ outcome: 'deny', shares: 0, marketableLimit: null })
  })

  it('a quiet window is none on a day without a session', () => {
    const saturday = Date.UTC(2026, 2, 21, 12, 5)
    expect(judge({ quietWindows: ['08:00-08:15'] }, {}, { now: saturday }).outcome).toBe('allow')
  })

  it('what is said of a count agrees with the limit that it breaks, and with grammar', () => {
    const thin = judge({ minimumPrintsPerMinute: 1000 }, {}, { printsPerMinute: 999.9 })
    expect(said(thin, 'minimumPrintsPerMinute').message).toBe('999 prints a minute, 1000 are needed')
    const fast = judge({ ordersPerMinute: 1 }, {}, { ordersLastMinute: 1 })
    expect(said(fast, 'ordersPerMinute').message).toBe('1 order in the last minute, 1 is the limit')
  })

  it('a limit that only waits is no matter of the collar', () => {
    expect(judge({ collar: 0.05 }, { type: 'limit', limit: 50 }).outcome).toBe('allow')
    expect(judge({ collar: 0.05 }, { type: 'limit', side: 'sell', limit: 200 }).outcome).toBe('allow')
  })
})

describe('caps shrink to the largest size that passes', () => {
  const long = { positionValue: 3000, positionShares: 30, grossValue: 3000 }
  const short = { positionValue: -3000, positionShares: -30, grossValue: 3000 }
  const rows: [name: string, limits: Partial<RiskLimits>, intent: Partial<OrderIntent>, view: Partial<RiskView>, most: number][] =
    [
      ['orderNotional', { orderNotional: 1000 }, {}, {}, 10],
      ['orderNotional', { orderNotional: 999.99 }, {}, {}, 9],
      ['orderShare', { orderShare: 0.02 }, {}, {}, 20],
      ['positionNotional', { positionNotional: 5000 }, {}, long, 20],
      ['positionNotional of an order that turns a short', { positionNotional: 5000 }, {}, short, 80],
      ['positionNotional with entries that rest', { positionNotional: 5000 }, {}, { ...long, pendingValue: 1500 }, 5],
      ['positionShare', { positionShare: 0.05 }, {}, long, 20],
      ['positionShare of a sale that adds to a short', { positionShare: 0.05 }, { side: 'sell' }, short, 20],
      ['grossExposure', { grossExposure: 1 }, {}, { grossValue: 95_000 }, 50],
      ['grossExposure with entries that rest', { grossExposure: 1 }, {}, { grossValue: 95_000, pendingGross: 4000 }, 10],
      ['grossExposure of an order that turns a short', { grossExposure: 0.1 }, {}, { ...short, grossValue: 8000 }, 80],
      ['positionNotional of a future, 20 dollars a point', { positionNotional: 5000 }, { symbol: 'NQ' }, {}, 2],
    ]

  it.each(rows)('%s', (name, limits, intent, view, most) => {
    const rule = name.split(' ')[0]
    expect(judge(limits, { ...intent, shares: most }, view)).toMatchObject({ outcome: 'allow', shares: most })
    const shrunk = judge(limits, { ...intent, shares: most + 1 }, view)
    expect(shrunk).toMatchObject({ outcome: 'shrink', shares: most })
    expect(said(shrunk, rule)).toMatchObject({ outcome: 'shrink', limit: Object.values(limits)[0] })
  })

  it('denies where not one share fits, and says so', () => {
    const verdict = judge({ positionNotional: 99 })
    expect(verdict).toMatchObject({ outcome: 'deny', shares: 0 })
    expect(said(verdict, 'positionNotional').message).toBe(
      'the position would be worth $1,000, $99 is the limit: no room for one share',
    )
    expect(judge({ positionShare: 0.05 }, {}, { positionValue: 9000, positionShares: 90 }).outcome).toBe('deny')
  })

  it('of a share and of dollars the tighter holds', () => {
    const limits = { positionNotional: 50_000, positionShare: 0.05 }
    expect(judge(limits, { shares: 900 }).shares).toBe(50)
    expect(judge(limits, { shares: 900 }, { equity: 5_000_000 }).shares).toBe(500)
    const losses = { dayLossNotional: 1000, dayLossShare: 0.02 }
    expect(judge(losses, {}, { equity: 99_000 }).outcome).toBe('deny')
    expect(judge(losses, {}, { equity: 29_300, equityAtDayStart: 30_000 }).outcome).toBe('deny')
  })

  it('a fractional size shrinks to a fractional one', () => {
    expect(judge({ orderNotional: 50 }, { shares: 0.75 })).toMatchObject({ outcome: 'shrink', shares: 0.5 })
    expect(judge({ orderNotional: 50 }, { shares: 1 }).outcome).toBe('deny')
  })
})

describe('trading states', () => {
  const long = { positionShares: 30, positionValue: 3000, grossValue: 3000 }
  const sale = { side: 'sell', shares: 30 } as const

  it('reducing lets through what lowers the position, marked or not', () => {
    expect(judge({}, sale, { ...long, state: 'reducing' }).outcome).toBe('allow')
    expect(judge({}, { ...sale, reduces: true }, { ...long, state: 'reducing' }).outcome).toBe('allow')
    expect(judge({}, { ...sale, shares: 31 }, { ...long, state: 'reducing' }).outcome).toBe('deny')
    expect(judge({}, {}, { ...long, state: 'reducing' }).outcome).toBe('deny')
  })

  it('halted lets through only what is marked to lower a position', () => {
    expect(judge({}, sale, { ...long, state: 'halted' }).outcome).toBe('deny')
    expect(judge({}, { ...sale, reduces: true }, { ...long, state: 'halted' }).outcome).toBe('allow')
  })

  it('a state that is none counts as halted', () => {
    const verdict = judge({}, {}, { state: 'acitve' as 'active' })
    expect(said(verdict, 'state')).toMatchObject({ outcome: 'deny', message: expect.stringMatching(/halted/) })
  })

  it('an order that lowers a position passes every limit, and never more than is held', () => {
    const tight = {
      ...DEFAULT_LIMITS,
      allow: [],
      deny: ['AAPL'],
      positionNotional: 1,
      ordersPerDay: 1,
      quietWindows: ['00:00-23:59'],
    }
    const view = { ...long, ordersToday: 9, equity: 10, printsPerMinute: null, state: 'halted' } as const
    expect(judge(tight, { ...sale, reduces: true }, view)).toMatchObject({ outcome: 'allow', shares: 30, marketableLimit: 95 })
    expect(judge(tight, { ...sale, shares: 50, reduces: true }, view)).toMatchObject({ outcome: 'shrink', shares: 30 })
  })

  it.each([
    ['nothing is held', { positionShares: 0 }],
    ['the position is on the same side', { positionShares: -5 }],
    ['the position is not known', { positionShares: Number.NaN }],
  ])('an order marked to lower is denied where %s', (_, view) => {
    expect(said(judge({}, { ...sale, reduces: true }, view), 'held').outcome).toBe('deny')
  })
})

describe('sizes and prices that no broker takes', () => {
  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('%d shares', (shares) => {
    expect(judge({}, { shares })).toMatchObject({ outcome: 'deny', shares: 0 })
  })

  it.each([
    ['a limit order without a limit', { type: 'limit', limit: null }],
    ['a stop order without a stop', { type: 'stop', stop: null }],
    ['a stop-limit order without a limit', { type: 'stop-limit', stop: 101, limit: null }],
    ['a limit of 0', { type: 'limit', limit: 0 }],
    ['a limit that is no number', { type: 'limit', limit: Number.NaN }],
    ['three decimals from a dollar up', { type: 'limit', limit: 101.234 }],
    ['five decimals below a dollar', { type: 'limit', limit: 0.12345 }],
    ['a stop off its step', { type: 'stop', stop: 101.005 }],
    ['a price between the ticks of a future', { symbol: 'ES', type: 'limit', limit: 100.1 }],
  ] as const)('%s', (_, intent) => {
    expect(said(judge({}, intent), 'prices').outcome).toBe('deny')
  })

  it.each([
    ['cents', { type: 'limit', limit: 101.23 }],
    ['four decimals below a dollar', { type: 'limit', limit: 0.1234 }],
    ['the tick of a future', { symbol: 'ES', type: 'limit', limit: 100.25 }],
    ['any price of a coin', { symbol: 'BTC/USD', type: 'limit', limit: 100.123456 }],
  ] as const)('%s can be sent', (_, intent) => {
    expect(judge({}, intent).outcome).toBe('allow')
  })

  it('says which prices are next to one that cannot be sent', () => {
    const { message } = said(judge({}, { type: 'limit', limit: 101.234 }), 'prices')
    expect(message).toBe('limit $101.234 is not on a step of $0.01: $101.23 or $101.24')
  })
})

describe('a market intent is sent as a limit at the collar', () => {
  const limits = { marketOrders: false, collar: 0.05 }
  const sale = { side: 'sell', reduces: true, shares: 5 } as const

  it.each([
    ['buy above, outward to the cent', {}, { price: 101.13 }, 106.19],
    ['sale below, outward to the cent', { side: 'sell' }, { price: 101.13 }, 96.07],
    ['exact prices stay', {}, { price: 100 }, 105],
    ['four decimals below a dollar', {}, { price: 0.3333 }, 0.35],
    ['a buy that crosses a dollar keeps to cents', {}, { price: 0.9533 }, 1.01],
    ['the tick of a future', { symbol: 'ES' }, { price: 5001.25 }, 5251.5],
    ['never 0', { side: 'sell' }, { price: 0.0001 }, 0.0001],
    ['an exit', sale, { positionShares: 5 }, 95],
    ['a stop entry, from its trigger', { type: 'stop', stop: 120 }, {}, 126],
  ] as [string, Partial<OrderIntent>, Partial<RiskView>, number][])('%s', (_, intent, view, limit) => {
    expect(judge(limits, intent, view)).toMatchObject({ outcome: 'allow', marketableLimit: limit })
  })

  it('not where market orders are allowed, nor for an order with a limit, nor for a stop that protects', () => {
    expect(judge({ collar: 0.05 }).marketableLimit).toBeNull()
    expect(judge(limits, { type: 'limit', limit: 100 }).marketableLimit).toBeNull()
    expect(judge(limits, { ...sale, type: 'stop', stop: 90 }, { positionShares: 5 })).toMatchObject({
      outcome: 'allow',
      marketableLimit: null,
    })
  })

  it('passes the collar itself', () => {
    const { marketableLimit } = judge(limits, {}, { price: 33.337 })
    expect(judge(limits, { type: 'limit', limit: marketableLimit }, { price: 33.337 }).outcome).toBe('allow')
  })

  it('is denied where it cannot be computed, exits too', () => {
    expect(judge(limits, {}, { price: Number.NaN }).outcome).toBe('deny')
    expect(judge(limits, sale, { positionShares: 5, price: Number.NaN }).outcome).toBe('deny')
    expect(judge({ marketOrders: false, collar: null }).outcome).toBe('deny')
    expect(said(judge(limits, { type: 'trailing-stop' }), 'marketOrders').outcome).toBe('deny')
  })
})
