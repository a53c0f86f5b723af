import { describe, expect, it } from 'vitest'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { manyLives, summary, troubles } from '../support/chaos.ts'

/** `OPENBELL_SEED` takes up a life that went wrong. */
const FIRST = Number(process.env.OPENBELL_SEED ?? 1)
const LIVES = process.env.OPENBELL_SEED === undefined ? 40 : 1

describe('the real binary, killed at random points between intent and result, with random trouble on the wire', () => {
  it(`loses no order and sends none twice, in ${LIVES} lives`, async () => {
    const source = createSimulatedSource({ seed: 7, clock: createSystemClock() })
    const runs = await manyLives(
      Array.from({ length: LIVES }, (_, i) => FIRST + i),
      source,
    )
    process.stderr.write(`${summary(runs)}\n`)
    expect(troubles(runs)).toEqual([])
    // Enough of them must have died with something on its way, or nothing was shown.
    const between = runs.reduce((sum, run) => sum + run.between, 0)
    if (LIVES > 1) expect(between).toBeGreaterThanOrEqual(LIVES / 4)
  }, 600_000)
})
