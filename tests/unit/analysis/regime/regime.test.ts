import { describe, expect, it } from 'vitest'
import { momentumWindows } from '../../../../src/analysis/momentum/windows.ts'
import { Random } from '../../../../src/analysis/random.ts'
import { regimeAt } from '../../../../src/analysis/regime/regime.ts'
import { sliceBars } from '../../../../src/market/bars.ts'
import { barsOf } from '../../../support/indicator-bars.ts'

/** A walk with a drift and a noise that may change at the end. */
function series(count: number, drift: number, noise: (row: number) => number) {
  const random = new Random(3, 'regime')
  let price = 100
  return barsOf(
    Array.from({ length: count }, (_, row) => {
      const open = price
      price *= 1 + drift + (random.uniform() - 0.5) * noise(row)
      return { open, close: price, high: Math.max(open, price) * 1.001, low: Math.min(open, price) * 0.999 }
    }),
  )
}

const louder = (row: number) => (row > 560 ? 0.02 : 0.005)
const quieter = (row: number) => (row > 560 ? 0.005 : 0.02)

describe('the regime', () => {
  it('has the direction of the trend and the volatility against its own past', () => {
    expect(regimeAt(series(600, 0.006, louder))).toMatchObject({ regime: 'HIGH_VOLATILITY_BULL', trend: 'up' })
    expect(regimeAt(series(600, 0.006, quieter))).toMatchObject({ regime: 'LOW_VOLATILITY_BULL', trend: 'up' })
    expect(regimeAt(series(600, -0.006, louder))).toMatchObject({ regime: 'HIGH_VOLATILITY_BEAR', trend: 'down' })
    expect(regimeAt(series(600, -0.006, quieter))).toMatchObject({ regime: 'LOW_VOLATILITY_BEAR', trend: 'down' })
  })

  it('is sideways without a direction, unknown without the bars to tell', () => {
    const swings = barsOf(Array.from({ length: 600 }, (_, i) => ({ close: 100 + 3 * Math.sin(i / 2), high: 104, low: 96 })))
    expect(regimeAt(swings)).toMatchObject({ regime: 'SIDEWAYS_MARKET', trend: 'sideways' })
    expect(regimeAt(sliceBars(swings, 0, 40))).toMatchObject({ regime: 'UNKNOWN', trend: 'unknown', drift: null })
    expect(regimeAt(sliceBars(swings, 0, 75))).toMatchObject({ regime: 'UNKNOWN', volatilityRank: null })
    expect(regimeAt(barsOf(Array.from({ length: 400 }, () => ({ close: 50 }))))).toMatchObject({
      regime: 'SIDEWAYS_MARKET',
      volatility: 0,
      volatilityRank: 0.5,
    })
  })

  it('says what decided: the deviation of 20 log returns, and its rank', () => {
    const bars = series(600, 0.001, louder)
    const { volatility, volatilityRank } = regimeAt(bars)
    const deviation = (end: number) => {
      const returns = Array.from({ length: 20 }, (_, k) => Math.log(bars.close[end - k] / bars.close[end - k - 1]))
      const mean = returns.reduce((sum, one) => sum + one, 0) / 20
      return Math.sqrt(returns.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 19)
    }
    const before = Array.from({ length: 252 }, (_, k) => deviation(598 - k))
    expect(volatility).toBeCloseTo(deviation(599), 12)
    expect(volatilityRank).toBeCloseTo(before.filter((one) => one < deviation(599)).length / 252, 12)
  })
})

describe('momentum', () => {
  it('is the change over each window, unknown where the series is shorter', () => {
    const closes = Float64Array.from([50, 80, 100, 110])
    expect(momentumWindows(closes, 4, [1, 3, 4])).toEqual([
      { bars: 1, change: expect.closeTo(0.1, 12) },
      { bars: 3, change: expect.closeTo(1.2, 12) },
      { bars: 4, change: null },
    ])
    expect(momentumWindows(closes, 3, [2])).toEqual([{ bars: 2, change: 1 }])
  })
})
