import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../../src/core/time.ts'
import type { DriveMarket } from '../../../../src/exchange/drive/market.ts'
import type { ExchangeEvent } from '../../../../src/exchange/order.ts'
import { lowerBound, sliceBars } from '../../../../src/market/bars.ts'
import { usCalendar } from '../../../../src/market/calendar/us.ts'
import { minutes, type Row } from '../floor.ts'
import { DAY_ONE, drive, listed, OPEN } from './tape-market.ts'

const CLOSE = usCalendar.day(DAY_ONE).regular!.close

/** A market that knows one-minute bars of `A` from the open on, and no tape. */
function barMarket(rows: Row[]): DriveMarket {
  const bars = minutes('A', rows, DAY_ONE)
  return {
    prints: async () => null,
    async bars(_, from, to) {
      const part = sliceBars(bars, lowerBound(bars.time, bars.length, from), lowerBound(bars.time, bars.length, to))
      return part.length === 0 ? null : part
    },
    async last(_, at) {
      const row = lowerBound(bars.time, bars.length, at - MINUTE + 1) - 1
      return row < 0 ? null : { price: bars.close[row], time: bars.time[row] + MINUTE }
    },
    actions: async () => [],
    calendar: () => usCalendar,
  }
}

const flat = (price: number): Row => [price, price + 0.5, price - 0.5, price, 100_000]
const fills = (told: string[]) =>
  told
    .map((line): ExchangeEvent => JSON.parse(line))
    .flatMap((event) => (event.type === 'filled' ? [[event.order.clientOrderId, event.fill.price, event.at]] : []))

describe('an exchange driven by bars', () => {
  it('fills at the open of the first whole bar after the order, and tells it when the bar is complete', async () => {
    const { driven, told, send } = drive(barMarket([flat(100), flat(101), flat(102), flat(103)]))
    await driven.advance(OPEN + 70 * SECOND)
    await driven.prepare(listed('A'))
    send({ side: 'buy', clientOrderId: 'one' })
    await driven.advance(OPEN + 3 * MINUTE - 1)
    expect(fills(told)).toEqual([])
    await driven.advance(OPEN + 3 * MINUTE)
    expect(fills(told)).toEqual([['one', 102, OPEN + 3 * MINUTE]])
    expect(driven.exchange.lastPrice(0)).toBe(102)
  })

  it('tells the same in one step and in many', async () => {
    const rows = Array.from({ length: 390 }, (_, i): Row => flat(100 + Math.round(20 * Math.sin(i / 25)) / 10))
    const outcomes: string[][] = []
    for (const step of [7 * SECOND, 90 * SECOND, 8 * HOUR]) {
      const { driven, told, send } = drive(barMarket(rows))
      await driven.advance(OPEN + 5 * MINUTE)
      await driven.prepare(listed('A'))
      send({ side: 'buy', clientOrderId: 'limit', type: 'limit', limit: 98.2, legs: { stop: 97, target: 101.4, trail: null } })
      send({ side: 'sell', clientOrderId: 'trail', type: 'trailing-stop', trail: { price: 1.5 } })
      while (driven.time < CLOSE + HOUR) await driven.advance(Math.min(driven.time + step, CLOSE + HOUR))
      outcomes.push(told)
    }
    expect(fills(outcomes[0]).length).toBeGreaterThan(1)
    expect(outcomes[1]).toEqual(outcomes[0])
    expect(outcomes[2]).toEqual(outcomes[0])
  })

  it('keeps the auctions apart: an order for the open meets none at ten, one for the close fills in the last bar, before day orders end', async () => {
    const rows = Array.from({ length: 390 }, (_, i): Row => (i === 389 ? [105, 105, 95, 104, 100_000] : flat(105)))
    const { driven, told, send } = drive(barMarket(rows))
    await driven.advance(OPEN + 30 * MINUTE)
    await driven.prepare(listed('A'))
    send({ side: 'buy', clientOrderId: 'open', tif: 'opg' })
    send({ side: 'buy', clientOrderId: 'close', tif: 'cls' })
    send({ side: 'buy', clientOrderId: 'day', type: 'limit', limit: 96 })
    await driven.advance(CLOSE)
    expect(fills(told).toSorted()).toEqual([
      ['close', 104, CLOSE],
      ['day', 96, CLOSE],
    ])
    const ended = told.map((line): ExchangeEvent => JSON.parse(line)).filter(({ type }) => type === 'expired')
    expect(ended).toMatchObject([{ order: { clientOrderId: 'open' }, at: CLOSE, reason: 'the opening auction did not fill it' }])
  })
})

describe('listings of an exchange', () => {
  it('may come later, and keep the index they have', async () => {
    const { driven } = drive(barMarket([]))
    const { exchange } = driven
    expect([exchange.list(listed('A')), exchange.list(listed('B')), exchange.list(listed('A'))]).toEqual([0, 1, 0])
    expect(exchange.listings.map(({ symbol }) => symbol)).toEqual(['A', 'B'])
  })
})
