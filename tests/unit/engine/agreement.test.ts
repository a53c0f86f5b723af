import { DataFrame } from 'data-forge'
import { backtest } from 'grademark'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Bars } from '../../../src/market/bars.ts'
import { crossedAbove, crossedBelow } from '../../../src/strategy/crossing.ts'
import { defineStrategy } from '../../../src/strategy/define.ts'
import { sma } from '../../../src/strategy/indicators.ts'
import type { AnyStrategy } from '../../../src/strategy/types.ts'
import { needsRealData, realBars, realData } from '../market/real-bars.ts'
import { barsOf, flatBars, optionsOf, runOf, scripted, strategyOf, walk } from './support.ts'

const FEE = 0.001

/** All equity in when the fast mean crosses above the slow one, out when it crosses below; 0.1% fee, no slippage. */
const allIn = defineStrategy({
  name: 'all-in-cross',
  summary: 'All equity in above the slow average.',
  params: { fast: z.int().default(10), slow: z.int().default(30) },
  indicators: ({ fast, slow }) => ({ fast: sma('close', fast), slow: sma('close', slow) }),
  onBar({ position, fast, slow, buy, exit }) {
    if (position.isFlat && crossedAbove(fast, slow)) buy({ equity: 1, reason: 'above' })
    if (!position.isFlat && crossedBelow(fast, slow)) exit({ reason: 'below' })
  },
}) as unknown as AnyStrategy

const withFee = (fractional: boolean) => optionsOf({ cash: 10_000, fractional, feeText: String(FEE) })

describe('hand-worked runs, all equity in at 0.1%', () => {
  /*
   * Bar:      1    2    3    4    5
   * open     100  102  104  110   90
   * close    100  103  106  108   95
   * Buy on the close of bar 1, exit on that of bar 3.
   * Whole shares: size = floor(10,000 / (100 * 1.001)) = floor(99.9000999) = 99. Fill at the open of bar 2: 99 * 102 = 10,098, fee 10.098,
   * together 10,108.098 > 10,000: shrunk to floor(10,000 / (102 * 1.001)) = floor(97.9412) = 97. 97 * 102 = 9,894, fee 9.894; cash left
   * 96.106. Exit at the open of bar 4: 97 * 110 = 10,670, fee 10.67; cash 10,755.436. Profit 10,670 - 9,894 - 9.894 - 10.67 = 755.436.
   * Equity: 10,000; 96.106 + 97 * 103 = 10,087.106; 96.106 + 97 * 106 = 10,378.106; 10,755.436; 10,755.436.
   */
  const rows = barsOf([
    [100, 100, 100, 100],
    [102, 103, 102, 103],
    [104, 106, 104, 106],
    [110, 110, 108, 108],
    [90, 95, 90, 95],
  ])
  const script = scripted({
    1: ({ buy }) => buy({ equity: 1, reason: 'in' }),
    3: ({ exit }) => exit({ reason: 'out' }),
  })

  it('whole shares', () => {
    const result = runOf(script, rows, { exchange: withFee(false) })
    expect(Array.from(result.equity)).toEqual([10_000, 10_087.106, 10_378.106, 10_755.436, 10_755.436])
    expect(result.roundTrips).toEqual([
      {
        symbol: 'TEST',
        side: 'long',
        shares: 97,
        entryTime: rows.time[1],
        entryPrice: 102,
        exitTime: rows.time[3],
        exitPrice: 110,
        fees: 20.564,
        slippageCost: 0,
        profit: 755.436,
        return: 755.436 / 9894,
        entryReason: 'in',
        exitReason: 'out',
        bars: 2,
      },
    ])
    expect(result.totals).toMatchObject({ orders: 2, fills: 2, fees: 20.564, shrunkFills: 1, turnover: 20_564 })
  })

  /*
   * Fractional: size 10,000 / 100.1 = 99.9000999; at the fill 10,000 / 102.102 = 97.94127441 shares (nine decimals, rounded down), which
   * with the fee is all the cash but dust. Exit: 97.94127441 * 110 * 0.999 = 10,762.7666 dollars.
   */
  it('fractional shares', () => {
    const result = runOf(script, rows, { exchange: withFee(true) })
    const shares = Math.floor((10_000 / 102.102) * 1e9) / 1e9
    expect(result.roundTrips[0].shares).toBeCloseTo(shares, 7)
    expect(result.equity[1]).toBeCloseTo(shares * 103, 4)
    expect(result.finalEquity).toBeCloseTo(10_762.7666, 3)
  })

  /* Sized on the close of 100: 10,000 / 100.1 = 99.9. The open of 50 does not make it more: 99 * 50 = 4,950 and 4.95 of fee. */
  it('a size is fixed when the order is made: a lower open does not raise it', () => {
    const result = runOf(scripted({ 1: ({ buy }) => buy({ equity: 1, reason: 'in' }) }), flatBars([100, 50, 60]), {
      exchange: withFee(false),
    })
    expect(Array.from(result.equity)).toEqual([10_000, 9995.05, 10_985.05])
    expect(result.roundTrips[0]).toMatchObject({ shares: 99, exitTime: null, exitPrice: null, profit: 985.05 })
  })
})

interface Trip {
  in: number
  entry: number
  out: number | null
  exit: number | null
}

/** The whole rule again, over plain arrays and with nothing of the engine: means by adding up, fills at the next open. */
function oracle(bars: Bars, fast: number, slow: number, cash: number, fractional: boolean): { trips: Trip[]; equity: number } {
  const { open, close, time, length } = bars
  const mean = (n: number, at: number) => {
    let sum = 0
    for (let k = at - n + 1; k <= at; k++) sum += close[k]
    return sum / n
  }
  const most = (money: number, price: number) => {
    const shares = money / (price * (1 + FEE))
    return fractional ? Math.floor(shares * 1e9 + 1e-6) / 1e9 : Math.floor(shares + 1e-9)
  }
  const trips: Trip[] = []
  let shares = 0
  let wanted = 0
  let leave = false
  for (let i = 0; i < length; i++) {
    if (wanted > 0) {
      shares = Math.min(wanted, most(cash, open[i]))
      if (shares > 0) {
        cash -= shares * open[i] * (1 + FEE)
        trips.push({ in: time[i], entry: open[i], out: null, exit: null })
      }
    }
    if (leave) {
      cash += shares * open[i] * (1 - FEE)
      shares = 0
      Object.assign(trips.at(-1)!, { out: time[i], exit: open[i] })
    }
    wanted = 0
    leave = false
    if (i < slow) continue
    const now = mean(fast, i) - mean(slow, i)
    const before = mean(fast, i - 1) - mean(slow, i - 1)
    // Of averages that are equal on paper rounding would decide, and differently in every engine: such data prove nothing.
    if (Math.abs(now) < 1e-9) throw new Error(`equal averages in row ${i}`)
    if (shares === 0 && now > 0 && before <= 0) wanted = most(cash, close[i])
    if (shares > 0 && now < 0 && before >= 0) leave = true
  }
  return { trips, equity: cash + shares * close[length - 1] }
}

/** Without volume (fills are whole then), and with closes off the cent, so that no two averages are equal by chance. */
function comparable(bars: Bars): Bars {
  const close = bars.close.map((price, i) => price * (1 + 1e-5 * Math.sin(i)))
  return { ...bars, close, volume: new Float64Array(bars.length) }
}

function agrees(raw: Bars, fast: number, slow: number, fractional: boolean): number {
  const bars = comparable(raw)
  const exchange = { ...withFee(fractional), cash: 100_000 }
  const result = runOf(allIn, bars, { exchange, params: { fast, slow } })
  const expected = oracle(bars, fast, slow, 100_000, fractional)
  expect(
    result.roundTrips.map((one) => ({ in: one.entryTime, entry: one.entryPrice, out: one.exitTime, exit: one.exitPrice })),
  ).toEqual(expected.trips)
  expect(Math.abs(result.finalEquity - expected.equity)).toBeLessThan(0.005)
  return result.roundTrips.length
}

describe('an independent loop over plain arrays: same round trips, final equity to the cent', () => {
  it.each([false, true])('on seeded walks (fractional: %s)', (fractional) => {
    let trips = 0
    for (let seed = 1; seed <= 20; seed++) trips += agrees(walk(600, seed), 3 + (seed % 8), 12 + 3 * seed, fractional)
    expect(trips).toBeGreaterThan(100)
  })

  it.each([false, true])('on a year of minutes, 98,000 bars (fractional: %s)', (fractional) => {
    expect(agrees(walk(98_000, 5, { timeframe: '1m' }), 10, 30, fractional)).toBeGreaterThan(1500)
  })

  describe.skipIf(!realData)(`on real bars${needsRealData}`, () => {
    it.each([
      ['bars-1day/SPY_1999-2020.csv', '1d', 10, 30],
      ['bars-1day/AAPL_2006-2017.csv', '1d', 20, 50],
      ['bars-1day/KO_2006-2017.csv', '1d', 5, 20],
      ['bars-1min/SPY_20190211-20190215.csv', '1m', 10, 30],
      ['bars-1min/SPY_20240220-20240419.csv.gz', '1m', 10, 30],
      ['bars-5min/TSLA_20251223-20260320_yahoo.csv', '5m', 10, 30],
    ] as const)('%s', (file, timeframe, fast, slow) => {
      for (const fractional of [false, true]) {
        expect(agrees(realBars(file, timeframe), fast, slow, fractional)).toBeGreaterThan(5)
      }
    })
  })
})

/**
 * grademark (npm) knows no cash, shares or fees: compared are its trades (entry and exit time and price, growth of each) and the equity
 * that compounding them with a 0.1% fee on both sides gives, with fractional shares. It cannot enter on the close of the bar it left at the
 * open of, nor leave on the close of the bar it entered: our rule keeps to that, both are decided on the state of the averages. A trade
 * open at the end is valued at the last close, where grademark calls it finished.
 */
describe('grademark: same round trips, compounded equity to the cent', () => {
  const stateRule = strategyOf({
    params: { fast: z.int().default(10), slow: z.int().default(30) },
    indicators: ({ fast, slow }) => ({ fast: sma('close', fast), slow: sma('close', slow) }),
    memory: () => ({ held: false }),
    onBar({ position, fast, slow, memory, buy, exit }) {
      const left = position.isFlat && memory.held
      memory.held = !position.isFlat
      if (position.isFlat && !left && fast.now > slow.now) buy({ equity: 1, reason: 'above' })
      if (!position.isFlat && position.barsHeld > 0 && fast.now < slow.now) exit({ reason: 'below' })
    },
  })

  function peer(bars: Bars, fast: number, slow: number) {
    const mean = (n: number, at: number) => {
      let sum = 0
      for (let k = at - n + 1; k <= at; k++) sum += bars.close[k]
      return sum / n
    }
    const rows = Array.from({ length: bars.length }, (_, i) => ({
      time: new Date(bars.time[i]),
      open: bars.open[i],
      high: bars.high[i],
      low: bars.low[i],
      close: bars.close[i],
      volume: bars.volume[i],
      above: i < slow - 1 ? 0 : Math.sign(mean(fast, i) - mean(slow, i)),
    }))
    type PeerBar = (typeof rows)[number]
    return backtest<PeerBar, PeerBar, unknown, Date>(
      {
        entryRule: (enter, { bar }) => {
          if (bar.above > 0) enter()
        },
        exitRule: (exit, { bar }) => {
          if (bar.above < 0) exit()
        },
      },
      // biome-ignore lint/suspicious/noExplicitAny: its types want an index of their own.
      new DataFrame(rows).setIndex('time') as any,
    )
  }

  function compare(raw: Bars, fast: number, slow: number): number {
    const bars = comparable(raw)
    const exchange = optionsOf({ cash: 100_000, fractional: true, feeText: String(FEE) })
    const result = runOf(stateRule, bars, { exchange, params: { fast, slow } })
    const theirs = peer(bars, fast, slow)
    expect(result.roundTrips.length).toBe(theirs.length)
    let equity = 100_000
    theirs.forEach((trade, i) => {
      const ours = result.roundTrips[i]
      expect([ours.entryTime, ours.entryPrice]).toEqual([trade.entryTime.getTime(), trade.entryPrice])
      const exitPrice = ours.exitPrice ?? bars.close[bars.length - 1]
      expect(exitPrice).toBe(trade.exitPrice)
      if (ours.exitTime !== null) expect(ours.exitTime).toBe(trade.exitTime.getTime())
      // A round trip's size is that of the close before the entry where the open is lower, and what cash covers where it is higher.
      const row = bars.time.indexOf(ours.entryTime)
      const invested = Math.min(1, trade.entryPrice / bars.close[row - 1])
      const fees = ours.exitTime === null ? [1 + FEE, 1] : [1 + FEE, 1 - FEE]
      equity *= 1 - invested + (invested * (trade.growth * fees[1])) / fees[0]
    })
    // Shares are kept to nine decimals: over a hundred round trips that is a few millionths of a dollar each.
    expect(Math.abs(result.finalEquity - equity)).toBeLessThan(0.005)
    return theirs.length
  }

  it('on seeded walks', () => {
    let trades = 0
    for (let seed = 1; seed <= 10; seed++) trades += compare(walk(500, seed), 5, 15)
    expect(trades).toBeGreaterThan(100)
  })

  it.skipIf(!realData)(`on real bars${needsRealData}`, () => {
    expect(compare(realBars('bars-1day/SPY_1999-2020.csv', '1d'), 10, 30)).toBeGreaterThan(50)
    expect(compare(realBars('bars-1min/SPY_20190211-20190215.csv', '1m'), 10, 30)).toBeGreaterThan(20)
  })
})
