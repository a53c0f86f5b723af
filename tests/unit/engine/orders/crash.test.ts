import { describe, expect, it } from 'vitest'
import { faultsOf, liveThroughCrashes } from '../../../support/crash-case.ts'

const CASES = 10_000

describe('an account whose processes end at any durable write, behind a broker that loses requests and answers', () => {
  it(`loses no order and sends none twice, in ${CASES} lives`, async () => {
    let crashes = 0
    for (let seed = 1; seed <= CASES; seed++) {
      const life = await liveThroughCrashes(seed)
      crashes += life.crashes
      expect({ seed, faults: await faultsOf(life) }).toEqual({ seed, faults: [] })
    }
    // The lives must really have been cut short, most of them.
    expect(crashes).toBeGreaterThan(CASES / 2)
  }, 600_000)
})
