import { describe, expect, it } from 'vitest'
import { claimsOf } from '../../../support/forecast-honesty.ts'

describe('what a forecast claims', () => {
  it('is false for at most one of 20 random walks, and made for 9 of 10 series with structure, in one pooled fit', async () => {
    const { walks, structured } = await claimsOf(20, 10, {
      model: 'auto',
      file: null,
      input: 60,
      horizon: 30,
      levels: [0.8],
      seed: 1,
      steps: 60,
      members: 1,
    })
    expect(walks.claimed.length, walks.claimed.join(' ')).toBeLessThanOrEqual(1)
    expect(structured.claimed.length, `missed ${structured.missed.join(' ')}`).toBeGreaterThanOrEqual(9)
  })
})
