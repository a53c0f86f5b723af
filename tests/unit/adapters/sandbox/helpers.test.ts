import { describe, expect, it } from 'vitest'
import { Frame } from '../../../../src/adapters/sandbox/inside/frame.ts'
import { view } from '../../../../src/adapters/sandbox/inside/frame-view.ts'
import {
  assessDataQuality,
  assessLiquidity,
  calculatePositionRisk,
  calculateSharpeRatio,
  calculateTradeMetrics,
  detectBreakout,
  detectSupportResistance,
  formatPrice,
} from '../../../../src/adapters/sandbox/inside/helpers/index.ts'
import { dailyHistory } from '../../../../src/analysis/metrics/daily.ts'
import { computeMetrics } from '../../../../src/analysis/metrics/metrics.ts'
import { settledPivots } from '../../../../src/analysis/patterns/pivots.ts'
import type { Bars } from '../../../../src/market/bars.ts'
import { barsDataset, walkBars } from '../../../support/code-dataset.ts'

function frameOfBars(bars: Bars | Bars[], timeframe = '1d'): Frame {
  const { columns } = barsDataset([bars].flat())
  return view(new Frame(columns, { name: 'walk', timeframe, source: 'simulated', feed: 'simulated' }, view))
}

describe('trading helpers', () => {
  it('a breakout needs the change and the volume, as `scan breakout` does', () => {
    const bars = walkBars(40)
    bars.volume.fill(1000)
    bars.close[39] = bars.close[38] * 1.05
    expect(detectBreakout(frameOfBars(bars)).isBreakout).toBe(false)
    bars.volume[39] = 3000
    const mean = (19 * 1000 + 3000) / 20
    const found = detectBreakout(frameOfBars(bars))
    expect(found).toMatchObject({ isBreakout: true, direction: 'up' })
    expect(found.volumeRatio).toBeCloseTo(3000 / mean, 12)
    expect(detectBreakout(frameOfBars(bars), 0.06).isBreakout).toBe(false)
    expect(detectBreakout(frameOfBars(walkBars(10)))).toMatchObject({ isBreakout: false, direction: null, volumeRatio: null })
  })

  it('rates prints a minute at 1,000, 500 and 100', () => {
    const rated = [1000, 999, 500, 499, 100, 99, 0].map((prints) => assessLiquidity(prints).rating)
    expect(rated).toEqual(['EXCELLENT', 'GOOD', 'GOOD', 'POOR', 'POOR', 'INSUFFICIENT', 'INSUFFICIENT'])
    const bars = walkBars(10)
    bars.prints!.fill(390 * 600)
    expect(assessLiquidity(frameOfBars(bars))).toEqual({ printsPerMinute: 600, rating: 'GOOD', meetsMinimum: false })
    expect(assessLiquidity(frameOfBars(bars, '5m')).printsPerMinute).toBe((390 * 600) / 5)
    expect(assessLiquidity(null).rating).toBe('UNKNOWN')
  })

  it('levels stand on settled turns that nothing around goes beyond, so later bars never take one back', () => {
    const bars = walkBars(400, 5)
    const { support, resistance } = detectSupportResistance(frameOfBars(bars), 20, 2)
    const prices = settledPivots(bars).map((pivot) => pivot.price)
    for (const level of [...support, ...resistance]) {
      expect(level.touches).toBeGreaterThanOrEqual(2)
      expect(prices.filter((price) => price >= level.low && price <= level.high).length).toBeGreaterThanOrEqual(level.touches)
    }
    expect(support.length + resistance.length).toBeGreaterThan(0)
    expect(support.every((level) => level.distance <= 0) && resistance.every((level) => level.distance > 0)).toBe(true)
    const loose = detectSupportResistance(frameOfBars(bars), 20, 1)
    const tight = detectSupportResistance(frameOfBars(bars), 20, 4)
    expect(tight.support.length + tight.resistance.length).toBeLessThanOrEqual(loose.support.length + loose.resistance.length)
  })

  it('the Sharpe ratio at a rate of zero is that of a run', () => {
    const bars = walkBars(300)
    const history = {
      startCash: bars.close[0],
      steps: 300,
      day: Int32Array.from({ length: 300 }, (_, i) => 16_000 + i),
      equity: Float64Array.from(bars.close.subarray(0, 300)),
      exposure: new Float64Array(300).fill(1),
    }
    const totals = { fees: 0, slippageCost: 0, turnover: 0, ambiguousBars: 0, shrunkFills: 0 }
    const { sharpe } = computeMetrics(history as never, [], totals as never, null)
    const { returns } = dailyHistory(history as never)
    expect(calculateSharpeRatio(returns, 0)).toBeCloseTo(sharpe!, 10)
    expect(calculateSharpeRatio(returns)).toBeLessThan(sharpe!)
    expect([calculateSharpeRatio([0.1]), calculateSharpeRatio([0.01, 0.01, 0.01])]).toEqual([null, null])
  })

  it('round trips count when they are closed', () => {
    expect(calculateTradeMetrics([100, -50, 50])).toMatchObject({
      roundTrips: 3,
      winRate: 2 / 3,
      profitFactor: 3,
      totalProfit: 100,
      averageHold: null,
    })
    const open = [
      { profit: 10, exitTime: 1, bars: 3 },
      { profit: 99, exitTime: null, bars: 1 },
    ]
    expect(calculateTradeMetrics(open)).toMatchObject({ roundTrips: 1, totalProfit: 10, averageHold: 3, averageLoss: null })
    expect(() => calculateTradeMetrics([{ pnl: 1 }])).toThrow(/profit/)
  })

  it('a position loses at its stop what was said', () => {
    expect(calculatePositionRisk({ equity: 100_000, price: 50, stop: 48, target: 56 })).toEqual({
      ...{ side: 'long', shares: 500, riskPerShare: 2, riskMoney: 1000, riskFraction: 0.01, notional: 25_000, exposure: 0.25 },
      rewardToRisk: 3,
    })
    expect(calculatePositionRisk({ equity: 1000, price: 10, stop: 11, shares: 5, target: 8 })).toMatchObject({
      side: 'short',
      riskMoney: 5,
      rewardToRisk: 2,
    })
    expect(() => calculatePositionRisk({ equity: 1000, price: 10, stop: 10 })).toThrow(/nothing would be at risk/)
    expect(() => calculatePositionRisk({ equity: 0, price: 10, stop: 9 })).toThrow(/equity/)
  })

  it('data quality counts rows with a fault once, at 0.95 and 0.9', () => {
    const bars = walkBars(100)
    expect(assessDataQuality(frameOfBars(bars))).toEqual({ score: 1, rating: 'good', rows: 100, missing: 0, broken: {} })
    for (const row of [3, 40, 70, 71, 90, 95]) bars.high[row] = bars.low[row] - 1
    bars.volume[3] = Number.NaN
    const found = assessDataQuality(frameOfBars(bars))
    expect(found.score).toBeCloseTo(0.94, 12)
    expect(found).toMatchObject({ rating: 'fair', missing: 1 })
    expect(assessDataQuality(frameOfBars([walkBars(50, 1, 'A'), walkBars(50, 2, 'B')])).rating).toBe('good')
    expect(assessDataQuality(frameOfBars(walkBars(0))).rating).toBe('unknown')
  })

  it('formats a price, and what is none', () => {
    expect([formatPrice(1.5), formatPrice(1.23456, 2), formatPrice(Number.NaN), formatPrice(null)]).toEqual([
      '1.5000',
      '1.23',
      'n/a',
      'n/a',
    ])
  })
})
