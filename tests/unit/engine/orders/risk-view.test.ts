import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, utcDay } from '../../../../src/core/time.ts'
import { orderIntentOf, type RiskFacts, riskViewOf } from '../../../../src/engine/orders/risk-view.ts'
import { createRiskGate } from '../../../../src/engine/risk/gate.ts'
import { DEFAULT_LIMITS, NO_LIMITS } from '../../../../src/engine/risk/limits.ts'
import type { BrokerView } from '../../../../src/engine/risk/types.ts'
import type { Snapshot } from '../../../../src/ports/market-data.ts'
import {
  booksOf,
  brokerOrder,
  type Entry,
  filled,
  intended,
  intentOf,
  opened,
  START,
  submitted,
  told,
} from '../../../support/journal-events.ts'
import { BROKER } from '../risk/cases.ts'

const day = utcDay(START)
const now = START + HOUR

const quoteAt = (price: number, time = now): Snapshot => ({
  symbol: 'SPY',
  source: 'simulated',
  feed: 'simulated',
  price,
  time,
  ...{ bid: null, ask: null, bidSize: null, askSize: null },
  ...{ sessionOpen: null, sessionHigh: null, sessionLow: null, volume: null, previousClose: null },
})

/** A flat account of 100,000 dollars at a broker that takes everything; SPY at 10. */
function factsOf(entries: readonly Entry[], given: Partial<RiskFacts> = {}): RiskFacts {
  return {
    intent: { symbol: 'SPY', side: 'buy', reduces: false },
    books: booksOf(entries),
    account: {
      id: 'main',
      mode: 'paper',
      cash: 100_000,
      equity: 100_000,
      buyingPower: 200_000,
      lastEquity: 100_000,
      maintenance: null,
      state: 'active',
    },
    positions: [],
    abilities: BROKER.abilities,
    market: { quote: quoteAt(10), printsPerMinute: 2000, fault: null },
    confirmed: false,
    mode: 'paper',
    halted: false,
    streamUp: null,
    limits: { drawdownDays: 20 },
    now,
    day,
    minutesToClose: 300,
    ...given,
  }
}

const viewOf = (entries: readonly Entry[], given: Partial<RiskFacts> = {}) => riskViewOf(factsOf(entries, given))
const brokerOf = (entries: readonly Entry[], given: Partial<RiskFacts> = {}) => viewOf(entries, given).broker as BrokerView

/** An order sent and taken by the broker. */
const resting = (id: string, given: Parameters<typeof intended>[1] = {}): Entry[] => {
  const { reduces, ...shape } = given as { reduces?: boolean }
  return [intended(id, given), submitted(id), told(id, shape)]
}
const bought = (id: string, shares: number, price = 10): Entry[] => [
  ...resting(id, { shares }),
  filled(id, { shares, price, cumulative: shares }),
  told(id, { shares, filled: shares, state: 'filled', averagePrice: price }),
]
const held = (shares: number, price: number | null = 10) => ({ positions: [{ symbol: 'SPY', shares, price }] })

describe('what rests counts as filled', () => {
  it('with its limit, in the symbol and in all; without an answer too, and then its dollars are no longer there', () => {
    const entries = [
      ...resting('taken'),
      ...[intended('sent', { symbol: 'QQQ', limit: 20 }), submitted('sent')],
      ...[
        intended('lost', { limit: 9 }),
        submitted('lost'),
        { clientOrderId: 'lost', body: { kind: 'unknown' as const, reason: 'timeout' } },
      ],
      intended('about', { shares: 10 }),
      ...[intended('refused'), submitted('refused')],
      { clientOrderId: 'refused', body: { kind: 'rejected' as const, reason: 'no', code: null } },
    ]
    const view = viewOf(entries)
    expect(view).toMatchObject({ pendingValue: 1000 + 900 + 100, pendingGross: 1000 + 900 + 100 + 2000 })
    expect(view.broker).toMatchObject({ buyingPower: 200_000 - 2000 - 900 - 100, maintenance: 0.25 * 4000 })
    expect(viewOf(entries, { except: ['about', 'lost'] })).toMatchObject({ pendingValue: 1000, pendingGross: 3000 })
  })

  it('only what has not filled yet', () => {
    const partly = [...resting('a'), filled('a', { shares: 60, cumulative: 60 })]
    expect(viewOf(partly, held(60))).toMatchObject({ pendingValue: 400, positionValue: 600, grossValue: 600, positionShares: 60 })
  })

  it('an order of dollars, and one without a price of its own at the last one', () => {
    expect(viewOf(resting('a', { shares: null, notional: 500, type: 'market', limit: null }))).toMatchObject({
      pendingValue: 500,
    })
    expect(viewOf(resting('b', { type: 'market', limit: null }))).toMatchObject({ pendingValue: 1000 })
    const other = viewOf(resting('c', { symbol: 'QQQ', type: 'market', limit: null }))
    expect(other.pendingGross).toBeNaN()
  })

  it('not the legs of an entry, nor what only closes', () => {
    const legs = [
      brokerOrder('l1', { side: 'sell', type: 'stop', limit: null, stop: 9, parent: 'b-e', leg: 'stop' }),
      brokerOrder('l2', { side: 'sell', limit: 12, parent: 'b-e', leg: 'target' }),
    ]
    const entry = [intended('e'), submitted('e'), told('e', { legs })]
    expect(viewOf(entry)).toMatchObject({ pendingValue: 1000 })
    expect(brokerOf(entry)).toMatchObject({ pendingExits: 0, opposing: [] })
    const after = [...entry, filled('e', { cumulative: 100 }), told('e', { filled: 100, state: 'filled', legs })]
    expect(viewOf(after, held(100))).toMatchObject({ pendingValue: 0, positionShares: 100 })
    const there = brokerOf(after, held(100))
    expect(there.pendingExits).toBe(100)
    expect(there.opposing.map((one) => one.clientOrderId)).toEqual(['l1', 'l2'])
  })
})

describe('exits', () => {
  it('that rest hold their shares', () => {
    const entries = [...bought('e', 100), ...resting('x', { side: 'sell', shares: 30, reduces: true })]
    expect(brokerOf(entries, held(100))).toMatchObject({ pendingExits: 30 })
  })

  it('nobody marked: what closes holds shares, what is beyond them is an entry', () => {
    const entries = [...bought('e', 100), ...resting('x', { side: 'sell', shares: 130 })]
    expect(viewOf(entries, held(100))).toMatchObject({ pendingValue: 300 })
    expect(brokerOf(entries, held(100)).pendingExits).toBeGreaterThanOrEqual(100)
  })

  it('without a quote rest on the price that the broker has; entries do not', () => {
    const none = { market: { quote: null, printsPerMinute: null, fault: 'no feed' } }
    const exit = { intent: { symbol: 'SPY', side: 'sell' as const, reduces: true } }
    expect(viewOf(bought('e', 100), { ...held(100, 11), ...none, ...exit })).toMatchObject({ price: 11 })
    expect(viewOf(bought('e', 100), { ...held(100, 11), ...none }).price).toBeNaN()
  })
})

describe('where books and broker differ', () => {
  it('exits count the smaller position, exposure the larger', () => {
    const view = viewOf(bought('e', 100), held(40))
    expect(view).toMatchObject({ positionShares: 40, positionValue: 1000, grossValue: 1000 })
    expect(viewOf(bought('e', 100), { positions: [] })).toMatchObject({ positionShares: 0, positionValue: 1000 })
    expect(viewOf([], held(-70))).toMatchObject({ positionShares: 0, positionValue: -700, grossValue: 700 })
  })

  it('an exit may close what the broker holds when the books are known to be wrong', () => {
    const exit = { intent: { symbol: 'SPY', side: 'sell' as const, reduces: true } }
    const diverged: Entry = { body: { kind: 'diverged', differences: [], sentence: 'SPY: 40 here, 100 there' } }
    expect(viewOf([...bought('e', 40), diverged], { ...held(100), ...exit })).toMatchObject({ positionShares: 100 })
    expect(viewOf(bought('e', 40), { ...held(100), ...exit })).toMatchObject({ positionShares: 40 })
  })

  it('a price that nobody knows makes exposure unknown, and the gate denies', () => {
    const facts = factsOf([], { positions: [{ symbol: 'QQQ', shares: 5, price: null }] })
    const view = riskViewOf(facts)
    expect(view.grossValue).toBeNaN()
    const verdict = createRiskGate({ ...NO_LIMITS, grossExposure: 1 }).judge(orderIntentOf(intentOf('i'), 1), view)
    expect(verdict.rules.filter((rule) => rule.outcome === 'deny').map((rule) => rule.rule)).toEqual([
      'grossExposure',
      'intradayMargin',
    ])
  })
})

describe('what survives midnight and restarts', () => {
  const marked = (equity: number, of: number, at: number): Entry => ({
    body: { kind: 'marked', equity, cash: equity, day: of },
    at,
  })

  it('the day begins with the higher of its first mark and the last close at the broker', () => {
    const entries = [marked(99_000, day - 1, START - DAY), marked(98_500, day, START)]
    const account = { ...factsOf([]).account, equity: 98_000, lastEquity: 98_800 }
    expect(viewOf(entries, { account })).toMatchObject({ equity: 98_000, equityAtDayStart: 98_800, equityPeak: 99_000 })
    expect(viewOf(entries, { account: { ...account, lastEquity: 98_200 } })).toMatchObject({ equityAtDayStart: 98_500 })
    expect(viewOf(entries, { account: { ...account, lastEquity: null } })).toMatchObject({ equityAtDayStart: 99_000 })
    expect(viewOf(entries, { account: { ...account, lastEquity: 99_500 } })).toMatchObject({ equityAtDayStart: 99_500 })
    expect(viewOf([], { account: { ...account, lastEquity: null } }).equityAtDayStart).toBeNaN()
  })

  it('what was lost yesterday after its last mark is no loss of today', () => {
    const account = { ...factsOf([]).account, equity: 98_000, lastEquity: 98_000 }
    expect(viewOf([marked(100_000, day - 1, START - DAY)], { account })).toMatchObject({
      equityAtDayStart: 98_000,
      equityPeak: 100_000,
    })
  })

  it('the peak reaches back as many days as the limits say', () => {
    const entries = [
      marked(120_000, day - 5, START - 5 * DAY),
      marked(110_000, day - 1, START - DAY),
      marked(100_000, day, START),
    ]
    expect(viewOf(entries)).toMatchObject({ equityPeak: 120_000 })
    expect(viewOf(entries, { limits: { drawdownDays: 2 } })).toMatchObject({ equityPeak: 110_000 })
  })

  it('entries of the last minute and of the New York day', () => {
    const sent = (id: string, at: number): Entry[] => [
      { ...intended(id), at },
      { ...submitted(id), at },
    ]
    const midnight = Date.parse('2026-03-20T04:00:00Z')
    const entries = [
      ...sent('yesterday', midnight - 1000),
      ...sent('early', midnight + 1000),
      ...sent('lately', now - 30_000),
      ...sent('ahead', now + 500),
    ]
    expect(viewOf(entries)).toMatchObject({ ordersToday: 3, ordersLastMinute: 2 })
  })
})

describe('the session', () => {
  it('is live as soon as broker or account say so', () => {
    expect(brokerOf([])).toMatchObject({ mode: 'paper', updates: 'not-needed', diverged: null })
    expect(brokerOf([], { mode: 'live' })).toMatchObject({ mode: 'live' })
    const account = { ...factsOf([]).account, mode: 'live' as const }
    expect(brokerOf([], { account, confirmed: true })).toMatchObject({ mode: 'live', confirmed: true })
  })

  it('says halt, divergence and the stream', () => {
    expect(viewOf([], { halted: true })).toMatchObject({ state: 'halted' })
    const diverged: Entry = { body: { kind: 'diverged', differences: [], sentence: 'SPY: 1 here, 2 there' } }
    expect(brokerOf([diverged], { streamUp: false })).toMatchObject({ diverged: 'SPY: 1 here, 2 there', updates: 'down' })
    const reducing: Entry = { body: { kind: 'state', state: 'reducing', by: 'A. Person', reason: 'lunch' } }
    expect(viewOf([reducing], { streamUp: true })).toMatchObject({ state: 'reducing', broker: { updates: 'up' } })
  })

  it('is blocked when the broker says so', () => {
    const account = { ...factsOf([]).account, state: 'blocked' as const }
    expect(brokerOf([], { account }).account).toBe('blocked')
  })
})

describe('whatever rests', () => {
  const order = fc.record({
    side: fc.constantFrom<'buy' | 'sell'>('buy', 'sell'),
    shares: fc.integer({ min: 1, max: 60 }),
    reduces: fc.boolean(),
  })

  it('exits that pass never turn a position round with all that is open filled as well, and entries stay inside the limits', () => {
    let exits = 0
    let entries = 0
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.array(order, { maxLength: 4 }), order, (size, open, asked) => {
        const journal = [
          ...bought('e', size),
          ...open.flatMap((one, i) => resting(`o${i}`, { ...one, limit: one.side === 'buy' ? 9 : 11 })),
        ]
        const facts = factsOf(journal, { ...held(size), intent: { symbol: 'SPY', ...asked } })
        const intent = { ...intentOf('i'), ...asked }
        const limits = { ...NO_LIMITS, positionNotional: 1500 }
        const { shares } = createRiskGate(limits).judge(orderIntentOf(intent, asked.shares), riskViewOf(facts))
        if (shares === 0) return
        if (asked.reduces) {
          exits++
          const away = open.filter((one) => one.side === 'sell' && one.reduces).reduce((sum, one) => sum + one.shares, 0)
          expect(size - away - shares).toBeGreaterThanOrEqual(0)
        } else if (asked.side === 'buy') {
          entries++
          const more = open.filter((one) => one.side === 'buy' && !one.reduces).reduce((sum, one) => sum + one.shares * 9, 0)
          expect(10 * size + more + 10 * shares).toBeLessThanOrEqual(1500)
        }
      }),
      { numRuns: 1000 },
    )
    expect([exits > 20, entries > 20]).toEqual([true, true])
  })

  it('the written limits let an ordinary order through', () => {
    const verdict = createRiskGate({ ...DEFAULT_LIMITS }).judge(
      orderIntentOf(intentOf('i'), 100),
      viewOf([{ body: { kind: 'marked', equity: 100_000, cash: 100_000, day }, at: START }, opened(100_000)]),
    )
    expect(verdict).toMatchObject({ outcome: 'allow', shares: 100 })
  })
})
