import { describe, expect, it } from 'vitest'
import type { CorporateAction } from '../../../src/market/actions.ts'
import { daily, floor, MONDAY, type Row } from './floor.ts'

const calm: Row = [100, 101, 99, 100]
const halved: Row = [50, 50.5, 49.5, 50]

function action(kind: 'split' | 'dividend', value: number, exDay = MONDAY + 1): CorporateAction {
  return { symbol: 'T', kind, exDay, value, ratio: kind === 'split' ? 1 / value : null, source: 'test' }
}

describe('a split', () => {
  it('multiplies shares, divides the mean price and changes no equity', () => {
    const { step, buy, exchange, events } = floor(daily('T', [calm, halved]))
    exchange.schedule([action('split', 2)])
    buy(11)
    step()
    const before = exchange.equity()
    step()
    expect(exchange.shares(0)).toBe(22)
    expect(exchange.averagePrice(0)).toBe(50)
    expect(exchange.equity()).toBe(before)
    expect(events.find((event) => event.type === 'split')).toMatchObject({ ratio: 2, shares: 22, cash: 0 })
  })

  it('adjusts what rests: prices and sizes, legs not yet alive too', () => {
    const { step, buy, exchange } = floor(daily('T', [calm, halved]))
    exchange.schedule([action('split', 2)])
    buy(10, { legs: { stop: 90.01, target: 120, trail: null } })
    buy(5, { type: 'limit', limit: 80.03, legs: { stop: 70, target: null, trail: { price: 4 } } })
    step(2)
    const [entry, stop, target] = exchange.restingOf(0)
    // Rounded away from the market: a buy limit and a sell stop down.
    expect(entry).toMatchObject({ limit: 40.01, shares: 10, legs: { stop: 35, trail: { price: 2 } } })
    expect(stop).toMatchObject({ stop: 45, shares: 20 })
    expect(target).toMatchObject({ limit: 60, shares: 20 })
  })

  it('a reverse split pays the fraction in cash, cancels entries and keeps what protects', () => {
    const { step, buy, exchange, events } = floor(daily('T', [calm, [1000, 1010, 990, 1000]]))
    exchange.schedule([action('split', 0.1)])
    buy(25, { legs: { stop: 90, target: null, trail: null } })
    buy(10, { type: 'limit', limit: 80 })
    step()
    const before = exchange.equity()
    step()
    expect(exchange.shares(0)).toBe(2)
    expect(exchange.equity()).toBe(before)
    expect(events.find((event) => event.type === 'split')).toMatchObject({ shares: 2, cash: 500 })
    expect(exchange.restingOf(0).map((order) => [order.stop, order.shares])).toEqual([[900, 2]])
  })

  it('pays no fraction where fractions are held', () => {
    const { step, buy, exchange } = floor(daily('T', [calm, [1000, 1010, 990, 1000]]), { fractional: true })
    exchange.schedule([action('split', 0.1)])
    buy(25)
    step(2)
    expect(exchange.shares(0)).toBe(2.5)
  })

  it('that takes the last share leaves no position and no orders', () => {
    const { step, sell, exchange } = floor(daily('T', [calm, [1000, 1010, 990, 1000]]), { borrowRate: 0 })
    exchange.schedule([action('split', 0.1)])
    sell(5, { legs: { stop: 110, target: null, trail: null } })
    step(2)
    expect(exchange.shares(0)).toBe(0)
    expect(exchange.averagePrice(0)).toBeNaN()
    expect(exchange.resting).toBe(0)
    expect(exchange.equity()).toBe(100_000)
  })

  it('of the time before the run is not applied', () => {
    const { step, buy, exchange } = floor(daily('T', [calm, calm]))
    exchange.schedule([action('split', 2, MONDAY - 30)])
    buy(10)
    step(2)
    expect(exchange.shares(0)).toBe(10)
  })
})

describe('a dividend', () => {
  it('is cash to a long position and charged to a short one, on the ex-date', () => {
    const long = floor(daily('T', [calm, calm]))
    long.exchange.schedule([action('dividend', 0.5)])
    long.buy(10)
    long.step(2)
    expect(long.exchange.account.cash).toBe(100_000 - 1000 + 5)
    expect(long.exchange.totals.dividends).toBe(5)
    const short = floor(daily('T', [calm, calm]), { borrowRate: 0 })
    short.exchange.schedule([action('dividend', 0.5)])
    short.sell(10)
    short.step(2)
    expect(short.exchange.account.cash).toBe(100_000 + 1000 - 5)
  })

  it('bought on the ex-date comes too late', () => {
    const { step, buy, exchange } = floor(daily('T', [calm, calm]))
    exchange.schedule([action('dividend', 0.5)])
    step()
    buy(10)
    step()
    expect(exchange.totals.dividends).toBe(0)
  })

  it('lowers resting buy limits and sell stops (FINRA rule 5330), not the others', () => {
    const { step, buy, sell, exchange } = floor(daily('T', [calm, calm]))
    exchange.schedule([action('dividend', 0.505)])
    buy(10)
    step()
    buy(1, { type: 'limit', limit: 90 })
    sell(1, { type: 'stop', stop: 95 })
    sell(1, { type: 'limit', limit: 120 })
    buy(1, { type: 'stop', stop: 125 })
    step()
    expect(exchange.restingOf(0).map((order) => order.limit ?? order.stop)).toEqual([89.49, 94.49, 120, 125])
  })

  it('under a cent changes no order', () => {
    const { step, buy, exchange } = floor(daily('T', [calm, calm]))
    exchange.schedule([action('dividend', 0.009)])
    step()
    buy(1, { type: 'limit', limit: 90 })
    step()
    expect(exchange.restingOf(0)[0].limit).toBe(90)
  })
})
