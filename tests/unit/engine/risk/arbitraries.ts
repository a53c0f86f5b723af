import fc from 'fast-check'
import type { BrokerView, OrderIntent, RiskLimits, RiskView } from '../../../../src/engine/risk/types.ts'
import { BROKER, NOW, VIEW } from './cases.ts'

export const money = (min: number, max: number) => fc.double({ min, max, noNaN: true })
export const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 3 })

export const limits: fc.Arbitrary<RiskLimits> = fc.record({
  allow: fc.constant(null),
  deny: fc.constant([]),
  marketOrders: fc.boolean(),
  minimumPrintsPerMinute: maybe(money(1, 3000)),
  collar: money(0.001, 0.2),
  maximumQuoteAgeMs: maybe(fc.integer({ min: 1, max: 100_000 })),
  orderNotional: maybe(money(10, 50_000)),
  orderShare: maybe(money(0.001, 1)),
  positionNotional: maybe(money(10, 50_000)),
  positionShare: maybe(money(0.001, 1)),
  grossExposure: maybe(money(0.01, 4)),
  ordersPerMinute: maybe(fc.integer({ min: 1, max: 9 })),
  ordersPerDay: maybe(fc.integer({ min: 1, max: 9 })),
  dayNotional: maybe(money(1000, 200_000)),
  dayLossShare: maybe(money(0.001, 0.5)),
  dayLossNotional: maybe(money(1, 50_000)),
  drawdown: maybe(money(0.001, 0.5)),
  drawdownDays: fc.constant(20),
  losingStreak: maybe(fc.integer({ min: 1, max: 5 })),
  cooldownMinutes: money(1, 100),
  quietWindows: fc.constantFrom([], ['08:00-08:15'], ['10:30-11:30']),
  flattenMinutesBeforeClose: maybe(money(1, 60)),
})

export const view: fc.Arbitrary<RiskView> = fc
  .record({
    state: fc.constantFrom<RiskView['state']>('active', 'active', 'reducing', 'halted'),
    price: money(0.01, 2000),
    age: fc.integer({ min: 0, max: 1000 }),
    printsPerMinute: money(0, 5000),
    equity: money(1000, 1_000_000),
    dayStart: money(0.8, 1.1),
    peak: money(1, 1.3),
    positionShares: fc.integer({ min: -500, max: 500 }),
    otherGross: money(0, 100_000),
    pendingValue: fc.constantFrom(0, 1000),
    orders: fc.integer({ min: 0, max: 9 }),
    notionalToday: money(0, 150_000),
    losingStreak: fc.integer({ min: 0, max: 5 }),
    minutesToClose: money(0, 390),
  })
  .map(({ age, dayStart, peak, otherGross, orders, ...rest }) => {
    const positionValue = rest.positionShares * rest.price
    return {
      ...VIEW,
      ...rest,
      priceTime: NOW - age,
      cash: rest.equity,
      equityAtDayStart: rest.equity * dayStart,
      equityPeak: rest.equity * peak,
      positionValue,
      grossValue: Math.abs(positionValue) + otherGross,
      pendingGross: rest.pendingValue,
      ordersLastMinute: orders,
      ordersToday: orders,
      lastLossAt: NOW - 60_000,
    }
  })

const size = fc.oneof(fc.integer({ min: 1, max: 2000 }), money(0.001, 2000))
export const side = fc.constantFrom<OrderIntent['side']>('buy', 'sell')
export const intent: fc.Arbitrary<OrderIntent> = fc.record({
  symbol: fc.constantFrom('AAPL', 'NQ', 'BTC/USD'),
  side,
  shares: size,
  type: fc.constantFrom<OrderIntent['type']>('market', 'limit', 'stop', 'stop-limit'),
  limit: fc.integer({ min: 4, max: 8000 }).map((quarters) => quarters / 4),
  stop: fc.integer({ min: 4, max: 8000 }).map((quarters) => quarters / 4),
  reduces: fc.boolean(),
})

const abilities = fc.record({
  legs: fc.boolean(),
  trailingStops: fc.boolean(),
  fractional: fc.boolean(),
  notional: fc.boolean(),
  shorting: fc.boolean(),
  extendedHours: fc.boolean(),
})

const opposing = fc.record({
  clientOrderId: fc.constantFrom('a', 'b'),
  type: fc.constantFrom<OrderIntent['type']>('limit', 'limit', 'stop', 'market'),
  limit: fc.option(fc.integer({ min: 1, max: 2000 }), { nil: null }),
})

/** What an account at a broker may look like, in good and in bad hours. */
export const broker: fc.Arbitrary<BrokerView> = fc.record({
  mode: fc.constantFrom<BrokerView['mode']>('paper', 'paper', 'live'),
  confirmed: fc.boolean(),
  account: fc.constantFrom<BrokerView['account']>('active', 'active', 'active', 'restricted', 'blocked'),
  updates: fc.constantFrom<BrokerView['updates']>('up', 'not-needed', 'down'),
  diverged: fc.option(fc.constant('AAPL: 5 shares here, 6 there'), { nil: null, freq: 5 }),
  abilities: fc.oneof(abilities, fc.constant(BROKER.abilities)),
  buyingPower: money(-1000, 500_000),
  maintenance: money(0, 200_000),
  pendingExits: fc.integer({ min: 0, max: 200 }),
  opposing: fc.oneof(fc.constant([]), fc.array(opposing, { maxLength: 2 })),
})

/** A view with an account at a broker behind it. */
export const atBroker = fc.tuple(view, broker).map(([world, there]) => ({ ...world, broker: there }))
