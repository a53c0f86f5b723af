import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../../../src/analysis/random.ts'
import { tellMoves } from '../../../../../src/engine/forecast/long-horizon/line.ts'

describe('telling a line', () => {
  it('is the sum that it says, for any number of lags, steps and origins', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 11 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(),
        (lags, horizon, count, seed) => {
          const random = new Random(seed, 'line')
          const draw = (length: number) => Float64Array.from({ length }, () => random.normal())
          const z = draw(40)
          const line = { lags, horizon, weights: draw(lags * horizon), constants: draw(horizon) }
          const origins = Int32Array.from({ length: count }, (_, i) => 12 + 3 * i)
          const out = new Float32Array(count * horizon)
          tellMoves(line, z, origins, out)
          for (const [w, origin] of origins.entries()) {
            for (let step = 0; step < horizon; step++) {
              let sum = line.constants[step]
              for (let lag = 0; lag < lags; lag++) sum += line.weights[lag * horizon + step] * (z[origin - lag - 1] - z[origin])
              expect(out[w * horizon + step]).toBeCloseTo(sum, 4)
            }
          }
        },
      ),
      { numRuns: 50 },
    )
  })
})
