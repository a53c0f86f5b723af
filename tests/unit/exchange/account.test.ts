import { describe, expect, it } from 'vitest'
import { applyFill, flatPosition } from '../../../src/exchange/account/position.ts'
import { settlementCycle, settlementDay } from '../../../src/exchange/account/settlement.ts'
import { fractionFee } from '../../../src/exchange/fees/simple.ts'
import { tableDay } from '../../../src/market/calendar/dates.ts'
import { usCalendar } from '../../../src/market/calendar/us.ts'
import { daily, floor, minutes, type Row, told } from './floor.ts'

const calm: Row = [100, 101, 99, 100]

describe('volume', () => {
  it('a fill takes at most a tenth of the bar, the rest stays for the next', () => {
    const { step, buy, fills } = floor(daily('T', [calm, [100, 101, 99, 100, 64], [102, 103, 101, 102, 1000]]))
    step()
    buy(10)
    step(2)
    expect(told(fills)).toEqual([
      ['buy', 6, 100],
      ['buy', 4, 102],
    ])
  })

  it('all orders of the symbol share it', () => {
    const { step, buy, fills } = floor(daily('T', [calm, [100, 101, 99, 100, 100]]))
    step()
    buy(7)
    buy(7)
    step()
    expect(told(fills).map(([, shares]) => shares)).toEqual([7, 3])
  })

  it('a bar without volume fills whole and is counted', () => {
    const { step, buy, fills, exchange } = floor(daily('T', [calm, [100, 101, 99, 100, 0], [100, 101, 99, 100, Number.NaN]]))
    step()
    buy(10)
    step()
    buy(20)
    step()
    expect(told(fills).map(([, shares]) => shares)).toEqual([10, 20])
    expect(exchange.totals.withoutVolume).toBe(2)
  })

  it('a triggered stop that the volume cut goes on at the next open', () => {
    const rows: Row[] = [calm, calm, [100, 101, 94, 95, 50], [93, 94, 92, 93]]
    const { step, buy, sell, fills } = floor(daily('T', rows))
    step()
    buy(10)
    step()
    sell(10, { type: 'stop', stop: 95 })
    step(2)
    expect(told(fills).slice(1)).toEqual([
      ['sell', 5, 95],
      ['sell', 5, 93],
    ])
  })
})

describe('cash', () => {
  it('sizes with the fee included: 10,000 dollars at 100 with 0.1% are 99 shares, not 100', () => {
    const { exchange } = floor(daily('T', [calm]), { fee: fractionFee(0.001) })
    // 99 * 100 * 1.001 = 9,909.90; 100 * 100 * 1.001 = 10,010.
    expect(exchange.affordable(0, 'buy', 10_000, 100, 0)).toBe(99)
  })

  it('sizes fractions to a billionth, money to a millionth', () => {
    const { exchange } = floor(daily('T', [calm]), { fee: fractionFee(0.001), fractional: true })
    const shares = exchange.affordable(0, 'buy', 10_000, 100, 0)
    expect(shares).toBeCloseTo(10_000 / 100.1, 7)
    expect(shares * 1e9).toBeCloseTo(Math.round(shares * 1e9), 3)
  })

  it('what cash does not cover at the fill shrinks the order; the rest is canceled and counted', () => {
    const rows: Row[] = [calm, [103, 104, 102, 103]]
    const { step, buy, fills, exchange, events } = floor(daily('T', rows), { cash: 1000, fee: fractionFee(0.001) })
    step()
    buy(10)
    step()
    // 10 * 103 * 1.001 = 1,031.03 does not fit; 9 cost 927 and 0.927.
    expect(told(fills)).toEqual([['buy', 9, 103]])
    expect(fills[0].shrunk).toBe(true)
    expect(exchange.totals.shrunkFills).toBe(1)
    expect(exchange.account.cash).toBe(1000 - 927 - 0.927)
    expect(events.at(-1)).toMatchObject({ type: 'canceled', reason: 'cash or buying power does not cover the rest' })
  })

  it('an order that nothing covers is canceled without a fill', () => {
    const { step, buy, exchange } = floor(daily('T', [calm, calm]), { cash: 50 })
    step()
    const order = buy(1)
    step()
    expect(order).toMatchObject({ state: 'canceled', filled: 0 })
    expect(exchange.resting).toBe(0)
  })

  it('adds up to the millionth: start less purchases and fees, plus sales', () => {
    const { step, buy, sell, exchange } = floor(daily('T', [calm, [10.123457, 11, 10, 10.5], [10.654321, 11, 10, 10.5]]), {
      fee: fractionFee(0.00123),
    })
    step()
    buy(33)
    step()
    sell(33)
    step()
    // 33 * 10.123457 = 334.074081, fee 0.410911; 33 * 10.654321 = 351.592593, fee 0.432459 (rounded to millionths).
    expect(exchange.account.cashMicros).toBe(100_000_000_000 - 334_074_081 - 410_911 + 351_592_593 - 432_459)
  })
})

describe('margin and shorts', () => {
  it('gross exposure stays within margin times equity at the fill', () => {
    const { step, buy, fills, exchange } = floor(daily('T', [calm, calm]), { cash: 1000, margin: 2 })
    step()
    buy(50)
    step()
    expect(told(fills)).toEqual([['buy', 20, 100]])
    expect(exchange.account.cash).toBe(-1000)
    expect(exchange.grossValue()).toBe(2000)
  })

  it('a fee counts as often as equity does: it lowers what is multiplied', () => {
    const ten: Row = [10, 10, 10, 10]
    const { step, buy, fills } = floor(daily('T', [ten, ten]), { cash: 1000, margin: 2, fee: fractionFee(0.01) })
    step()
    buy(250)
    step()
    // n * 10 <= 2 * (1000 - n * 0.1), so n <= 196.07.
    expect(told(fills)).toEqual([['buy', 196, 10]])
  })

  it('what is held is valued at the price of the fill, not at the last close', () => {
    const { step, buy, fills } = floor(daily('T', [calm, calm, [120, 121, 119, 120]]), { cash: 1000, margin: 2, debitRate: 0 })
    step()
    buy(10)
    step()
    buy(50)
    step()
    // Equity at 120 is 1200: 2400 dollars of exposure, 1200 of them held.
    expect(told(fills).at(-1)).toEqual(['buy', 10, 120])
  })

  it('a short is bounded the same way and its proceeds buy nothing', () => {
    const both = [daily('A', [calm, calm, calm]), daily('B', [calm, calm, calm])]
    const { step, sell, buy, fills } = floor(both, { cash: 1000, borrowRate: 0 })
    step()
    sell(7)
    step()
    buy(10, { symbol: 'B' })
    step()
    expect(told(fills)).toEqual([
      ['sell', 7, 100],
      ['buy', 3, 100],
    ])
  })

  it('an order that turns a position closes it first; buying power bounds only what it opens', () => {
    const { step, buy, sell, fills, exchange } = floor(daily('T', [calm, calm, calm]), { cash: 1000 })
    step()
    buy(10)
    step()
    sell(50)
    step()
    expect(told(fills)).toEqual([
      ['buy', 10, 100],
      ['sell', 20, 100],
    ])
    expect(exchange.shares(0)).toBe(-10)
    expect(exchange.averagePrice(0)).toBe(100)
  })

  it('the fee of what such an order closes is paid before anything is opened', () => {
    const ten: Row = [10, 10, 10, 10]
    const { step, buy, sell, fills } = floor(daily('T', [ten, ten, ten]), { cash: 1010, fee: fractionFee(0.01) })
    step()
    buy(100)
    step()
    sell(500)
    step()
    // 1000 of equity, 10 for closing 100 shares: n * 10.1 <= 990.
    expect(told(fills).at(-1)).toEqual(['sell', 198, 10])
  })

  it('reduce-only never turns a position and goes when nothing is left', () => {
    const { step, buy, sell, exchange, events } = floor(daily('T', [calm, calm, calm]))
    step()
    buy(10)
    step()
    sell(25, { reduceOnly: true })
    step()
    expect(exchange.shares(0)).toBe(0)
    expect(events.at(-1)).toMatchObject({ type: 'canceled', reason: 'nothing left to lower' })
  })

  it('borrowed stock costs a 365th of the yearly fee for every calendar day', () => {
    // Monday to Friday, then over the weekend: 4 nights and 3.
    const { step, sell, exchange } = floor(daily('T', Array<Row>(6).fill(calm)), { borrowRate: 0.0365 })
    sell(100)
    step(5)
    // 10,000 dollars * 0.0365 / 365 = 1 dollar a night.
    expect(exchange.totals.borrow).toBeCloseTo(4, 6)
    step()
    expect(exchange.totals.borrow).toBeCloseTo(7, 6)
    expect(exchange.account.cash).toBeCloseTo(110_000 - 7, 6)
  })

  it('borrowed cash costs interest; the notional of a future is no debt', () => {
    const stock = floor(daily('T', [calm, calm]), { cash: 1000, margin: 2, debitRate: 0.365 })
    stock.buy(20)
    stock.step(2)
    expect(stock.exchange.totals.interest).toBeCloseTo(1, 6)
    const future = floor(daily('F', [calm, calm]), { cash: 1000, margin: 20, debitRate: 0.365, listing: { multiplier: 20 } })
    future.buy(2)
    future.step(2)
    expect(future.exchange.account.cash).toBe(1000 - 4000)
    expect(future.exchange.totals.interest).toBe(0)
  })

  it('equity under a quarter of what is long is a margin call: a forced exit at the next open, counted', () => {
    const rows: Row[] = [calm, [65, 66, 64, 65], [60, 61, 59, 60]]
    const { step, buy, fills, exchange, events } = floor(daily('T', rows), { cash: 1000, margin: 2, debitRate: 0 })
    buy(20)
    buy(5, { type: 'limit', limit: 30 })
    step(2)
    // Equity 20 * 65 - 1000 = 300, maintenance 0.25 * 1300 = 325.
    expect(events.find((event) => event.type === 'margin-call')).toMatchObject({ listings: [0], equity: 300, required: 325 })
    expect(exchange.restingOf(0)).toHaveLength(1)
    step()
    expect(told(fills).at(-1)).toEqual(['sell', 20, 60])
    expect(exchange.totals.marginCalls).toBe(1)
    expect(exchange.account.cash).toBe(200)
  })

  it('a margin call closes the largest positions first and no more than it must, and is not made twice', () => {
    const fall: Row = [70, 71, 69, 70]
    const both = [daily('A', [calm, fall, fall]), daily('B', [calm, calm, calm])]
    const { step, buy, fills, events, exchange } = floor(both, { cash: 1000, margin: 2.5, debitRate: 0 })
    buy(20)
    buy(5, { symbol: 'B' })
    step(2)
    // Equity 1400 + 500 - 1500 = 400, maintenance 475: without A the 500 of B demand 125.
    expect(events.find((event) => event.type === 'margin-call')).toMatchObject({ listings: [0] })
    expect(exchange.checkMargin(1)).toBe(true)
    expect(exchange.totals.marginCalls).toBe(1)
    step()
    expect(fills.at(-1)?.order.symbol).toBe('A')
    expect(exchange.shares(1)).toBe(5)
  })

  it('a second call leaves alone what is already on its way out', () => {
    const both = [daily('A', [calm, [70, 71, 69, 70]]), daily('B', [calm, calm])]
    const { step, buy, events, exchange } = floor(both, { cash: 1000, margin: 2.5, debitRate: 0 })
    buy(20)
    buy(5, { symbol: 'B' })
    step(2)
    exchange.mark(1, 20)
    exchange.checkMargin(1)
    expect(events.flatMap((event) => (event.type === 'margin-call' ? [event.listings] : []))).toEqual([[0], [1]])
  })

  it('a short is called below three tenths', () => {
    const { step, sell, exchange } = floor(daily('T', [calm, [160, 161, 159, 160]]), { cash: 1000, borrowRate: 0 })
    sell(10)
    step()
    expect(exchange.totals.marginCalls).toBe(0)
    // Equity 2000 - 1600 = 400, maintenance 0.3 * 1600 = 480.
    step()
    expect(exchange.totals.marginCalls).toBe(1)
  })
})

describe('dated rules', () => {
  it('sales settle after three sessions, from 2017-09-05 two, from 2024-05-28 one', () => {
    const days = ['2017-09-01', '2017-09-05', '2024-05-24', '2024-05-28'].map(tableDay)
    expect(days.map(settlementCycle)).toEqual([3, 2, 2, 1])
    // Friday before Labor Day: Tuesday, Wednesday, Thursday.
    expect(settlementDay(tableDay('2017-09-01'), usCalendar)).toBe(tableDay('2017-09-07'))
    expect(settlementDay(tableDay('2024-05-28'), usCalendar)).toBe(tableDay('2024-05-29'))
  })

  it('a cash account buys with settled money only and does not sell short', () => {
    const rows = Array<Row>(6).fill(calm)
    const { step, buy, sell, exchange, fills } = floor(daily('T', rows), { cash: 1000, accountRules: 'cash' })
    buy(10)
    step()
    sell(10)
    step()
    expect(exchange.account).toMatchObject({ cash: 1000, settledCash: 0 })
    const early = buy(10)
    step()
    expect(early).toMatchObject({ state: 'canceled', filled: 0 })
    expect(sell(1)).toMatchObject({ state: 'rejected', reason: 'a cash account sells only what it holds' })
    step()
    expect(exchange.account.settledCash).toBe(1000)
    buy(10)
    step()
    expect(fills.at(-1)).toMatchObject({ shares: 10 })
  })

  function dayTrading(day: string, cash: number) {
    const rows = Array<Row>(12).fill(calm)
    const setup = floor(minutes('T', rows, tableDay(day)), { cash, accountRules: 'margin' })
    const entries = [1, 2, 3, 4].map((i) => {
      setup.step()
      const entry = setup.buy(1, { tif: 'day', clientOrderId: `in-${i}` })
      setup.step()
      if (entry.state === 'filled') setup.sell(1, { tif: 'day', clientOrderId: `out-${i}` })
      setup.step()
      return entry.state
    })
    return entries
  }

  it('the pattern-day-trader rule refuses the entry to a fourth day trade under 25,000 dollars, until 2026-06-03', () => {
    expect(dayTrading('2026-06-03', 20_000)).toEqual(['filled', 'filled', 'filled', 'rejected'])
    expect(dayTrading('2026-06-03', 30_000)).toEqual(['filled', 'filled', 'filled', 'filled'])
    expect(dayTrading('2026-06-04', 20_000)).toEqual(['filled', 'filled', 'filled', 'filled'])
  })

  it('from 2026-06-04 an order is refused that would leave equity below what the positions demand', () => {
    const day = tableDay('2026-06-04')
    const { step, buy } = floor(minutes('T', [calm, calm], day), { cash: 1000, margin: 8, accountRules: 'margin' })
    step()
    // 4,100 dollars long demand 1,025 of equity.
    expect(buy(41)).toMatchObject({ state: 'rejected' })
    expect(buy(39)).toMatchObject({ state: 'accepted' })
  })

  it('brokers fill market orders in regular sessions only, limit orders at any time when asked', () => {
    const early: Row[] = [calm, calm, [90, 91, 89, 90]]
    const bars = minutes('T', early, undefined, -2)
    const { step, buy, fills } = floor(bars, { accountRules: 'margin' })
    buy(1, { tif: 'day' })
    buy(2, { type: 'limit', limit: 100.5, tif: 'day', extended: true })
    expect(buy(3, { extended: true })).toMatchObject({ state: 'rejected' })
    step(3)
    expect(told(fills)).toEqual([
      ['buy', 2, 100],
      ['buy', 1, 90],
    ])
  })

  it('brokers refuse prices between the cents, and ids that come again', () => {
    const { buy } = floor(daily('T', [calm]), { accountRules: 'margin' })
    expect(buy(1, { type: 'limit', limit: 99.995 })).toMatchObject({
      state: 'rejected',
      reason: 'price 99.995 is not a multiple of 0.01',
    })
    expect(buy(1, { type: 'limit', limit: 0.1234 })).toMatchObject({ state: 'accepted' })
    expect(buy(1, { clientOrderId: 'one' }).state).toBe('accepted')
    expect(buy(1, { clientOrderId: 'one' }).state).toBe('rejected')
  })
})

describe('the fold of a position', () => {
  it('averages what adds, keeps the mean of what closes, takes the price of what turns', () => {
    const position = flatPosition()
    expect(applyFill(position, 'buy', 10, 100)).toBe(0)
    expect(applyFill(position, 'buy', 30, 104)).toBe(0)
    expect(position).toEqual({ shares: 40, averagePrice: 103 })
    expect(applyFill(position, 'sell', 15, 110)).toBe(15)
    expect(position).toEqual({ shares: 25, averagePrice: 103 })
    expect(applyFill(position, 'sell', 30, 90)).toBe(25)
    expect(position).toEqual({ shares: -5, averagePrice: 90 })
    expect(applyFill(position, 'buy', 5, 80)).toBe(5)
    expect(position).toEqual({ shares: 0, averagePrice: Number.NaN })
  })

  it('leaves no dust of fractions', () => {
    const position = flatPosition()
    applyFill(position, 'buy', 0.1, 1)
    applyFill(position, 'buy', 0.2, 1)
    applyFill(position, 'sell', 0.3, 1)
    expect(position.shares).toBe(0)
  })
})
