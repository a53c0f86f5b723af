import { describe, expect, test } from 'vitest'
import { DAY, utcDay } from '../../../../src/core/time.ts'
import { contractOf } from '../../../../src/market/contracts.ts'
import type { BrokerActivity } from '../../../../src/ports/broker.ts'
import { booksOf, type Entry, filled, intended, opened, START, submitted } from '../../../support/journal-events.ts'

const activity = (one: Exclude<BrokerActivity, { kind: 'fill' }>): Entry => ({ body: { kind: 'activity', activity: one } })
const shares = (count: number, amount = 0, what: 'split' | 'other' = 'split') =>
  activity({ kind: 'shares', id: `s${count}`, at: START + 5, what, symbol: 'SPY', shares: count, amount })
const cash = (amount: number, what: 'dividend' | 'fee' | 'transfer' = 'dividend', at = START) =>
  activity({ kind: 'cash', id: `c${amount}`, at, what, symbol: null, amount })
const buy = (count: number, price: number, fee = 0, at = START) => filled(`b${price}`, { shares: count, price, fee, at })
const sell = (count: number, price: number, fee = 0, at = START + 60_000) =>
  filled(`s${price}`, { side: 'sell', shares: count, price, fee, at })
const mark = (day: number, equity: number, at: number): Entry => ({ body: { kind: 'marked', equity, cash: 0, day }, at })

describe('cash and positions', () => {
  test('are not open before the books are', () => {
    expect(booksOf([]).isOpen).toBe(true)
    expect(booksOf([]).cash).toBe(100_000)
  })

  test('a contract counts by its dollars a point', () => {
    const { multiplier } = contractOf('SIMFUT')!
    const future = { symbol: 'SIMFUT', at: START }
    const bought = [
      filled('in', { ...future, shares: 2, price: 5000, fee: 1 }),
      filled('out', { ...future, side: 'sell', shares: 1, price: 5010 }),
    ]
    const books = booksOf(bought)
    expect(multiplier).toBeGreaterThan(1)
    expect(books.cash).toBe(100_000 - (2 * 5000 - 5010) * multiplier - 1)
    expect(books.positions.get('SIMFUT')).toMatchObject({ shares: 1, averagePrice: 5000, realised: 10 * multiplier - 1 })
  })

  test('fills move both, fees included; averages are by cost', () => {
    const books = booksOf([buy(100, 10, 0.5), buy(50, 13, 0.25), sell(30, 12, 0.1)])
    expect(books.cash).toBe(100_000 - 1000 - 0.5 - 650 - 0.25 + 360 - 0.1)
    expect(books.positions.get('SPY')).toEqual({
      symbol: 'SPY',
      shares: 120,
      averagePrice: 11,
      realised: 30 - 0.85,
      openedAt: START,
    })
    expect(books.shares('SPY')).toBe(120)
    expect(books.fills).toBe(3)
    expect(books.shares('QQQ')).toBe(0)
  })

  test('a fill that turns the position opens the rest at its own price', () => {
    const books = booksOf([buy(100, 10), sell(150, 12)])
    expect(books.positions.get('SPY')).toMatchObject({ shares: -50, averagePrice: 12, realised: 0, openedAt: START + 60_000 })
    expect(books.history.roundTrips).toMatchObject([{ side: 'long', shares: 100, profit: 200 }])
  })

  test('flat is no position, also where fractions leave dust', () => {
    const books = booksOf([buy(0.1, 10), filled('x', { shares: 0.2, price: 11 }), sell(0.3, 12)])
    expect(books.positions.size).toBe(0)
    expect(books.history.roundTrips).toHaveLength(1)
    expect(books.cash).toBe(100_000.4)
  })

  test('fills count in the order in which they happened, however they were told: mean price, profit and round trips', () => {
    const happened = [buy(100, 10, 0, START), sell(100, 12, 0, START + 1), buy(50, 20, 0, START + 2), sell(20, 21, 0, START + 3)]
    const expected = booksOf(happened)
    for (const order of [
      [3, 2, 1, 0],
      [1, 3, 0, 2],
      [2, 0, 3, 1],
    ]) {
      const books = booksOf(order.map((i) => happened[i]))
      expect([...books.positions.values()]).toEqual([...expected.positions.values()])
      expect(books.history.roundTrips).toEqual(expected.history.roundTrips)
      expect(books.history.realisedOn(utcDay(START))).toBe(220)
    }
  })

  test('a split that is told after fills of new shares still comes before them', () => {
    const split = activity({ kind: 'shares', id: 's', at: START + 1, what: 'split', symbol: 'SPY', shares: 10, amount: 0 })
    const books = booksOf([buy(10, 100, 0, START), sell(15, 52, 0, START + 2), split])
    expect(books.positions.get('SPY')).toMatchObject({ shares: 5, averagePrice: 50, realised: 30 })
    expect(books.history.roundTrips).toEqual([])
  })

  test('dividends, fees and transfers are cash', () => {
    expect(booksOf([cash(12.34), cash(-0.02, 'fee'), cash(-500, 'transfer')]).cash).toBe(99_512.32)
  })

  test('a split keeps the cost, money for a fraction lowers it', () => {
    const forward = booksOf([buy(10, 90), shares(20)])
    expect(forward.positions.get('SPY')).toMatchObject({ shares: 30, averagePrice: 30, realised: 0 })
    const reverse = booksOf([buy(3, 10), shares(-2, 10), sell(1, 21)])
    expect(reverse.history.roundTrips).toMatchObject([{ profit: 1, shares: 1.5, entryPrice: 20, exitPrice: 21 }])
    expect(reverse.cash).toBe(100_001)
  })

  test('a reverse split that leaves no share ends the position with what was paid out', () => {
    const books = booksOf([buy(1, 10), shares(-1, 9)])
    expect(books.positions.size).toBe(0)
    expect(books.history.roundTrips).toMatchObject([{ profit: -1, exitPrice: 0 }])
  })

  test('shares that are moved away take their cost along, without profit or loss', () => {
    const books = booksOf([buy(10, 90), shares(-4, 0, 'other')])
    expect(books.positions.get('SPY')).toMatchObject({ shares: 6, averagePrice: 90, realised: 0 })
    expect(booksOf([shares(5, 0, 'other')]).positions.get('SPY')).toMatchObject({ shares: 5, averagePrice: 0 })
    expect(booksOf([buy(10, 90), shares(-10, 1000, 'other')]).history.roundTrips).toMatchObject([{ profit: 100 }])
  })

  test('opening anew takes what the broker holds; orders and what was won stay', () => {
    const books = booksOf([
      intended('a'),
      buy(100, 10),
      sell(100, 9),
      buy(7, 8, 0, START + 120_000),
      opened(5000, [{ symbol: 'QQQ', shares: -3, averagePrice: 20 }]),
    ])
    expect(books.cash).toBe(5000)
    expect([...books.positions.values()]).toMatchObject([{ symbol: 'QQQ', shares: -3, averagePrice: 20 }])
    expect(books.history.roundTrips).toHaveLength(1)
    expect(books.openOrders().map((order) => order.clientOrderId)).toContain('a')
  })
})

describe('history', () => {
  test('round trips go from flat to flat, after fees, with mean prices', () => {
    const books = booksOf([
      filled('e1', { side: 'sell', shares: 10, price: 20, fee: 0.1 }),
      filled('e2', { side: 'sell', shares: 10, price: 22, fee: 0.1 }),
      filled('x1', { shares: 20, price: 19, fee: 0.2, at: START + 1000 }),
    ])
    expect(books.history.roundTrips).toEqual([
      {
        symbol: 'SPY',
        side: 'short',
        shares: 20,
        entryTime: START,
        entryPrice: 21,
        exitTime: START + 1000,
        exitPrice: 19,
        profit: 39.6,
        fees: 0.4,
      },
    ])
  })

  test('the losing streak counts losses up to now; its last loss is dated', () => {
    const lose = (at: number) => [buy(1, 10, 0, at), sell(1, 9, 0, at)]
    const losing = booksOf([...lose(START + 1), ...lose(START + 2)]).history
    expect([losing.losingStreak, losing.lastLossAt]).toEqual([2, START + 2])
    const won = booksOf([...lose(START + 1), buy(1, 10, 0, START + 9), sell(1, 11)]).history
    expect([won.losingStreak, won.lastLossAt]).toEqual([0, null])
  })

  test('what was realised belongs to the exchange day of the fill, fees of entries included', () => {
    const books = booksOf([buy(10, 10, 0.5), sell(5, 12, 0.5, START + DAY)])
    expect(books.history.realisedOn(utcDay(START))).toBe(-0.5)
    expect(books.history.realisedOn(utcDay(START) + 1)).toBe(9.5)
    expect(books.history.realisedOn(utcDay(START) + 2)).toBe(0)
  })

  test('an entry counts once, when it was first submitted; exits and mere intents do not', () => {
    const send = (id: string, at: number, reduces = false): Entry[] => [intended(id, { reduces }), { ...submitted(id), at }]
    const { history } = booksOf([
      ...send('a', START + 10),
      { ...submitted('a', 2), at: START + 20 },
      ...send('b', START + 30),
      ...send('c', START + 5),
      ...send('exit', START + 7, true),
      intended('d'),
    ])
    expect(history.entriesBetween(START, START + 100)).toBe(3)
    expect(history.entriesBetween(START + 5, START + 10)).toBe(1)
    expect(history.entriesBetween(START + 30, START)).toBe(0)
  })

  test('a day begins with the last mark before it where the broker does not say what the last close was; the peak looks back over days with marks', () => {
    const { history } = booksOf([
      mark(10, 100, START),
      mark(10, 120, START + 1),
      mark(10, 110, START + 2),
      mark(13, 90, START + DAY),
      mark(13, 95, START + DAY + 1),
    ])
    expect([9, 10, 12, 13, 14].map((day) => history.equityAtDayStart(day, null))).toEqual([Number.NaN, 100, 110, 110, 95])
    expect([9, 10, 13, 14].map((day) => history.equityAtDayStart(day, 93))).toEqual([93, 100, 93, 93])
    expect([1, 2].map((days) => history.equityPeak(13, days))).toEqual([95, 120])
    expect(history.equityPeak(9, 5)).toBeNaN()
  })

  test('a transfer is no loss: marks made before it move with it', () => {
    const { history } = booksOf([mark(10, 100, START), mark(11, 40, START + DAY + 2), cash(-60, 'transfer', START + DAY)])
    expect(history.equityAtDayStart(11, null)).toBe(40)
    expect(history.equityPeak(11, 5)).toBe(40)
  })
})

describe('state and agreement', () => {
  test('who set the trading state, and why', () => {
    const halted: Entry = { body: { kind: 'state', state: 'halted', by: 'person', reason: 'news' }, at: START + 3 }
    expect(booksOf([])).toMatchObject({ state: 'active', stateSetBy: null })
    expect(booksOf([halted])).toMatchObject({ state: 'halted', stateSetBy: { by: 'person', reason: 'news', at: START + 3 } })
  })

  test('diverged until reconciled, or opened anew', () => {
    const diverged: Entry = { body: { kind: 'diverged', differences: [], sentence: 'SPY: 5 here, 7 there' } }
    expect(booksOf([diverged]).diverged).toBe('SPY: 5 here, 7 there')
    expect(booksOf([diverged, { body: { kind: 'reconciled', differences: [] } }]).diverged).toBeNull()
    expect(booksOf([diverged, opened(1)]).diverged).toBeNull()
  })
})
