import { describe, expect, it } from 'vitest'
import { claimsOf } from '../support/forecast-honesty.ts'

describe('what a forecast claims', () => {
  it('is false for at most 5% of 200 random walks, and made for at least 90% of 50 series with structure, in one pooled fit', async () => {
    const { walks, structured } = await claimsOf(200, 50, {
      model: 'auto',
      file: null,
      input: 84,
      horizon: 30,
      levels: [0.8, 0.95],
      seed: 1,
      steps: null,
      members: 5,
    })
    expect(walks.claimed.length, walks.claimed.join(' ')).toBeLessThanOrEqual(0.05 * walks.all)
    expect(structured.claimed.length, `missed ${structured.missed.join(' ')}`).toBeGreaterThanOrEqual(0.9 * structured.all)
  }, 1_200_000)
})
