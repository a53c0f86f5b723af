import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../src/core/time.ts'
import type { OrderRequest } from '../../../src/exchange/order.ts'
import { daily, floor, minutes, type Row, told } from './floor.ts'

const calm: Row = [100, 101, 99, 100]

describe('an order that makes no sense is rejected with the reason', () => {
  const cases: [Partial<OrderRequest>, string][] = [
    [{ shares: 0 }, '0 shares'],
    [{ shares: Number.NaN }, 'NaN shares'],
    [{ shares: 1.5 }, '1.5 shares: this account holds whole shares only'],
    [{ symbol: 'OTHER' }, 'OTHER is not listed here'],
    [{ type: 'limit' }, 'a limit order with limit null'],
    [{ type: 'limit', limit: -1 }, 'a limit order with limit -1'],
    [{ type: 'market', limit: 100 }, 'a market order with limit 100'],
    [{ type: 'stop' }, 'a stop order with stop null'],
    [{ type: 'stop-limit', stop: 100 }, 'a stop-limit order with limit null'],
    [{ type: 'trailing-stop' }, 'a trailing-stop order without a trail'],
    [{ type: 'trailing-stop', trail: { fraction: 1 } }, 'a trail of 1, not between 0 and 1'],
    [{ type: 'trailing-stop', trail: { price: 0 } }, 'a trail of 0 dollars'],
    [{ type: 'stop', stop: 100, tif: 'ioc' }, 'a stop order with time in force ioc: only market and limit orders have it'],
    [{ legs: { stop: 110, target: 90, trail: null } }, 'a buy with its stop 110 and its target 90 on the wrong sides'],
    [{ legs: { stop: Number.NaN, target: null, trail: null } }, 'a protecting stop of NaN'],
  ]

  it.each(cases)('%j', (request, reason) => {
    const { send, exchange, events } = floor(daily('T', [calm]))
    expect(send({ side: 'buy', ...request })).toMatchObject({ state: 'rejected', reason })
    expect(events.at(-1)).toMatchObject({ type: 'rejected', reason })
    expect(exchange.resting).toBe(0)
  })

  it('options that make no account are refused', () => {
    expect(() => floor(daily('T', [calm]), { cash: 0 })).toThrow('an account with cash 0')
    expect(() => floor(daily('T', [calm]), { margin: Number.NaN })).toThrow('an account with margin NaN')
  })
})

describe('cancel and replace', () => {
  it('a canceled order is gone; a second cancel finds nothing', () => {
    const { step, buy, exchange, events } = floor(daily('T', [calm, calm]))
    const order = buy(10)
    expect(exchange.cancel(order.id, 1, 'changed my mind')).toBe(true)
    expect(order).toMatchObject({ state: 'canceled', reason: 'changed my mind' })
    expect(exchange.cancel(order.id, 1, 'again')).toBe(false)
    step()
    expect(events.map((event) => event.type)).toEqual(['accepted', 'canceled'])
  })

  it('a replaced order has its new price in the bars that open later', () => {
    const { step, buy, fills, exchange, now } = floor(daily('T', [calm, [100, 101, 97, 99], [99, 100, 96, 98]]))
    step()
    const order = buy(10, { type: 'limit', limit: 95 })
    expect(exchange.replace(order.id, { limit: 96.5, shares: 5 }, now())).toBeNull()
    step(2)
    expect(told(fills)).toEqual([['buy', 5, 96.5]])
  })

  it('not in a bar that opened before the change', () => {
    const bars = daily('T', [calm, [100, 101, 95, 99], [99, 100, 95, 98]])
    const { step, buy, fills, exchange } = floor(bars)
    step()
    const order = buy(10, { type: 'limit', limit: 90 })
    exchange.replace(order.id, { limit: 97 }, bars.time[1] + 1)
    step()
    expect(fills).toEqual([])
    step()
    expect(told(fills)).toEqual([['buy', 10, 97]])
  })

  it('refuses what makes no sense and keeps the order', () => {
    const { step, buy, exchange, now } = floor(daily('T', [calm, [100, 101, 99, 100, 60], calm]))
    step()
    const order = buy(10)
    step()
    expect(exchange.replace(order.id, { shares: 6 }, now())).toBe('6 shares have filled')
    expect(exchange.replace(order.id, { limit: 90 }, now())).toBe('a market order with limit 90')
    expect(exchange.replace(99, { shares: 6 }, now())).toBe('no order 99 rests')
    expect(order).toMatchObject({ shares: 10, limit: null, state: 'partially-filled' })
  })

  it('a wider trail moves the stop back', () => {
    const { step, buy, sell, exchange, now } = floor(daily('T', [calm, calm, calm]))
    step()
    buy(10)
    step()
    const stop = sell(10, { type: 'trailing-stop', trail: { price: 2 } })
    expect(stop.stop).toBe(98)
    expect(exchange.replace(stop.id, { trail: { price: 6 } }, now())).toBeNull()
    expect(stop.stop).toBe(94)
  })

  it('a listener may send orders while it listens; they wait for the next bar', () => {
    const { step, buy, sell, fills } = floor(daily('T', [calm, calm, calm]), {
      heard: (event) => {
        if (event.type === 'filled' && event.order.side === 'buy') sell(10)
      },
    })
    buy(10)
    step()
    expect(fills).toHaveLength(1)
    step()
    expect(told(fills).at(-1)).toEqual(['sell', 10, 100])
  })
})

describe('prints', () => {
  const open = minutes('T', [calm]).time[0]

  function tape() {
    const setup = floor(minutes('T', [calm]))
    setup.exchange.mark(0, 100)
    return setup
  }

  it('a market order takes the next print, within its share of the size', () => {
    const { buy, exchange, fills } = tape()
    buy(10)
    exchange.matchPrint(0, 100.2, 60, open)
    exchange.matchPrint(0, 100.3, 500, open + 1)
    expect(told(fills)).toEqual([
      ['buy', 6, 100.2],
      ['buy', 4, 100.3],
    ])
  })

  it('a limit needs a print strictly beyond it, a stop a touch', () => {
    const { buy, sell, exchange, fills } = tape()
    buy(10)
    exchange.matchPrint(0, 100, 0, open)
    sell(5, { type: 'limit', limit: 101 })
    sell(5, { type: 'stop', stop: 99 })
    exchange.matchPrint(0, 101, 0, open + 1)
    expect(fills).toHaveLength(1)
    exchange.matchPrint(0, 101.5, 0, open + 2)
    exchange.matchPrint(0, 99, 0, open + 3)
    expect(told(fills).slice(1)).toEqual([
      ['sell', 5, 101.5],
      ['sell', 5, 99],
    ])
  })

  it('legs live from the print of their entry on', () => {
    const { buy, exchange, fills } = tape()
    buy(10, { legs: { stop: 98, target: 103, trail: null } })
    exchange.matchPrint(0, 100, 0, open)
    exchange.matchPrint(0, 103.01, 0, open + 1)
    expect(told(fills).at(-1)).toEqual(['sell', 10, 103.01])
    expect(exchange.resting).toBe(0)
  })

  it('the closing print is the first one at or after the close', () => {
    const { buy, exchange, fills } = tape()
    buy(10, { tif: 'cls' })
    const close = open + 390 * MINUTE
    exchange.matchPrint(0, 100, 0, close - 1)
    exchange.matchPrint(0, 102, 0, close + 5)
    expect(told(fills)).toEqual([['buy', 10, 102]])
  })
})
