import { describe, expect, it } from 'vitest'
import { equityFigures } from '../../../../../src/operations/report/account/past.ts'

describe('figures of an account', () => {
  it('are those of daily equity', () => {
    const equity = Array.from({ length: 41 }, (_, i) => 100 * 1.01 ** Math.floor(i / 2) * (i % 2 ? 1.02 : 1))
    const returns = equity.slice(1).map((value, i) => value / equity[i] - 1)
    const mean = returns.reduce((sum, one) => sum + one, 0) / 40
    const deviation = Math.sqrt(returns.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 39)
    const figures = equityFigures(equity)
    expect(figures.totalReturn).toBeCloseTo(equity[40] / 100 - 1, 12)
    expect(figures.sharpe).toBeCloseTo((mean / deviation) * Math.sqrt(252), 10)
    expect(figures.reason).toBeNull()
  })

  it('are null with a reason where nothing can be said', () => {
    expect(equityFigures([])).toMatchObject({
      totalReturn: null,
      sharpe: null,
      reason: expect.stringContaining('0 marked days'),
    })
    expect(equityFigures([100, 101])).toMatchObject({ sharpe: null, reason: expect.stringContaining('1 daily returns') })
    expect(equityFigures([100, 101]).totalReturn).toBeCloseTo(0.01, 12)
    expect(equityFigures(Array(30).fill(100))).toMatchObject({ totalReturn: 0, sharpe: null, reason: 'equity never moved' })
  })
})
