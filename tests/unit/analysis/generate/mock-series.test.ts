import { describe, expect, it } from 'vitest'
import { mockSeries } from '../../../../src/analysis/generate/mock-series.ts'
import { brokenRules } from '../../../../src/market/quality/rules.ts'

const times = Array.from({ length: 20_000 }, (_, i) => i * 60_000)
const head = { symbol: 'MOCK', timeframe: '1m' as const, source: 'simulated', feed: 'simulated' }
const make = (over = {}, name = 'MOCK') =>
  mockSeries({ ...head, symbol: name }, times, { startPrice: 50, volatility: 0.3, barsPerYear: 98_280, seed: 1, ...over })

describe('mock series', () => {
  it('is the same for the same seed and symbol, and another for others', () => {
    expect(make()).toEqual(make())
    expect(make({ seed: 2 }).close[100]).not.toBe(make().close[100])
    expect(make({}, 'OTHER').close[100]).not.toBe(make().close[100])
  })

  it('breaks no rule, opens where it closed, starts at the start price', () => {
    for (const startPrice of [0.5, 1, 50, 4000]) {
      const bars = make({ startPrice, volatility: 3 })
      expect(brokenRules(bars)).toEqual([])
      expect(bars.open[0]).toBe(startPrice)
      expect([...bars.open.subarray(1)]).toEqual([...bars.close.subarray(0, -1)])
    }
  })

  it('has the volatility that was asked for, within five standard errors', () => {
    const bars = make({ startPrice: 5000 })
    const returns = Array.from(bars.close, (close, i) => Math.log(close / bars.open[i]))
    const deviation = Math.sqrt(returns.reduce((sum, value) => sum + value ** 2, 0) / returns.length) * Math.sqrt(98_280)
    expect(Math.abs(deviation / 0.3 - 1)).toBeLessThan(5 / Math.sqrt(2 * returns.length))
  })

  it('has the range of a random walk: highs less lows average 1.6 deviations', () => {
    const bars = make({ startPrice: 5000 })
    const ranges = Array.from(bars.high, (high, i) => Math.log(high / bars.low[i]))
    const mean = ranges.reduce((sum, value) => sum + value, 0) / ranges.length
    // E[range] = sqrt(8 / pi) s for Brownian motion (Feller, 1951); high and low are drawn apart here, which keeps their means.
    expect(mean / (0.3 / Math.sqrt(98_280)) / Math.sqrt(8 / Math.PI)).toBeCloseTo(1, 1)
  })

  it('without volatility stands still', () => {
    expect(new Set(make({ volatility: 0 }).close)).toEqual(new Set([50]))
  })
})
