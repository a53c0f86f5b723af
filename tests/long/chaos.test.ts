import { describe, expect, it } from 'vitest'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { manyLives, summary, troubles } from '../support/chaos.ts'

const LIVES = Number(process.env.OPENBELL_LIVES ?? 500)
/** The lives of the usual tests come before. */
const FIRST = 1001

describe('the real binary, killed at random points between intent and result, with random trouble on the wire', () => {
  it(`loses no order and sends none twice, in ${LIVES} lives`, async () => {
    const source = createSimulatedSource({ seed: 7, clock: createSystemClock() })
    const runs = await manyLives(
      Array.from({ length: LIVES }, (_, i) => FIRST + i),
      source,
    )
    process.stderr.write(`${summary(runs)}\n`)
    expect(troubles(runs)).toEqual([])
    expect(runs.reduce((sum, run) => sum + run.between, 0)).toBeGreaterThanOrEqual(LIVES / 4)
  }, 7_200_000)
})
