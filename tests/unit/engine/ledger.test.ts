import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY } from '../../../src/core/time.ts'
import { Ledger } from '../../../src/engine/ledger.ts'
import { prepareSeries } from '../../../src/engine/prepare.ts'
import { createExchange } from '../../../src/exchange/create.ts'
import type { ExchangeEvent, Fill, Order } from '../../../src/exchange/order.ts'
import type { CorporateAction } from '../../../src/market/actions.ts'
import type { Bars } from '../../../src/market/bars.ts'
import { flatBars, optionsOf, runOf, scripted, strategyOf, walk } from './support.ts'

const action = (bars: Bars, row: number, kind: CorporateAction['kind'], value: number): CorporateAction => ({
  symbol: bars.symbol,
  kind,
  exDay: Math.floor(bars.time[row] / DAY),
  value,
  ratio: kind === 'split' ? 1 / value : null,
  source: 'test',
})

/** A ledger of one symbol whose rows the test moves by hand. */
function ledgerOf(prices: number[]) {
  const series = prepareSeries(flatBars(prices))
  const cursor = { row: 0, step: 0 }
  const listings = [{ symbol: 'TEST', tickSize: 0.01, multiplier: 1 }]
  const ledger = new Ledger({
    listings,
    series: [series],
    cursors: [cursor],
    cash: 10_000,
    reasonOf: (order) => order.clientOrderId,
  })
  const fill = (side: Order['side'], shares: number, price: number, fee = 0) => {
    const order = { clientOrderId: side, listing: 0, side } as Order
    const made = { order, shares, price, fee, slippageCost: 0, time: series.bars.time[cursor.row] } as Fill
    ledger.take({ type: 'filled', order, fill: made, at: made.time })
  }
  return { ledger, cursor, fill }
}

describe('round trips', () => {
  it('adds and partial exits give mean prices; the round trip ends when flat', () => {
    const { ledger, cursor, fill } = ledgerOf([10, 11, 12, 13])
    fill('buy', 100, 10, 1)
    cursor.row = 1
    fill('buy', 50, 13, 1)
    cursor.row = 2
    fill('sell', 60, 12, 1)
    expect(ledger.position(0)).toEqual({ shares: 90, averagePrice: 11 })
    // 90 shares one dollar above their mean price, and 90/150 of two dollars of entry fees.
    expect(ledger.openProfit(0)).toBeCloseTo(90 - 1.2, 9)
    cursor.row = 3
    fill('sell', 90, 14, 1)
    expect(ledger.closed).toHaveLength(1)
    expect(ledger.closed[0]).toMatchObject({
      side: 'long',
      shares: 150,
      entryPrice: 11,
      exitPrice: (60 * 12 + 90 * 14) / 150,
      fees: 4,
      profit: 60 * 12 + 90 * 14 - 1650 - 4,
      entryReason: 'buy',
      exitReason: 'sell',
      bars: 3,
    })
    expect(ledger.cash).toBe(10_000 + ledger.closed[0].profit)
  })

  it('a fill that turns the position ends one round trip and begins the next, fees by shares', () => {
    const { ledger, fill } = ledgerOf([10, 11])
    fill('buy', 100, 10)
    fill('sell', 150, 12, 3)
    expect(ledger.closed).toEqual([expect.objectContaining({ side: 'long', exitPrice: 12, fees: 2, profit: 198 })])
    expect(ledger.position(0)).toEqual({ shares: -50, averagePrice: 12 })
    expect(ledger.roundTrips()[1]).toMatchObject({
      side: 'short',
      shares: 50,
      entryPrice: 12,
      exitTime: null,
      fees: 1,
      profit: 99,
    })
  })

  it('fractions of shares leave no dust', () => {
    const { ledger, fill } = ledgerOf([10])
    for (const shares of [0.1, 0.2]) fill('buy', shares, 10)
    fill('sell', 0.3, 10)
    expect([ledger.held, ledger.shares(0), ledger.closed.length]).toEqual([0, 0, 1])
  })
})

describe('splits and dividends', () => {
  /* 10 shares at 100; 2-for-1 before bar 4: 20 shares at 50, sold at 55: 1,100 - 1,000. Prices of the round trip are those of new shares. */
  it('a split keeps value and the round trip', () => {
    const bars = flatBars([100, 100, 100, 50, 52, 55, 55])
    const result = runOf(
      scripted({ 1: ({ buy }) => buy({ shares: 10, reason: 'in' }), 5: ({ exit }) => exit({ reason: 'out' }) }),
      bars,
      { actions: [action(bars, 3, 'split', 2)] },
    )
    expect(Array.from(result.equity)).toEqual([100_000, 100_000, 100_000, 100_000, 100_040, 100_100, 100_100])
    expect(result.roundTrips).toHaveLength(1)
    expect(result.roundTrips[0]).toMatchObject({ shares: 20, entryPrice: 50, exitPrice: 55, profit: 100, return: 0.1 })
  })

  it('a symbol that has no bar on the day of its split is not valued at the old price', () => {
    const a = flatBars([10, 10, 10, 10, 10, 10], { symbol: 'A' })
    const whole = flatBars([100, 100, 100, 50, 50, 50], { symbol: 'B' })
    const without = { ...whole, length: 5 }
    for (const name of ['time', 'open', 'high', 'low', 'close', 'volume'] as const)
      without[name] = whole[name].filter((_, i) => i !== 3)
    const once = strategyOf({
      onBars({ symbol }) {
        if (symbol('B')!.bar.count === 1) symbol('B')!.buy({ shares: 10, tif: 'gtc', reason: 'in' })
      },
    })
    const result = runOf(once, [a, without], { actions: [action(whole, 3, 'split', 2)] })
    expect(result.fills).toHaveLength(1)
    expect(Array.from(result.equity)).toEqual(Array(6).fill(100_000))
  })

  it('a dividend is cash of the account, not of the round trip', () => {
    const bars = flatBars([100, 100, 100, 98, 98])
    const result = runOf(scripted({ 1: ({ buy }) => buy({ shares: 10, reason: 'in' }) }), bars, {
      actions: [action(bars, 3, 'dividend', 2)],
    })
    expect([result.finalEquity, result.totals.dividends, result.roundTrips[0].profit]).toEqual([100_000, 20, -20])
  })

  it('a short position pays borrow, and both books agree to the millionth', () => {
    const result = runOf(scripted({ 1: ({ short }) => short({ equity: 0.9, reason: 'in' }) }), flatBars(Array(60).fill(100)), {
      exchange: optionsOf({ borrowRate: 0.1 }),
    })
    expect(result.totals.borrow).toBeGreaterThan(0)
    expect(result.finalEquity).toBeCloseTo(100_000 - result.totals.borrow, 6)
  })
})

describe('our books and the exchange’s', () => {
  it('agree to the millionth of a dollar after any orders, folded apart', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.boolean(),
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 30, maxLength: 60 }),
        (seed, fractional, moves) => {
          const series = prepareSeries(walk(80, seed, { volatility: 1 }))
          const cursor = { row: -1, step: -1 }
          const listings = [{ symbol: 'TEST', tickSize: 0.01, multiplier: 1 }]
          const listen = (event: ExchangeEvent): void => ledger.take(event)
          const options = optionsOf({ feeText: 'us', slippageText: 'spread', fractional, margin: 2, cash: 50_000 })
          const exchange = createExchange(options, listings, listen, null)
          exchange.attach(0, series)
          const ledger = new Ledger({ listings, series: [series], cursors: [cursor], cash: 50_000, reasonOf: () => 'x' })
          const plain = { symbol: 'TEST', limit: null, stop: null, trail: null, extended: false, group: null } as const
          for (let row = 0; row < 70; row++) {
            cursor.row = row
            exchange.beginDay(series.day[row], series.bars.time[row])
            exchange.matchStep(Int32Array.of(0), Int32Array.of(row), 1)
            exchange.mark(0, series.bars.close[row])
            expect(ledger.cashMicros).toBe(exchange.account.cashMicros)
            expect(ledger.shares(0)).toBe(exchange.shares(0))
            expect(ledger.equity()).toBeCloseTo(exchange.equity(), 5)
            const move = moves[row % moves.length]
            if (move > 3) continue
            const side = move % 2 === 0 ? 'buy' : 'sell'
            const shares = fractional ? 100.123 * (move + 1) : 100 * (move + 1)
            const legs =
              move === 2 ? { stop: series.bars.close[row] * 0.97, target: series.bars.close[row] * 1.05, trail: null } : null
            exchange.submit(
              { ...plain, clientOrderId: `${row}`, side, shares, type: 'market', tif: 'gtc', legs, reduceOnly: false },
              series.closeTime[row],
            )
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})
