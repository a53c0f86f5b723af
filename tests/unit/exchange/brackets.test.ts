import { describe, expect, it } from 'vitest'
import type { ProtectingLegs } from '../../../src/market/orders.ts'
import { daily, floor, MONDAY, minutes, type Row, told } from './floor.ts'

const calm: Row = [100, 101, 99, 100]
const legs = (stop: number | null, target: number | null): { legs: ProtectingLegs } => ({ legs: { stop, target, trail: null } })

describe('a bracket', () => {
  it('the legs of an entry filled at the open live for the rest of that bar', () => {
    const { step, buy, fills, exchange } = floor(daily('T', [calm, [100, 101, 94, 95]]))
    step()
    buy(10, legs(95, 120))
    step()
    expect(told(fills)).toEqual([
      ['buy', 10, 100],
      ['sell', 10, 95],
    ])
    expect(fills[1].ambiguous).toBe(false)
    expect(exchange.resting).toBe(0)
  })

  it('stop and target in one bar: the stop came first, and the bar is counted as ambiguous', () => {
    const { step, buy, fills, exchange, events } = floor(daily('T', [calm, calm, [100, 106, 94, 104]]))
    step()
    buy(10, legs(95, 105))
    step(2)
    expect(told(fills).at(-1)).toEqual(['sell', 10, 95])
    expect(fills.at(-1)?.ambiguous).toBe(true)
    expect(exchange.totals).toMatchObject({ ambiguousBars: 1, drilledBars: 0 })
    expect(events.at(-1)).toMatchObject({ type: 'canceled', order: { leg: 'target' } })
  })

  it('a target alone in reach fills at its price, and the stop goes', () => {
    const { step, buy, fills, exchange } = floor(daily('T', [calm, calm, [100, 106, 99, 104]]))
    step()
    buy(10, legs(95, 105))
    step(2)
    expect(told(fills).at(-1)).toEqual(['sell', 10, 105])
    expect(exchange.totals.ambiguousBars).toBe(0)
    expect(exchange.restingOf(0)).toEqual([])
  })

  it('a gap over the stop is no question of order: the open decides', () => {
    const { step, buy, fills, exchange } = floor(daily('T', [calm, calm, [90, 110, 89, 104]]))
    step()
    buy(10, legs(95, 105))
    step(2)
    expect(told(fills).at(-1)).toEqual(['sell', 10, 90])
    expect(exchange.totals.ambiguousBars).toBe(0)
  })

  it('a stop entry filled inside a bar: the path after is unknown, so its stop is taken and its target is not', () => {
    // Buys at 104 on the way up; the low of 98 may have come before or after. The target of 105 is in the range too.
    const { step, buy, fills, exchange } = floor(daily('T', [calm, [100, 106, 98, 103]]))
    step()
    buy(10, { type: 'stop', stop: 104, ...legs(99, 105) })
    step()
    expect(told(fills)).toEqual([
      ['buy', 10, 104],
      ['sell', 10, 99],
    ])
    expect(exchange.totals.ambiguousBars).toBe(1)
  })

  it('a target that only the bar of an inside entry reaches is not credited', () => {
    const { step, buy, fills, exchange } = floor(daily('T', [calm, [100, 106, 99.5, 103], [103, 105.5, 102, 104]]))
    step()
    buy(10, { type: 'stop', stop: 104, ...legs(99, 105) })
    step()
    expect(fills).toHaveLength(1)
    expect(exchange.totals.ambiguousBars).toBe(0)
    step()
    expect(told(fills).at(-1)).toEqual(['sell', 10, 105])
  })

  it('a limit entry is passed on the way down to its stop: the stop is sure to follow, nothing is ambiguous', () => {
    const { step, buy, fills, exchange } = floor(daily('T', [calm, [100, 101, 94, 96]]))
    step()
    buy(10, { type: 'limit', limit: 98, ...legs(95, 110) })
    step()
    expect(told(fills)).toEqual([
      ['buy', 10, 98],
      ['sell', 10, 95],
    ])
    expect(exchange.totals.ambiguousBars).toBe(0)
  })

  it('a protecting stop that the entry’s price has already passed goes off at once', () => {
    const { step, buy, fills } = floor(daily('T', [calm, [90, 92, 89, 91]]))
    step()
    buy(10, legs(95, 110))
    step()
    expect(told(fills)).toEqual([
      ['buy', 10, 90],
      ['sell', 10, 90],
    ])
  })

  it('legs cover what has filled, and grow with the entry', () => {
    // A tenth of 100 shares a bar: 10, then 10 more.
    const thin: Row = [100, 101, 99, 100, 100]
    const { step, buy, exchange } = floor(daily('T', [calm, thin, thin]))
    step()
    buy(25, legs(90, 120))
    step()
    expect(exchange.restingOf(0).map((order) => [order.leg, order.shares])).toEqual([
      [null, 25],
      ['stop', 10],
      ['target', 10],
    ])
    step()
    expect(exchange.restingOf(0).map((order) => order.shares)).toEqual([25, 20, 20])
  })

  it('legs of an order that turns a position cover what it opened', () => {
    const { step, buy, sell, exchange } = floor(daily('T', [calm, calm, calm]))
    step()
    sell(10)
    step()
    buy(25, legs(90, null))
    step()
    expect(exchange.restingOf(0)).toMatchObject([{ leg: 'stop', shares: 15 }])
  })

  it('a stop that an entry inside the bar has already passed goes off at its price: nothing is ambiguous', () => {
    const { step, buy, fills, exchange } = floor(daily('T', [calm, [100, 106, 98, 103]]))
    step()
    buy(10, { type: 'stop', stop: 104, ...legs(105, null) })
    step()
    expect(told(fills)).toEqual([
      ['buy', 10, 104],
      ['sell', 10, 104],
    ])
    expect(exchange.totals.ambiguousBars).toBe(0)
  })

  it('a trailing leg of an entry inside the bar knows only the close of that bar', () => {
    const { step, buy, exchange } = floor(daily('T', [calm, [100, 112, 99, 107]]))
    step()
    buy(10, { type: 'stop', stop: 104, legs: { stop: null, target: null, trail: { price: 6 } } })
    step()
    expect(exchange.restingOf(0)[0].stop).toBe(101)
  })

  it('a target that fills in part leaves the stop for the rest only', () => {
    const rows: Row[] = [calm, calm, [100, 106, 99, 104, 40], [104, 104, 90, 91]]
    const { step, buy, fills, exchange } = floor(daily('T', rows))
    step()
    buy(10, legs(95, 105))
    step(2)
    expect(told(fills).at(-1)).toEqual(['sell', 4, 105])
    expect(exchange.restingOf(0).map((order) => [order.leg, order.shares - order.filled])).toEqual([
      ['stop', 6],
      ['target', 6],
    ])
    step()
    expect(told(fills).at(-1)).toEqual(['sell', 6, 95])
    expect(exchange.shares(0)).toBe(0)
  })

  it('a leg that comes to life past its price fills at the open too, when its entry turned a position as well', () => {
    const { step, buy, sell, fills } = floor(daily('T', [calm, calm, [106, 107, 105, 106]]))
    sell(10)
    step(2)
    buy(20, legs(95, 105))
    step()
    expect(told(fills).slice(1)).toEqual([
      ['buy', 20, 106],
      ['sell', 10, 106],
    ])
  })

  it('one leg alone is an order that the entry sends (OTO)', () => {
    const { step, buy, fills } = floor(daily('T', [calm, calm, [100, 106, 99, 104]]))
    step()
    buy(10, legs(null, 105))
    step(2)
    expect(told(fills).at(-1)).toEqual(['sell', 10, 105])
  })

  it('legs go when the position is closed by another order', () => {
    const { step, buy, sell, exchange, events } = floor(daily('T', [calm, calm, calm]))
    step()
    buy(10, legs(90, 120))
    step()
    sell(10)
    step()
    expect(exchange.resting).toBe(0)
    expect(events.flatMap((event) => (event.type === 'canceled' ? [event.order.leg] : []))).toEqual(['stop', 'target'])
  })

  it('a trailing leg starts from the entry and never stands below its own stop', () => {
    const { step, buy, exchange } = floor(daily('T', [calm, [100, 101, 99, 100], [100, 112, 100, 111]]))
    step()
    buy(10, { legs: { stop: 97, target: null, trail: { price: 10 } } })
    step()
    expect(exchange.restingOf(0)[0]).toMatchObject({ type: 'trailing-stop', stop: 97 })
    step()
    expect(exchange.restingOf(0)[0].stop).toBe(102)
  })

  it('protects a short the other way round', () => {
    const { step, sell, fills } = floor(daily('T', [calm, calm, [100, 106, 94, 97]]))
    step()
    sell(10, legs(105, 95))
    step(2)
    expect(told(fills).at(-1)).toEqual(['buy', 10, 105])
  })
})

describe('a group (OCO)', () => {
  it('the first that fills cancels the others', () => {
    const { step, buy, sell, fills, exchange } = floor(daily('T', [calm, [100, 106, 99, 104]]))
    step()
    buy(10, { type: 'stop', stop: 105, group: 'breakout' })
    sell(10, { type: 'stop', stop: 95, group: 'breakout' })
    step()
    expect(told(fills)).toEqual([['buy', 10, 105]])
    expect(exchange.resting).toBe(0)
  })

  it('a partial fill takes its shares off the others of its side', () => {
    const { step, buy, exchange, events } = floor(daily('T', [calm, [100, 101, 97, 99, 40]]))
    step()
    buy(10, { type: 'limit', limit: 98, group: 'pair' })
    buy(12, { type: 'limit', limit: 90, group: 'pair' })
    buy(4, { type: 'limit', limit: 91, group: 'pair' })
    step()
    expect(exchange.restingOf(0).map((order) => order.shares - order.filled)).toEqual([6, 8])
    expect(events.at(-1)).toMatchObject({ type: 'canceled', order: { limit: 91 } })
  })

  it('both in reach of one bar: the nearer to the open fills, and the bar is ambiguous', () => {
    const { step, buy, sell, fills, exchange } = floor(daily('T', [calm, [101, 106, 94, 104]]))
    step()
    sell(10, { type: 'stop', stop: 95, group: 'breakout' })
    buy(10, { type: 'stop', stop: 105, group: 'breakout' })
    step()
    expect(told(fills)).toEqual([['buy', 10, 105]])
    expect(fills[0].ambiguous).toBe(true)
    expect(exchange.totals.ambiguousBars).toBe(1)
  })
})

describe('drilling into finer bars', () => {
  const day: Row = [100, 106, 94, 104]
  const coarse = [calm, calm, day]
  const third = MONDAY + 2

  function drilled(rows: Row[] | null) {
    const finer = rows && minutes('T', rows, third)
    const asked: string[] = []
    const setup = floor(daily('T', coarse), {
      finer: (symbol) => {
        asked.push(symbol)
        return finer
      },
    })
    setup.step()
    setup.buy(10, legs(95, 105))
    setup.step(2)
    return { ...setup, asked, last: setup.fills.at(-1)! }
  }

  it('finds that the target came first', () => {
    const { last, exchange, asked } = drilled([
      [100, 103, 99, 102],
      [102, 106, 101, 105],
      [105, 105, 94, 104],
    ])
    expect(told([last])).toEqual([['sell', 10, 105]])
    expect(last.ambiguous).toBe(false)
    expect(last.time).toBe(minutes('T', [calm], third, 1).time[0])
    expect(exchange.totals).toMatchObject({ ambiguousBars: 0, drilledBars: 1 })
    expect(asked).toEqual(['T'])
  })

  it('finds that the stop came first', () => {
    const { last, exchange } = drilled([
      [100, 103, 94, 96],
      [96, 106, 96, 104],
    ])
    expect(told([last])).toEqual([['sell', 10, 95]])
    expect(exchange.totals).toMatchObject({ ambiguousBars: 0, drilledBars: 1 })
  })

  it('a bar that stays unclear in its finer bars is ambiguous: the stop is taken', () => {
    const { last, exchange } = drilled([
      [100, 101, 99, 100],
      [100, 106, 94, 104],
    ])
    expect(told([last])).toEqual([['sell', 10, 95]])
    expect(last.ambiguous).toBe(true)
    expect(exchange.totals).toMatchObject({ ambiguousBars: 1, drilledBars: 0 })
  })

  it('finer bars that do not reach both prices cannot tell', () => {
    const { last, exchange } = drilled([
      [100, 106, 99, 102],
      [102, 103, 97, 104],
    ])
    expect(told([last])).toEqual([['sell', 10, 95]])
    expect(exchange.totals).toMatchObject({ ambiguousBars: 1, drilledBars: 0 })
  })

  it('fills never leave the range of the bar that was drilled', () => {
    const { last } = drilled([
      [100, 103, 99, 102],
      [90, 106, 90, 104],
    ])
    expect(told([last])).toEqual([['sell', 10, 94]])
  })

  it('trails see the opens of the finer bars', () => {
    const finer = minutes(
      'T',
      [
        [100, 100, 99, 100],
        [104, 104, 98.5, 100],
        [100, 106.5, 94, 100],
      ],
      third,
    )
    const { step, buy, fills, exchange } = floor(daily('T', [calm, calm, [100, 106.5, 94, 100]]), { finer: () => finer })
    step()
    buy(10, { legs: { stop: null, target: 106, trail: { price: 5 } } })
    step(2)
    // The gap to 104 lifts the stop to 99, and the same minute falls to 98.5.
    expect(told(fills).at(-1)).toEqual(['sell', 10, 99])
    expect(exchange.totals).toMatchObject({ ambiguousBars: 0, drilledBars: 1 })
  })

  it('without finer bars the bar is ambiguous', () => {
    expect(drilled(null).exchange.totals).toMatchObject({ ambiguousBars: 1, drilledBars: 0 })
  })

  it('settles an entry inside the bar with what protects it', () => {
    const finer = minutes(
      'T',
      [
        [100, 101, 98, 100],
        [100, 104.5, 100, 104],
        [104, 106, 103.5, 105],
      ],
      third,
    )
    const { step, buy, fills, exchange } = floor(daily('T', [calm, calm, [100, 106, 98, 105]]), { finer: () => finer })
    step(2)
    buy(10, { type: 'stop', stop: 104, ...legs(99, 105.5) })
    step()
    // The low of 98 came before the entry at 104; the target of 105.5 came after it.
    expect(told(fills)).toEqual([
      ['buy', 10, 104],
      ['sell', 10, 105.5],
    ])
    expect(exchange.totals).toMatchObject({ ambiguousBars: 0, drilledBars: 1 })
  })
})
