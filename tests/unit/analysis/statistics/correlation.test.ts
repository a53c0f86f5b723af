import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correlationMatrix } from '../../../../src/analysis/statistics/correlation.ts'

const levels = (days: number[], values: number[]) => ({ days, levels: values })

describe('correlation of returns', () => {
  it('is worked out by hand on the dates that all have', () => {
    // Common dates 1, 3, 4, 5. Returns: +21%, 0, -10% and +10%, 0, -5%... the second is half of the first but for the first date's compounding.
    const first = levels([1, 2, 3, 4, 5], [100, 110, 121, 121, 108.9])
    const second = levels([1, 3, 4, 5, 6], [50, 55, 55, 52.25, 99])
    const { returns, matrix } = correlationMatrix([first, second])
    const [a, b] = [
      [0.21, 0, -0.1],
      [0.1, 0, -0.05],
    ]
    const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / 3
    const product = a.reduce((sum, one, i) => sum + (one - mean(a)) * (b[i] - mean(b)), 0)
    const norm = (values: number[]) => Math.sqrt(values.reduce((sum, one) => sum + (one - mean(values)) ** 2, 0))
    expect(returns).toBe(3)
    expect(matrix[0][1]).toBeCloseTo(product / (norm(a) * norm(b)), 12)
    expect(matrix[1][0]).toBe(matrix[0][1])
    expect([matrix[0][0], matrix[1][1]]).toEqual([1, 1])
  })

  it('is null of what does not vary and of too few returns', () => {
    const moving = levels([1, 2, 3, 4], [1, 2, 1, 2])
    const still = levels([1, 2, 3, 4], [7, 7, 7, 7])
    expect(correlationMatrix([moving, still]).matrix).toEqual([
      [1, null],
      [null, null],
    ])
    expect(correlationMatrix([moving, levels([9], [1])])).toEqual({
      returns: 0,
      matrix: [
        [null, null],
        [null, null],
      ],
    })
    expect(correlationMatrix([])).toEqual({ returns: 0, matrix: [] })
  })

  it('lies in -1 to 1 and is 1 and -1 for a series with itself and its mirror', () => {
    const changes = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 4, maxLength: 30 })
    fc.assert(
      fc.property(changes, changes, (first, second) => {
        const path = (values: number[], sign = 1) => {
          let now = 100
          return levels([0, ...values.map((_, i) => i + 1)], [100, ...values.map((one) => (now *= 1 + sign * one))])
        }
        const { matrix } = correlationMatrix([path(first), path(first), path(first, -1), path(second)])
        for (const value of matrix.flat()) if (value !== null) expect(Math.abs(value)).toBeLessThanOrEqual(1)
        if (matrix[0][1] !== null) expect(matrix[0][1]).toBeCloseTo(1, 6)
        if (matrix[0][2] !== null) expect(matrix[0][2]).toBeLessThanOrEqual(1)
      }),
    )
  })
})
