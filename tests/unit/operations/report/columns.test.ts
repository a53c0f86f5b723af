import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Decision, RoundTrip, RunResult } from '../../../../src/engine/types.ts'
import { reportColumns, stopLines } from '../../../../src/operations/report/data/columns.ts'

/** A run of the equity given, `perDay` steps a session. */
function resultOf(equity: number[], perDay = 1): RunResult {
  return {
    symbols: ['SPY'],
    steps: equity.length,
    times: Float64Array.from(equity, (_, i) => i * 60_000),
    equity: Float64Array.from(equity),
    exposure: Float64Array.from(equity, (_, i) => (i % 3) / 2),
    day: Int32Array.from(equity, (_, i) => 20_000 + Math.floor(i / perDay)),
    startCash: 100,
    decisions: [],
    roundTrips: [],
  } as unknown as RunResult
}

describe('the columns of a report', () => {
  it('hold every step of a short run, the drawdown from the highest equity before, start cash included', () => {
    // Highest so far: 100 110 110 110 121; falls: 10% of 100, none, 1/2 of 110, 1/10 of 110, none.
    const columns = reportColumns(resultOf([90, 110, 55, 99, 121]))
    expect([...columns.equity]).toEqual([90, 110, 55, 99, 121])
    expect([...columns.drawdown].map((fall) => Number(fall.toFixed(9)))).toEqual([0.1, 0, 0.5, 0.1, 0])
    expect([...columns.times]).toEqual([0, 60_000, 120_000, 180_000, 240_000])
    expect([...columns.stepsPerPoint]).toEqual([1])
  })

  it('hold the last step of each session, and buy and hold compounded from the start cash', () => {
    const columns = reportColumns(resultOf([100, 101, 102, 103, 104], 2), { benchmarkReturns: [0.1, -0.5, 1] })
    expect([...columns.day]).toEqual([20_000, 20_001, 20_002])
    expect([...columns.dayEquity]).toEqual([101, 103, 104])
    expect([...columns.dayEnd]).toEqual([60_000, 180_000, 240_000])
    expect([...columns.dayBenchmark].map((value) => Number(value.toFixed(9)))).toEqual([110, 55, 110])
  })

  it('leave the benchmark out when it has not a value a session', () => {
    expect(reportColumns(resultOf([100, 101]), { benchmarkReturns: [0.1] })).not.toHaveProperty('dayBenchmark')
    expect(reportColumns(resultOf([]), {}).equity).toHaveLength(0)
  })

  it('of a long run stay small and lose neither the deepest drawdown, nor the highest exposure, nor the end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 0, max: 1000 }), (steps, seed) => {
        const equity = Array.from({ length: steps }, (_, i) => 100 + 20 * Math.sin(i / 700 + seed) + 5 * Math.cos(i * (seed + 1)))
        const result = resultOf(equity)
        const columns = reportColumns(result)
        const [per] = columns.stepsPerPoint
        expect(columns.equity.length).toBeLessThanOrEqual(6000)
        expect(columns.equity.length).toBe(Math.ceil(steps / per))
        expect(columns.equity.at(-1)).toBe(equity.at(-1))
        expect(columns.times.at(-1)).toBe(result.times[steps - 1])
        let [highest, deepest] = [100, 0]
        for (const value of equity) {
          highest = Math.max(highest, value)
          deepest = Math.max(deepest, 1 - value / highest)
        }
        expect(columns.drawdown.reduce((a, b) => Math.max(a, b))).toBe(deepest)
        expect(columns.exposure.reduce((a, b) => Math.max(a, b))).toBe(result.exposure.reduce((a, b) => Math.max(a, b)))
      }),
      { numRuns: 30 },
    )
  })
})

describe('stop lines', () => {
  const decision = (at: number, action: Decision['action'], stop: number | null, outcome: Decision['outcome'] = 'sent') =>
    ({ at, symbol: 'SPY', action, stop, outcome }) as Decision
  const trip = (entryTime: number, exitTime: number | null) => ({ symbol: 'SPY', entryTime, exitTime }) as RoundTrip

  it('stand from the entry at the price of its intent, move with each decision, and end with the round trip', () => {
    const decisions = [
      decision(9, 'buy', 95),
      decision(12, 'protect', 97),
      decision(15, 'protect', 99),
      decision(21, 'protect', 1),
    ]
    expect(stopLines(decisions, [trip(10, 20)])).toEqual([
      { symbol: 'SPY', from: 10, to: 12, price: 95 },
      { symbol: 'SPY', from: 12, to: 15, price: 97 },
      { symbol: 'SPY', from: 15, to: 20, price: 99 },
    ])
  })

  it('of an open round trip have no end; denied and stopless intents and other symbols have no line', () => {
    expect(stopLines([decision(9, 'short', 105)], [trip(10, null)])).toEqual([
      { symbol: 'SPY', from: 10, to: Number.POSITIVE_INFINITY, price: 105 },
    ])
    expect(stopLines([decision(9, 'buy', 95, 'denied')], [trip(10, 20)])).toEqual([])
    expect(stopLines([decision(9, 'buy', null)], [trip(10, 20)])).toEqual([])
    expect(stopLines([{ ...decision(9, 'buy', 95), symbol: 'QQQ' }], [trip(10, 20)])).toEqual([])
  })

  it('each round trip takes the stop of its own entry', () => {
    const decisions = [decision(1, 'buy', 90), decision(29, 'buy', 80)]
    expect(stopLines(decisions, [trip(2, 20), trip(30, 40)]).map((line) => line.price)).toEqual([90, 80])
  })
})
