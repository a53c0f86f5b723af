import { describe, expect, it } from 'vitest'
import type { BrokerView, OrderIntent, RiskLimits, RiskView } from '../../../../src/engine/risk/types.ts'
import { BROKER, judge, judgeAtBroker, said } from './cases.ts'

type Row = [Partial<BrokerView>, Partial<OrderIntent>?, Partial<RiskView>?, Partial<RiskLimits>?]

const can = (abilities: Partial<BrokerView['abilities']>) => ({ abilities: { ...BROKER.abilities, ...abilities } })
const legs = (
  stop: number | null,
  target: number | null = null,
  trail: { fraction: number } | { price: number } | null = null,
) => ({
  legs: { stop, target, trail },
})
const limitAt = (limit: number): Partial<OrderIntent> => ({ type: 'limit', limit })
const sell = { side: 'sell' as const }
const exit = { side: 'sell' as const, reduces: true }
const long = { positionShares: 10, positionValue: 1000, grossValue: 1000 }
const resting = (type: OrderIntent['type'], limit: number | null) => ({ opposing: [{ clientOrderId: 'mine', type, limit }] })

describe('each rule of an account at a broker, at its boundary', () => {
  const rows: [rule: string, at: Row, beyond: Row][] = [
    ['mode', [{ mode: 'live', confirmed: true }], [{ mode: 'live' }]],
    ['mode', [{ mode: 'paper' }], [{ mode: 'anything' as 'paper', confirmed: true }]],
    ['mode', [{ mode: 'live', confirmed: true }, exit, long], [{ mode: 'live' }, exit, long]],
    ['account', [{ account: 'restricted' }], [{ account: 'blocked' }]],
    ['updates', [{ updates: 'up' }], [{ updates: 'down' }]],
    ['diverged', [{ diverged: null }], [{ diverged: 'AAPL: 5 shares here, 6 there' }]],
    ['abilities', [{}, legs(99)], [can({ legs: false }), legs(99)]],
    [
      'abilities',
      [{}, legs(null, null, { fraction: 0.01 })],
      [can({ trailingStops: false }), legs(null, null, { fraction: 0.01 })],
    ],
    ['abilities', [can({ shorting: false }), sell, long], [can({ shorting: false }), { ...sell, shares: 11 }, long]],
    ['abilities', [{}, { shares: 0.5 }], [can({ fractional: false }), { shares: 0.5 }]],
    ['abilities', [{}, { shares: 0.5 }], [{}, { shares: 0.5, ...legs(99) }]],
    ['abilities', [{}, { shares: 0.5, tif: 'day' }], [{}, { shares: 0.5, tif: 'gtc' }]],
    ['abilities', [{}, { shares: 0.5, ...sell }, long], [{}, { shares: 0.5, ...sell }]],
    ['abilities', [{}, { shares: 1, symbol: 'ES' }], [{}, { shares: 1.5, symbol: 'ES' }]],
    ['extendedHours', [{}, { ...limitAt(100), extended: true }], [{}, { extended: true }]],
    [
      'extendedHours',
      [{}, { ...limitAt(100), extended: true, tif: 'gtc' }],
      [{}, { ...limitAt(100), extended: true, tif: 'ioc' }],
    ],
    ['extendedHours', [{}, { ...limitAt(100), extended: true }], [{}, { ...limitAt(100), extended: true, ...legs(99) }]],
    ['extendedHours', [{}, limitAt(100)], [can({ extendedHours: false }), { ...limitAt(100), extended: true }]],
    ['wash', [resting('limit', 100.01), limitAt(100)], [resting('limit', 100), limitAt(100)]],
    ['wash', [resting('limit', 99.99), { ...limitAt(100), ...sell }], [resting('limit', 100), { ...limitAt(100), ...sell }]],
    ['wash', [{}, limitAt(100)], [resting('stop', null), limitAt(90)]],
    ['wash', [{}], [resting('limit', 500)]],
    ['buyingPower', [{ buyingPower: 1000 }], [{ buyingPower: 99.99 }]],
    ['buyingPower', [{ buyingPower: 0 }, sell, long], [{ buyingPower: 0 }, sell]],
    ['intradayMargin', [{ maintenance: 99_750 }], [{ maintenance: 99_975.01 }]],
    ['intradayMargin', [{ maintenance: 99_700 }, sell], [{ maintenance: 99_970.01 }, sell]],
    ['intradayMargin', [{}, {}, { equity: 1999, cash: 1000 }], [{}, {}, { equity: 1999, cash: 999 }]],
    ['intradayMargin', [{}, sell, { equity: 2000 }], [{}, sell, { equity: 1999, cash: 9999 }]],
  ]

  it.each(rows)('%s (%#)', (rule, at, beyond) => {
    const fine = judgeAtBroker(...at)
    expect(said(fine, rule)).toMatchObject({ outcome: 'allow' })
    expect(fine).toMatchObject({ outcome: 'allow', shares: at[1]?.shares ?? 10 })
    const stopped = judgeAtBroker(...beyond)
    expect(said(stopped, rule)).toMatchObject({ outcome: 'deny', message: expect.stringMatching(/\w/) })
    expect(stopped).toMatchObject({ outcome: 'deny', shares: 0 })
  })

  it('asks nothing of them in a run against our own exchange', () => {
    const rules = judge({}).rules.map((one) => one.rule)
    for (const rule of ['mode', 'account', 'updates', 'diverged', 'abilities', 'wash', 'buyingPower', 'intradayMargin']) {
      expect(rules).not.toContain(rule)
    }
  })

  it('denies entries where nothing is known of the account', () => {
    for (const nothing of [null, undefined, {}]) {
      const verdict = judge({}, {}, { broker: nothing as unknown as BrokerView })
      const denied = verdict.rules.filter((one) => one.outcome === 'deny').map((one) => one.rule)
      expect(denied).toEqual(
        expect.arrayContaining(['mode', 'account', 'updates', 'diverged', 'abilities', 'wash', 'buyingPower']),
      )
    }
  })
})

describe('money', () => {
  it('shrinks to what can be paid at the worst price: a market buy at its limit at the collar', () => {
    const limits = { marketOrders: false, collar: 0.05 }
    expect(judgeAtBroker({ buyingPower: 1000 }, {}, {}, limits)).toMatchObject({
      outcome: 'shrink',
      shares: 9,
      marketableLimit: 105,
    })
    expect(judgeAtBroker({ buyingPower: 1000 }, sell, {}, limits)).toMatchObject({ outcome: 'allow', shares: 10 })
  })

  it('what closes first costs nothing', () => {
    const short = { positionShares: -6, positionValue: -600, grossValue: 600 }
    expect(judgeAtBroker({ buyingPower: 250 }, {}, short)).toMatchObject({ outcome: 'shrink', shares: 8 })
    expect(judgeAtBroker({ buyingPower: 0 }, { shares: 6 }, short)).toMatchObject({ outcome: 'allow', shares: 6 })
  })

  it('margin: 25% long, 30% short and at least 5 dollars a share, the whole price and at least 2.50 below 5 dollars', () => {
    const room = (dollars: number) => ({ maintenance: 100_000 - dollars, buyingPower: 1e9 })
    expect(judgeAtBroker(room(100), { shares: 50 })).toMatchObject({ shares: 4 })
    expect(judgeAtBroker(room(100), { ...sell, shares: 50 })).toMatchObject({ shares: 3 })
    expect(judgeAtBroker(room(100), { ...sell, shares: 50 }, { price: 10 })).toMatchObject({ shares: 20 })
    expect(judgeAtBroker(room(100), { ...sell, shares: 50 }, { price: 4 })).toMatchObject({ shares: 25 })
    expect(judgeAtBroker(room(100), { ...sell, shares: 50 }, { price: 2 })).toMatchObject({ shares: 40 })
    expect(judgeAtBroker(room(1000), { symbol: 'BTC/USD', shares: 50 })).toMatchObject({ shares: 10 })
  })
})

describe('exits', () => {
  it('pass while books differ, the stream is down, money is gone and own orders lie opposite', () => {
    const bad = { diverged: 'AAPL', updates: 'down' as const, buyingPower: 0, maintenance: 1e9, ...resting('stop', null) }
    const verdict = judgeAtBroker(bad, exit, { ...long, state: 'halted' })
    expect(verdict).toMatchObject({ outcome: 'allow', shares: 10 })
    expect(said(verdict, 'wash').message).toMatch(/mine/)
  })

  it('send no more than is held and free of other exits', () => {
    expect(judgeAtBroker({ pendingExits: 4 }, exit, long)).toMatchObject({ outcome: 'shrink', shares: 6 })
    expect(judgeAtBroker({ pendingExits: 10 }, exit, long)).toMatchObject({ outcome: 'deny' })
    const reducing = { ...long, state: 'reducing' as const }
    expect(judgeAtBroker({ pendingExits: 4 }, { ...sell, shares: 6 }, reducing)).toMatchObject({ outcome: 'allow' })
    expect(judgeAtBroker({ pendingExits: 4 }, { ...sell, shares: 7 }, reducing)).toMatchObject({ outcome: 'deny' })
  })
})

describe('legs and trails', () => {
  const rows: [string, Partial<OrderIntent>, 'allow' | 'deny'][] = [
    ['a stop below and a target above what is bought', { ...limitAt(100), ...legs(99, 101) }, 'allow'],
    ['a stop above what is bought', { ...limitAt(100), ...legs(100) }, 'deny'],
    ['a target below what is bought', legs(null, 99), 'deny'],
    ['the mirror for what is sold short', { ...sell, ...limitAt(100), ...legs(101, 99) }, 'allow'],
    ['a stop below what is sold short', { ...sell, ...legs(99) }, 'deny'],
    ['a leg between two steps', { ...limitAt(100), ...legs(98.999) }, 'deny'],
    ['a leg below a dollar has four decimals', { ...limitAt(1.1), ...legs(0.9999) }, 'allow'],
    ['a leg that is no price', { ...limitAt(100), ...legs(Number.NaN) }, 'deny'],
    ['a trailing leg by a share of the price', legs(null, null, { fraction: 0.01 }), 'allow'],
    ['a trailing leg by the whole price', legs(null, null, { fraction: 1 }), 'deny'],
    ['a trailing leg by part of a cent', legs(null, null, { price: 0.005 }), 'deny'],
    ['a trailing stop without its distance', { type: 'trailing-stop' }, 'deny'],
    ['a trailing stop', { type: 'trailing-stop', trail: { price: 0.5 } }, 'allow'],
  ]
  it.each(rows)('%s', (_, intent, outcome) => {
    expect(judgeAtBroker({}, intent)).toMatchObject({ outcome })
  })

  it('of two exits the order is the target and its stop lies beyond it', () => {
    const oco = { ...exit, ...limitAt(110) }
    expect(judgeAtBroker({}, { ...oco, ...legs(95) }, long)).toMatchObject({ outcome: 'allow' })
    expect(judgeAtBroker({}, { ...oco, ...legs(111) }, long)).toMatchObject({ outcome: 'deny' })
    const short = { positionShares: -10, positionValue: -1000, grossValue: 1000 }
    expect(judgeAtBroker({}, { ...oco, side: 'buy', limit: 90, ...legs(95) }, short)).toMatchObject({ outcome: 'allow' })
  })
})
