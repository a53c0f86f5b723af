import { describe, expect, it } from 'vitest'
import { fixedSlippage, spreadSlippage } from '../../../src/exchange/slippage/models.ts'
import { daily, floor, type Row, told } from './floor.ts'

const calm: Row = [100, 101, 99, 100]

describe('at the open', () => {
  it('a market order fills at the next open, the first price that can be had after the decision', () => {
    const { step, buy, fills } = floor(daily('T', [calm, [103, 104, 102, 103.5]]))
    step()
    buy(10)
    step()
    expect(told(fills)).toEqual([['buy', 10, 103]])
  })

  it('slippage is against the order, for who takes liquidity', () => {
    const { step, buy, sell, fills, exchange } = floor(daily('T', [calm, calm, calm]), { slippage: fixedSlippage(0.05) })
    step()
    buy(10)
    step()
    sell(10)
    step()
    expect(told(fills)).toEqual([
      ['buy', 10, 100.05],
      ['sell', 10, 99.95],
    ])
    expect(exchange.totals.slippageCost).toBeCloseTo(1, 9)
  })

  it('half a tick of a stock under a dollar is half a hundredth of a cent', () => {
    const penny: Row = [0.5, 0.51, 0.49, 0.5]
    const { step, buy, fills } = floor(daily('T', [penny, penny]), { slippage: spreadSlippage })
    step()
    buy(10)
    step()
    expect(fills[0].price).toBeCloseTo(0.50005, 9)
  })

  it('an order never fills in a bar that opened before it was sent', () => {
    const { step, buy, fills, exchange } = floor(daily('T', [calm, calm]))
    buy(10)
    const early = exchange.submit({ ...buy(5), clientOrderId: 'later', shares: 7 }, daily('T', [calm]).time[0] + 1)
    step()
    expect(told(fills).map(([, shares]) => shares)).toEqual([10, 5])
    expect(early.filled).toBe(0)
    step()
    expect(early.filled).toBe(7)
  })

  it('a stop that the open gapped over fills at the open: its own price was never there', () => {
    const { step, buy, sell, fills } = floor(daily('T', [calm, calm, [90, 92, 89, 91]]))
    step()
    buy(10)
    step()
    sell(10, { type: 'stop', stop: 95 })
    step()
    expect(told(fills).at(-1)).toEqual(['sell', 10, 90])
  })

  it('a limit that the open lies beyond fills at the better open', () => {
    const { step, buy, fills } = floor(daily('T', [calm, [95, 96, 94, 95]]), { slippage: fixedSlippage(0.05) })
    step()
    buy(10, { type: 'limit', limit: 98 })
    step()
    expect(told(fills)).toEqual([['buy', 10, 95]])
  })

  it('a limit that was marketable when sent takes liquidity: it pays slippage, never past its limit', () => {
    const rows: Row[] = [calm, [100, 101, 99, 100], [100, 101, 99, 100]]
    const { step, buy, fills } = floor(daily('T', rows), { slippage: fixedSlippage(0.05) })
    step()
    buy(10, { type: 'limit', limit: 102 })
    buy(10, { type: 'limit', limit: 100.02 })
    step()
    expect(told(fills)).toEqual([
      ['buy', 10, 100.05],
      ['buy', 10, 100.02],
    ])
  })

  it('after its first open such a limit rests like any other, and pays none', () => {
    const rows: Row[] = [calm, [103, 104, 102, 103], [99, 100, 98, 99]]
    const { step, buy, fills } = floor(daily('T', rows), { slippage: fixedSlippage(0.05) })
    step()
    buy(10, { type: 'limit', limit: 101 })
    step(2)
    expect(told(fills)).toEqual([['buy', 10, 99]])
  })

  it('orders that lower positions come first, in all symbols: a sale pays for a purchase of the same open', () => {
    const both = [daily('A', [calm, calm, calm]), daily('B', [calm, calm, calm])]
    const { step, buy, send, fills, exchange } = floor(both, { cash: 1000 })
    step()
    buy(10, { symbol: 'B' })
    step()
    buy(10, { symbol: 'A' })
    send({ side: 'sell', shares: 10, symbol: 'B' })
    step()
    expect(fills.map((fill) => fill.order.symbol)).toEqual(['B', 'B', 'A'])
    expect(fills.at(-1)?.shrunk).toBe(false)
    expect(exchange.account.cash).toBe(0)
  })
})

describe('inside a bar', () => {
  it('a stop is triggered by a touch and fills at its price plus slippage', () => {
    const rows: Row[] = [calm, calm, [100, 101, 95, 97]]
    const { step, buy, sell, fills } = floor(daily('T', rows), { slippage: fixedSlippage(0.05) })
    step()
    buy(10)
    step()
    sell(10, { type: 'stop', stop: 95 })
    step()
    expect(told(fills).at(-1)).toEqual(['sell', 10, 94.95])
  })

  it('a stop entry buys above the market on a touch', () => {
    const { step, buy, fills } = floor(daily('T', [calm, [100, 104, 99, 103]]))
    step()
    buy(10, { type: 'stop', stop: 104 })
    step()
    expect(told(fills)).toEqual([['buy', 10, 104]])
  })

  it('a limit that is only touched does not fill: who came before is served first', () => {
    const { step, buy, fills } = floor(daily('T', [calm, [100, 101, 98, 99], [99, 100, 97.99, 99]]))
    step()
    buy(10, { type: 'limit', limit: 98 })
    step()
    expect(fills).toEqual([])
    step()
    expect(told(fills)).toEqual([['buy', 10, 98]])
  })

  it('a resting limit pays no slippage: others come to it', () => {
    const { step, buy, fills } = floor(daily('T', [calm, [100, 101, 97, 99]]), { slippage: fixedSlippage(0.05) })
    step()
    buy(10, { type: 'limit', limit: 98 })
    step()
    expect(fills[0].price).toBe(98)
    expect(fills[0].slippageCost).toBe(0)
  })

  it('a stop-limit triggers at its stop and never pays past its limit', () => {
    const rows: Row[] = [calm, [100, 105, 99, 104], [110, 112, 109, 111], [108, 109, 105, 106]]
    const { step, buy, fills } = floor(daily('T', rows), { slippage: fixedSlippage(0.5) })
    step()
    buy(10, { type: 'stop-limit', stop: 104, limit: 104.2 })
    buy(10, { type: 'stop-limit', stop: 105, limit: 104 })
    buy(10, { type: 'stop-limit', stop: 112, limit: 106 })
    step()
    // The first pays 104 + 0.5, cut to its limit. The second is triggered, but what came after its trigger is unknown: it rests.
    expect(told(fills)).toEqual([['buy', 10, 104.2]])
    step()
    expect(fills).toHaveLength(1)
    step()
    // The third was triggered at 112; the fall to 105 goes through 106, at its limit and without slippage.
    expect(told(fills).at(-1)).toEqual(['buy', 10, 106])
  })

  it('a stop-limit that waits after its trigger is a resting limit: it pays no slippage at a better open', () => {
    const rows: Row[] = [calm, [100, 105, 99, 105], [100, 101, 99, 100]]
    const { step, buy, fills } = floor(daily('T', rows), { slippage: fixedSlippage(0.5) })
    step()
    buy(10, { type: 'stop-limit', stop: 105, limit: 102 })
    step(2)
    expect(told(fills)).toEqual([['buy', 10, 100]])
  })

  it('of several stops in one bar the price passes the nearest to the open first: it gets the volume', () => {
    const fall: Row = [100, 100, 90, 91, 100]
    const long = floor(daily('T', [calm, fall]))
    long.buy(30)
    long.step()
    for (const stop of [94, 97, 92, 97]) long.sell(6, { type: 'stop', stop, reduceOnly: true })
    long.step()
    // A tenth of the volume is 10: six at 97, four of the other at 97 (the first sent goes first), nothing at 94 and 92.
    expect(long.fills.slice(1).map(({ order, shares, price }) => [order.id, shares, price])).toEqual([
      [3, 6, 97],
      [5, 4, 97],
    ])
    const rise: Row = [100, 110, 100, 109]
    const short = floor(daily('T', [calm, rise]), { borrowRate: 0 })
    short.sell(10)
    short.step()
    for (const stop of [106, 103, 104]) short.buy(6, { type: 'stop', stop, reduceOnly: true })
    short.step()
    expect(told(short.fills.slice(1))).toEqual([
      ['buy', 6, 103],
      ['buy', 4, 104],
    ])
    expect(short.exchange.resting).toBe(0)
  })

  it('of several targets in one bar the nearest comes first too', () => {
    const { step, buy, sell, fills } = floor(daily('T', [calm, [100, 110, 100, 109]]))
    buy(10)
    step()
    for (const limit of [106, 103, 104]) sell(6, { type: 'limit', limit, reduceOnly: true })
    step()
    expect(told(fills.slice(1))).toEqual([
      ['sell', 6, 103],
      ['sell', 4, 104],
    ])
  })

  it('tells once that a stop was triggered', () => {
    const { step, buy, events } = floor(daily('T', [calm, [100, 105, 99, 104], [103, 104, 102, 103]]))
    step()
    buy(10, { type: 'stop-limit', stop: 105, limit: 101 })
    step(2)
    expect(events.filter((event) => event.type === 'triggered')).toHaveLength(1)
  })
})

describe('a trailing stop', () => {
  // Bought at 100, trail 5. Bar 1 rises to 110 and falls to 104: whether the low came after the high is unknown, so the trail of the
  // bar's open (100 - 5 = 95) decides, and the stop moves to 110 - 5 = 105 only after the bar. Bar 2 opens at 107 and touches 105.
  const rows: Row[] = [calm, [100, 101, 99, 100], [100, 110, 104, 109], [107, 108, 105, 106]]

  it('is triggered by the trail that the open left: the order of a bar’s extremes is unknown', () => {
    const { step, buy, sell, fills } = floor(daily('T', rows))
    step()
    buy(10)
    step()
    const stop = sell(10, { type: 'trailing-stop', trail: { price: 5 } })
    step()
    expect(fills).toHaveLength(1)
    expect(stop.stop).toBe(105)
    step()
    expect(told(fills).at(-1)).toEqual(['sell', 10, 105])
  })

  it('sees the open of the bar itself, whose place in time is known', () => {
    const { step, buy, sell, fills } = floor(daily('T', [calm, calm, [120, 121, 113, 114]]))
    step()
    buy(10)
    step()
    sell(10, { type: 'trailing-stop', trail: { price: 6 } })
    step()
    // The open of 120 lifts the stop from 100 - 6 = 94 to 114, and 113 is below it.
    expect(told(fills).at(-1)).toEqual(['sell', 10, 114])
  })

  it('never moves back', () => {
    const { step, buy, sell } = floor(daily('T', [calm, calm, [100, 110, 99, 100], [100, 102, 99.5, 100]]))
    step()
    buy(10)
    step()
    const stop = sell(10, { type: 'trailing-stop', trail: { fraction: 0.1 } })
    expect(stop.stop).toBeCloseTo(90, 9)
    step()
    expect(stop.stop).toBeCloseTo(99, 9)
    step()
    expect(stop.stop).toBeCloseTo(99, 9)
  })

  it('of a short position follows the lows', () => {
    const { step, buy, sell, fills } = floor(daily('T', [calm, calm, [99, 99, 90, 91], [92, 96, 91, 95]]))
    step()
    sell(10)
    step()
    buy(10, { type: 'trailing-stop', trail: { price: 5 }, reduceOnly: true })
    step(2)
    // Low of 90: the stop stands at 95 after that bar.
    expect(told(fills).at(-1)).toEqual(['buy', 10, 95])
  })
})
