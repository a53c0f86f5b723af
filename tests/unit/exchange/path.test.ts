import { describe, expect, it } from 'vitest'
import type { ProtectingLegs } from '../../../src/market/orders.ts'
import { daily, type FloorOptions, floor, MONDAY, minutes, type Row, told } from './floor.ts'

const calm: Row = [100, 101, 99, 100]
const legs = (stop: number | null, target: number | null): { legs: ProtectingLegs } => ({ legs: { stop, target, trail: null } })
const stop = (price: number) => ({ type: 'stop', stop: price, reduceOnly: true }) as const
const target = (price: number) => ({ type: 'limit', limit: price, reduceOnly: true }) as const
const limit = (price: number) => ({ type: 'limit', limit: price }) as const
const breakout = (price: number) => ({ type: 'stop', stop: price }) as const

/** Ten shares at 100 from the second bar on; what is sent next meets the third. */
function holding(last: Row, options: FloorOptions = {}) {
  const setup = floor(daily('T', [calm, calm, last]), options)
  setup.step()
  setup.buy(10)
  setup.step()
  return { ...setup, later: () => told(setup.fills).slice(1) }
}

describe('inside a bar the price meets the nearest first', () => {
  it('a purchase is not paid for by a stop that the price comes to after it', () => {
    // All the money is in the ten shares: at 98 there is none for more, and the sale at 95 comes too late.
    const { sell, buy, step, later, exchange } = holding([100, 101, 94, 96], { cash: 1000 })
    sell(10, stop(95))
    const more = buy(10, limit(98))
    step()
    expect(later()).toEqual([['sell', 10, 95]])
    expect(more).toMatchObject({ state: 'canceled', reason: 'cash or buying power does not cover the rest' })
    expect(exchange.totals.ambiguousBars).toBe(0)
  })

  it('a stop pays for a purchase that the price comes to after it', () => {
    const { sell, buy, step, later, exchange } = holding([100, 101, 92, 96], { cash: 1000 })
    sell(10, stop(95))
    buy(10, limit(93))
    step()
    expect(later()).toEqual([
      ['sell', 10, 95],
      ['buy', 10, 93],
    ])
    expect(exchange.totals.ambiguousBars).toBe(0)
  })

  it('a purchase on the way to a target comes before it', () => {
    const { sell, buy, step, later, exchange } = holding([100, 106, 99, 104], { cash: 1000 })
    buy(10, breakout(103))
    sell(10, target(105))
    step()
    expect(later()).toEqual([['sell', 10, 105]])
    expect(exchange.totals.ambiguousBars).toBe(0)
  })

  it('protecting stops of an entry wait for the price to come to them: the sale does not pay for the next entry', () => {
    const { buy, step, fills } = floor(daily('T', [calm, [100, 101, 93, 96]]), { cash: 1000 })
    step()
    buy(10, { ...limit(98), ...legs(95, null) })
    buy(10, limit(97))
    step()
    expect(told(fills)).toEqual([
      ['buy', 10, 98],
      ['sell', 10, 95],
    ])
  })

  it('at one price a stop comes before a limit: a touch is enough for it', () => {
    const { sell, buy, step, later } = holding([100, 101, 94, 96], { cash: 1000 })
    buy(10, limit(95))
    sell(10, stop(95))
    step()
    expect(later()).toEqual([
      ['sell', 10, 95],
      ['buy', 10, 95],
    ])
  })

  it('a stop below the one that closed the position opens the other way: the price passed both', () => {
    const { sell, step, later, exchange } = holding([100, 101, 92, 96])
    sell(10, stop(95))
    sell(10, breakout(93))
    step()
    expect(later()).toEqual([
      ['sell', 10, 95],
      ['sell', 10, 93],
    ])
    expect(exchange.shares(0)).toBe(-10)
  })

  it('shorts: a purchase that covers does not pay for a sale that the price came to before it', () => {
    const { sell, buy, step, fills, exchange } = floor(daily('T', [calm, calm, [100, 106, 99, 104]]), { cash: 1000 })
    step()
    sell(10)
    step()
    buy(10, stop(105))
    const more = sell(10, limit(102))
    step()
    expect(told(fills).slice(1)).toEqual([['buy', 10, 105]])
    expect(more.state).toBe('canceled')
    expect(exchange.shares(0)).toBe(0)
  })
})

describe('orders on both sides of the open', () => {
  it('a target does not pay for a purchase that may have come first; the bar is ambiguous', () => {
    const { sell, buy, step, later, exchange } = holding([100, 106, 97, 104], { cash: 1000 })
    sell(10, target(105))
    buy(10, limit(98))
    step()
    expect(later()).toEqual([['sell', 10, 105]])
    expect(exchange.totals.ambiguousBars).toBe(1)
  })

  it('with money for both it does not matter, and nothing is ambiguous', () => {
    const { sell, buy, step, later, exchange, fills } = holding([100, 106, 97, 104], { cash: 10_000 })
    sell(10, target(105))
    buy(10, limit(98))
    step()
    expect(later()).toEqual([
      ['buy', 10, 98],
      ['sell', 10, 105],
    ])
    expect(exchange.totals.ambiguousBars).toBe(0)
    expect(fills.every((fill) => !fill.ambiguous)).toBe(true)
  })

  it('an entry above comes before the stop below that would pay for it', () => {
    const { sell, buy, step, later, exchange } = holding([100, 106, 94, 104], { cash: 1500 })
    sell(10, stop(95))
    buy(10, breakout(105))
    step()
    // 500 dollars are left: four shares at 105. The stop is for ten.
    expect(later()).toEqual([
      ['buy', 4, 105],
      ['sell', 10, 95],
    ])
    expect(exchange.totals.ambiguousBars).toBe(1)
  })

  it('volume that is not enough for both sides makes it matter', () => {
    const { sell, buy, step, exchange } = holding([100, 106, 97, 104, 150])
    sell(10, target(105))
    buy(10, limit(98))
    step()
    expect(exchange.totals.ambiguousBars).toBe(1)
  })

  it('an exit that would close more with the entry makes it matter; a target takes no profit of an entry inside the bar', () => {
    const { sell, buy, step, later, exchange } = holding([100, 106, 97, 104])
    sell(20, target(105))
    buy(10, limit(98))
    step()
    expect(later()).toEqual([
      ['buy', 10, 98],
      ['sell', 10, 105],
    ])
    expect(exchange.totals.ambiguousBars).toBe(1)
    expect(exchange.restingOf(0)).toMatchObject([{ limit: 105, filled: 10 }])
  })

  it('a target that grows with its entry inside the bar takes the profit of what it was before', () => {
    // Ten of the twenty fill in the second bar (a tenth of its volume), the rest in the third.
    const rows: Row[] = [calm, [100, 101, 97.5, 99, 100], [99, 106, 97, 104]]
    const { buy, step, fills, exchange } = floor(daily('T', rows))
    step()
    buy(20, { ...limit(98), ...legs(90, 105) })
    step(2)
    expect(told(fills)).toEqual([
      ['buy', 10, 98],
      ['buy', 10, 98],
      ['sell', 10, 105],
    ])
    expect(exchange.restingOf(0).map((order) => [order.leg, order.shares - order.filled])).toEqual([
      ['stop', 10],
      ['target', 10],
    ])
  })

  it('the stop comes first where it and an entry cancel each other', () => {
    const { sell, buy, step, later, exchange } = holding([100, 106, 94, 104])
    buy(10, { ...breakout(104), group: 'pair' })
    sell(10, { ...stop(95), group: 'pair' })
    step()
    expect(later()).toEqual([['sell', 10, 95]])
    expect(exchange.totals.ambiguousBars).toBe(1)
  })

  it('an order that would turn the position does not when it was closed on the other side, where the order is unknown', () => {
    const { sell, step, later, exchange } = holding([100, 106, 94, 104])
    sell(10, stop(95))
    sell(10, limit(105))
    step()
    expect(later()).toEqual([['sell', 10, 95]])
    expect(exchange.restingOf(0)).toMatchObject([{ limit: 105, filled: 0 }])
  })

  it('a stop below the one that closed the position turns it also when an entry lay above', () => {
    const { sell, buy, step, later } = holding([100, 106, 92, 104])
    sell(15, stop(95))
    sell(10, breakout(93))
    buy(5, breakout(105))
    step()
    expect(later()).toEqual([
      ['buy', 5, 105],
      ['sell', 15, 95],
      ['sell', 10, 93],
    ])
  })

  it('two purchases of which the money covers one: the nearer to the open is taken, and the bar is ambiguous', () => {
    const { buy, step, fills, exchange } = floor(daily('T', [calm, [100, 106, 94, 104]]), { cash: 1050 })
    step()
    buy(10, limit(97))
    buy(10, breakout(105))
    step()
    expect(told(fills)).toEqual([['buy', 10, 97]])
    expect(fills[0].ambiguous).toBe(true)
    expect(exchange.totals.ambiguousBars).toBe(1)
  })

  it('two purchases of one group on one side are in a known order', () => {
    const { buy, step, fills, exchange } = floor(daily('T', [calm, [100, 101, 94, 96]]))
    step()
    buy(10, { ...limit(96), group: 'pair' })
    buy(10, { ...limit(98), group: 'pair' })
    step()
    expect(told(fills)).toEqual([['buy', 10, 98]])
    expect(exchange.totals.ambiguousBars).toBe(0)
  })

  it('finer bars settle what the bar cannot tell: there the target did come first, and pays', () => {
    const finer = minutes(
      'T',
      [
        [100, 106, 99, 105],
        [105, 105, 97, 104],
      ],
      MONDAY + 2,
    )
    const { sell, buy, step, later, exchange } = holding([100, 106, 97, 104], { cash: 1000, finer: () => finer })
    sell(10, target(105))
    buy(10, limit(98))
    step()
    expect(later()).toEqual([
      ['sell', 10, 105],
      ['buy', 10, 98],
    ])
    expect(exchange.totals).toMatchObject({ ambiguousBars: 0, drilledBars: 1 })
  })
})

describe('an entry with a stop and a trail', () => {
  const both = (price: number): { legs: ProtectingLegs } => ({ legs: { stop: 90, target: null, trail: { price } } })

  it('is protected by the nearer one: reached inside the bar of a stop entry, the bar is ambiguous', () => {
    // The stop of 90 is out of reach; the trail of 3 puts it at 101, which the bar may have had before the entry at 104.
    const { buy, step, fills, exchange } = floor(daily('T', [calm, [100, 106, 98, 103]]))
    step()
    buy(10, { ...breakout(104), ...both(3) })
    step()
    expect(told(fills)).toEqual([
      ['buy', 10, 104],
      ['sell', 10, 101],
    ])
    expect(fills[1].ambiguous).toBe(true)
    expect(exchange.totals.ambiguousBars).toBe(1)
  })

  it('out of reach of both nothing is ambiguous', () => {
    const { buy, step, fills, exchange } = floor(daily('T', [calm, [100, 106, 98, 103]]))
    step()
    buy(10, { ...breakout(104), ...both(7) })
    step()
    expect(told(fills)).toEqual([['buy', 10, 104]])
    expect(exchange.totals.ambiguousBars).toBe(0)
  })

  it('for a short the nearer one is the lower', () => {
    const { sell, step, fills, exchange } = floor(daily('T', [calm, [100, 102, 94, 97]]))
    step()
    sell(10, { ...breakout(96), legs: { stop: 110, target: null, trail: { price: 3 } } })
    step()
    expect(told(fills)).toEqual([
      ['sell', 10, 96],
      ['buy', 10, 99],
    ])
    expect(exchange.totals.ambiguousBars).toBe(1)
  })

  it('finer bars that do not reach the nearer one cannot tell', () => {
    const finer = minutes(
      'T',
      [
        [102, 106, 102, 105],
        [105, 105, 102, 103],
      ],
      MONDAY + 1,
    )
    const { buy, step, exchange } = floor(daily('T', [calm, [100, 106, 98, 103]]), { finer: () => finer })
    step()
    buy(10, { ...breakout(104), ...both(3) })
    step()
    expect(exchange.totals).toMatchObject({ ambiguousBars: 1, drilledBars: 0 })
  })
})
