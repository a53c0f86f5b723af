import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRiskGate } from '../../../../src/engine/risk/gate.ts'
import { DEFAULT_LIMITS } from '../../../../src/engine/risk/limits.ts'
import { sendablePrices } from '../../../../src/engine/risk/tick.ts'
import type { OrderIntent, RiskLimits, RiskView } from '../../../../src/engine/risk/types.ts'
import { intent, limits, money, side, view } from './arbitraries.ts'
import { NO_LIMITS, VIEW } from './cases.ts'

const judge = (one: RiskLimits, asked: OrderIntent, world: RiskView) => createRiskGate(one).judge(asked, world)

/** Shares held after the order filled whole. */
const heldAfter = ({ positionShares }: RiskView, { side }: OrderIntent, shares: number) =>
  positionShares + (side === 'buy' ? shares : -shares)

describe('whatever is asked', () => {
  it('halted lets no entry through, and reducing raises no exposure', () => {
    let passed = 0
    fc.assert(
      fc.property(limits, intent, view, (one, asked, world) => {
        const verdict = judge(one, asked, world)
        if (verdict.shares === 0 || world.state === 'active') return
        passed++
        const left = heldAfter(world, asked, verdict.shares)
        if (world.state === 'halted') expect(asked.reduces).toBe(true)
        expect(Math.abs(left)).toBeLessThanOrEqual(Math.abs(world.positionShares))
        expect(left * world.positionShares).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 2000 },
    )
    expect(passed).toBeGreaterThan(50)
  })

  it('a size that was shrunk passes when it is judged again', () => {
    let shrunk = 0
    fc.assert(
      fc.property(limits, intent, view, (one, asked, world) => {
        const verdict = judge(one, asked, world)
        expect(verdict.shares).toBeLessThanOrEqual(asked.shares)
        if (verdict.outcome !== 'shrink') return
        shrunk++
        const again = judge(one, { ...asked, shares: verdict.shares }, world)
        expect(again).toMatchObject({ outcome: 'allow', shares: verdict.shares, marketableLimit: verdict.marketableLimit })
      }),
      { numRuns: 3000 },
    )
    expect(shrunk).toBeGreaterThan(50)
  })

  it('an entry that passes keeps every cap', () => {
    const caps = { ...NO_LIMITS, positionNotional: 9000, positionShare: 0.1, grossExposure: 0.8, orderNotional: 4000 }
    const multiplier = { AAPL: 1, 'BTC/USD': 1, NQ: 20 } as Record<string, number>
    const open = view.map((world) => ({ ...world, state: 'active' as const, pendingValue: 0, pendingGross: 0 }))
    let passed = 0
    fc.assert(
      fc.property(open, intent, (world, asked) => {
        const unit = world.price * multiplier[asked.symbol]
        const here = world.positionShares * unit
        const others = 1000
        const held = { ...world, positionValue: here, grossValue: Math.abs(here) + others }
        const { shares } = judge(caps, { ...asked, reduces: false }, held)
        if (shares === 0) return
        passed++
        const value = Math.abs(heldAfter(held, asked, shares)) * unit
        const rose = value > Math.abs(here)
        expect(shares * unit).toBeLessThanOrEqual(4000 * (1 + 1e-9))
        if (!rose) return
        expect(value).toBeLessThanOrEqual(Math.min(9000, 0.1 * held.equity) * (1 + 1e-9))
        expect(value + others).toBeLessThanOrEqual(0.8 * held.equity * (1 + 1e-9))
      }),
      { numRuns: 2000 },
    )
    expect(passed).toBeGreaterThan(50)
  })

  it('no verdict depends on a price that the caller gives: where a limit may stand at all, its price changes nothing', () => {
    const calm = limits.map((one) => ({ ...one, collar: 0.5 }))
    const near = fc.integer({ min: -40, max: 40 })
    fc.assert(
      fc.property(calm, intent, view, near, near, (one, asked, world, first, second) => {
        const price = Math.max(1, Math.round(world.price))
        const at = (percent: number) => Math.max(0.25, Math.round(price * (1 + percent / 100) * 4) / 4)
        const world1 = { ...world, price }
        const limit = { ...asked, type: 'limit' as const }
        const [a, b] = [first, second].map((percent) => judge(one, { ...limit, limit: at(percent), stop: at(percent) }, world1))
        const figures = (verdict: typeof a) => verdict.rules.filter((rule) => rule.rule !== 'collar')
        expect([a.outcome, a.shares, figures(a)]).toEqual([b.outcome, b.shares, figures(b)])
      }),
    )
  })

  it('the same case is judged the same, whatever the gate judged before', () => {
    fc.assert(
      fc.property(limits, fc.array(fc.tuple(intent, view), { minLength: 2, maxLength: 6 }), (one, cases) => {
        const gate = createRiskGate(one)
        const together = cases.map(([asked, world]) => gate.judge(asked, world))
        expect(together).toEqual(cases.map(([asked, world]) => judge(one, asked, world)))
      }),
    )
  })

  it('every number of a verdict is finite or null', () => {
    const broken = view.chain((world) => fc.constantFrom(...Object.keys(world)).map((key) => ({ ...world, [key]: Number.NaN })))
    fc.assert(
      fc.property(limits, intent, broken, (one, asked, world) => {
        const { shares, marketableLimit, rules } = judge(one, asked, world)
        for (const number of [shares, marketableLimit, ...rules.flatMap((rule) => [rule.value, rule.limit])]) {
          expect(number === null || Number.isFinite(number)).toBe(true)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

/** Which limits need a fact of the view. */
const NEEDED: [keyof RiskView, (keyof RiskLimits)[]][] = [
  ['now', ['maximumQuoteAgeMs', 'losingStreak', 'quietWindows']],
  [
    'price',
    [
      'maximumQuoteAgeMs',
      'collar',
      'orderNotional',
      'orderShare',
      'positionNotional',
      'positionShare',
      'grossExposure',
      'dayNotional',
    ],
  ],
  ['priceTime', ['maximumQuoteAgeMs']],
  ['printsPerMinute', ['minimumPrintsPerMinute']],
  ['equity', ['orderShare', 'positionShare', 'grossExposure', 'dayLossShare', 'dayLossNotional', 'drawdown']],
  ['equityAtDayStart', ['dayLossShare', 'dayLossNotional']],
  ['equityPeak', ['drawdown']],
  ['positionValue', ['positionNotional', 'positionShare', 'grossExposure']],
  ['grossValue', ['grossExposure']],
  ['pendingValue', ['positionNotional', 'positionShare']],
  ['pendingGross', ['grossExposure']],
  ['ordersLastMinute', ['ordersPerMinute']],
  ['ordersToday', ['ordersPerDay']],
  ['notionalToday', ['dayNotional']],
  ['losingStreak', ['losingStreak']],
  ['minutesToClose', ['flattenMinutesBeforeClose']],
]

describe('what a limit needs and nobody knows is denied', () => {
  const generous: RiskLimits = {
    ...DEFAULT_LIMITS,
    marketOrders: true,
    orderNotional: 1e9,
    orderShare: 10,
    dayNotional: 1e9,
    flattenMinutesBeforeClose: 5,
  }
  const cases = NEEDED.flatMap(([fact, rules]) => rules.map((rule) => [fact, rule] as const))
  const limit: OrderIntent = { symbol: 'AAPL', side: 'buy', shares: 1, type: 'limit', limit: 100, stop: null, reduces: false }

  it('and what is known passes', () => {
    expect(judge(generous, limit, VIEW).outcome).toBe('allow')
  })

  it.each(cases)('without %s: %s', (fact, rule) => {
    const alone = { ...NO_LIMITS, [rule]: generous[rule], drawdownDays: 20 }
    for (const nothing of [Number.NaN, Number.POSITIVE_INFINITY, undefined]) {
      const verdict = judge(alone, limit, { ...VIEW, [fact]: nothing })
      expect(verdict).toMatchObject({ outcome: 'deny', shares: 0 })
      const rules = verdict.rules.filter((one) => one.outcome === 'deny')
      expect(rules).toMatchObject([{ rule, message: expect.stringMatching(/not known/) }])
    }
  })

  it('a streak of losses without its time', () => {
    const verdict = judge({ ...NO_LIMITS, losingStreak: 3 }, limit, { ...VIEW, losingStreak: 3, lastLossAt: null })
    expect(verdict.outcome).toBe('deny')
  })
})

describe('prices that were computed', () => {
  it('are rounded to what can be sent, and to the side that gives nothing away', () => {
    fc.assert(
      fc.property(fc.constantFrom('AAPL', 'ES', 'CL'), side, money(0.01, 9000), (symbol, way, price) => {
        const { limit, stop } = sendablePrices(symbol, way, { limit: price, stop: price })
        const asked: OrderIntent = { symbol, side: way, shares: 1, type: 'stop-limit', limit, stop, reduces: false }
        expect(judge(NO_LIMITS, asked, VIEW).outcome).toBe('allow')
        expect(Math.abs(limit! - price)).toBeLessThanOrEqual(symbol === 'ES' ? 0.25 : 0.01 + 1e-9)
        if (price < 1) return
        const tolerance = 1e-6
        expect(way === 'buy' ? limit! <= price + tolerance : limit! >= price - tolerance).toBe(true)
        expect(way === 'buy' ? stop! >= price - tolerance : stop! <= price + tolerance).toBe(true)
      }),
    )
  })

  it('missing prices stay missing', () => {
    expect(sendablePrices('AAPL', 'buy', { limit: null, stop: null })).toEqual({ limit: null, stop: null })
    expect(sendablePrices('AAPL', 'sell', { limit: 10.001, stop: 9.999 })).toEqual({ limit: 10.01, stop: 9.99 })
  })
})
