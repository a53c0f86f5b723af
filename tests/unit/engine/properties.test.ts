import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/analysis/random.ts'
import { cutAt } from '../../../src/engine/check/altered.ts'
import { createRun, runBacktest } from '../../../src/engine/run.ts'
import type { ExchangeOptions } from '../../../src/exchange/models.ts'
import type { Bars } from '../../../src/market/bars.ts'
import { createBars } from '../../../src/market/bars.ts'
import { randomStrategy } from './random-strategy.ts'
import { barsOf, optionsOf, type Row, requestOf, runOf, scripted, strategyOf, textOf, walk } from './support.ts'

const costs = fc.record({
  feeText: fc.constantFrom('none', '0.001', 'us', 'share:0.01'),
  slippageText: fc.constantFrom('none', 'spread', 'fixed:0.02', 'volume'),
  fractional: fc.boolean(),
  margin: fc.constantFrom(1, 1, 2),
  volumeShare: fc.constantFrom(0.1, 0.001),
})

/** The same walk with some of its rows missing. */
function gappy(bars: Bars, seed: number): Bars {
  const random = new Random(seed, 'gaps')
  const rows = Array.from({ length: bars.length }, (_, i) => i).filter(() => random.uniform() < 0.8)
  const made = createBars(bars, rows.length)
  made.length = rows.length
  for (const name of ['time', 'open', 'high', 'low', 'close', 'volume'] as const)
    for (const [i, row] of rows.entries()) made[name][i] = bars[name][row]
  return made
}

function requestFor(seed: number, symbols: number, options: Partial<ExchangeOptions>) {
  const bars = ['A', 'B', 'C']
    .slice(0, symbols)
    .map((symbol, i) => gappy(walk(160, seed + i, { symbol, volatility: 0.8 }), seed + i))
  return requestOf(randomStrategy(seed), bars, { exchange: optionsOf({ cash: 20_000, ...options }) })
}

describe('properties of every run', () => {
  it('cutting the data changes no decision, fill or equity before the cut', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 3 }),
        costs,
        fc.double({ min: 0.1, max: 0.95, noNaN: true }),
        (seed, symbols, options, share) => {
          const request = requestFor(seed, symbols, options)
          const whole = runBacktest(request)
          const at = whole.times[Math.floor(share * whole.steps)]
          const cut = runBacktest({ ...request, series: cutAt(request.series, at) })
          expect(cut.decisions).toEqual(whole.decisions.filter((one) => one.at <= at))
          expect(Array.from(cut.equity)).toEqual(Array.from(whole.equity.subarray(0, cut.steps)))
          const told = (result: typeof cut) => result.fills.map(({ time, price, shares, fee }) => [time, price, shares, fee])
          expect(told(cut)).toEqual(told(whole).slice(0, cut.fills.length))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('two runs of one request are the same to the last bit, however they are cut into steps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), costs, fc.integer({ min: 1, max: 40 }), (seed, options, size) => {
        const request = requestFor(seed, 2, options)
        const stepped = createRun(request)
        while (stepped.advance(size)) expect(stepped.done % size).toBe(0)
        expect(textOf(stepped.result())).toBe(textOf(runBacktest(request)))
      }),
      { numRuns: 40 },
    )
  })

  it('the books add up: equity is cash and fills and charges, exposure and round trips agree with it', () => {
    let trips = 0
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 3 }), costs, (seed, symbols, options) => {
        const request = requestFor(seed, symbols, options)
        const result = runBacktest(request)
        trips += result.roundTrips.length
        const profit = result.roundTrips.reduce((sum, one) => sum + one.profit, 0)
        const { borrow, interest, dividends, fees, fills } = result.totals
        expect(result.finalEquity).toBeCloseTo(20_000 + profit - borrow - interest + dividends, 4)
        expect(result.roundTrips.reduce((sum, one) => sum + one.fees, 0)).toBeCloseTo(fees, 4)
        expect(result.fills.length).toBe(fills)
        for (const one of result.roundTrips) {
          expect(one.entryTime).toBeLessThanOrEqual(one.exitTime ?? Number.POSITIVE_INFINITY)
          expect(one.shares).toBeGreaterThan(0)
        }
        for (let i = 0; i < result.steps; i++) expect(Number.isFinite(result.equity[i])).toBe(true)
      }),
      { numRuns: 80 },
    )
    expect(trips).toBeGreaterThan(1000)
  })

  it('a symbol without a bar in a step neither fills nor decides there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const request = requestFor(seed, 3, {})
        const result = runBacktest(request)
        const opens = new Map(request.series.map(({ bars }) => [bars.symbol, new Set(bars.time.subarray(0, bars.length))]))
        const closes = new Map(request.series.map(({ bars, closeTime }) => [bars.symbol, new Set(closeTime)]))
        for (const { order, time } of result.fills) expect(opens.get(order.symbol)!.has(time)).toBe(true)
        for (const { symbol, at } of result.decisions) expect(closes.get(symbol)!.has(at)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })
})

describe('several symbols, one account', () => {
  it('one symbol alone, and the same beside another that nothing is asked of: one loop, the same run', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), costs, (seed, options) => {
        const a = walk(160, seed, { symbol: 'A', volatility: 0.8 })
        const own = randomStrategy(seed)
        const onBar: typeof own.onBar = (context) => {
          if (context.bar.symbol === 'A') own.onBar!(context)
        }
        const strategy = { ...own, onBar }
        const exchange = optionsOf({ cash: 20_000, ...options })
        const alone = runOf(strategy, a, { exchange })
        const beside = runOf(strategy, [walk(160, 5, { symbol: 'B' }), a], { exchange })
        expect(beside.decisions).toEqual(alone.decisions)
        expect(Array.from(beside.equity)).toEqual(Array.from(alone.equity))
        expect(beside.roundTrips).toEqual(alone.roundTrips)
        expect({ ...beside.why, barsSeen: 0 }).toEqual({ ...alone.why, barsSeen: 0 })
      }),
      { numRuns: 30 },
    )
  })

  /* All cash is in A; on the close of bar 2 A is sold and B bought, for all equity. Both fill at the next open, the sale first. */
  it('a rotation pays from its own sale at one open, whatever the order of the symbols', () => {
    const flat: Row[] = Array(5).fill([100, 100, 100, 100])
    const rotate = strategyOf({
      onBars({ symbols, time, symbol }) {
        const step = symbols[0].bar.count
        const [a, b] = [symbol('A')!, symbol('B')!]
        expect(time).toBe(a.bar.closeTime)
        if (step === 1) a.buy({ equity: 1, reason: 'in A' })
        if (step === 2) {
          b.buy({ equity: 1, reason: 'into B' })
          a.exit({ reason: 'out of A' })
        }
      },
    })
    for (const symbols of [
      ['A', 'B'],
      ['B', 'A'],
    ]) {
      const result = runOf(
        rotate,
        symbols.map((symbol) => barsOf(flat, { symbol })),
      )
      expect(result.fills.map(({ order, shares }) => [order.symbol, order.side, shares])).toEqual([
        ['A', 'buy', 1000],
        ['A', 'sell', 1000],
        ['B', 'buy', 1000],
      ])
      expect(result.totals.shrunkFills).toBe(0)
    }
  })

  it('a missing bar is told apart: isNew is false, the last close values the position, nothing fills', () => {
    const told: [boolean, number, boolean][] = []
    const look = strategyOf({
      onBars({ symbol }) {
        const b = symbol('B')!
        told.push([b.isNew, b.bar.close, b.isWarm])
        if (b.isNew && b.bar.count === 1) b.buy({ shares: 10, tif: 'gtc', reason: 'in' })
      },
    })
    const a = barsOf(Array(5).fill([50, 50, 50, 50]) as Row[], { symbol: 'A' })
    const b = barsOf(
      [
        [100, 100, 100, 100],
        [110, 110, 110, 110],
      ],
      { symbol: 'B', skip: 1 },
    )
    const later = { ...b, time: Float64Array.of(a.time[1], a.time[4]) }
    const result = runOf(look, [a, later])
    expect(told).toEqual([
      [false, Number.NaN, false],
      [true, 100, true],
      [false, 100, true],
      [false, 100, true],
      [true, 110, true],
    ])
    expect(result.fills.map(({ time, price }) => [time, price])).toEqual([[a.time[4], 110]])
  })

  it('symbols that are shown one by one keep memory and position apart', () => {
    const each = scripted({ 1: ({ bar, buy }) => buy({ shares: bar.close, reason: bar.symbol }) })
    const result = runOf(
      each,
      [1, 2, 3].map((price, i) => barsOf(Array(3).fill([price, price, price, price]) as Row[], { symbol: `S${i}` })),
    )
    expect(result.roundTrips.map(({ symbol, shares, entryReason }) => [symbol, shares, entryReason])).toEqual([
      ['S0', 1, 'S0'],
      ['S1', 2, 'S1'],
      ['S2', 3, 'S2'],
    ])
  })
})
