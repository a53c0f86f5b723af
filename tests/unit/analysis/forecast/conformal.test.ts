import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bandAround,
  bandShapes,
  scaledResiduals,
  sortResiduals,
  type ToldPast,
} from '../../../../src/analysis/forecast/conformal.ts'
import { calibrateBands, pastBands } from '../../../../src/analysis/forecast/past-bands.ts'
import { tailOf } from '../../../../src/analysis/forecast/tail.ts'
import { ewmaVolatility } from '../../../../src/analysis/forecast/volatility.ts'
import { Random } from '../../../../src/analysis/random.ts'
import { randomWalk } from '../../../support/forecast-series.ts'

const LEVELS = [0.5, 0.8, 0.95]
const finite = fc.double({ min: -1e3, max: 1e3, noNaN: true })

/** The last value's forecasts at every origin from row 50 on. */
function naivePast(z: Float64Array, horizon: number): ToldPast {
  const count = z.length - horizon - 50
  const volatility = ewmaVolatility(z)
  const origins = Int32Array.from({ length: count }, (_, i) => 50 + i)
  const came = Float64Array.from({ length: count * horizon }, (_, k) => {
    const origin = origins[Math.floor(k / horizon)]
    return z[origin + 1 + (k % horizon)] - z[origin]
  })
  return {
    past: { horizon, origins, scale: Float64Array.from(origins, (o) => volatility[o]), came },
    told: new Float64Array(came.length),
  }
}

const walk = (seed: number, rows: number) => randomWalk(4 * seed, rows).map(Math.log)

describe('conformal bands', () => {
  it('take the finite-sample quantile of the residuals', () => {
    const sorted = [Float64Array.of(-9, -4, -1, 0, 2, 3, 5, 6, 8)]
    // Sizes ascending: 0 1 2 3 4 5 6 8 9; ceil(0.8 x 10) = the eighth.
    expect(bandShapes(sorted, [0.8])).toEqual([{ level: 0.8, low: [8], high: [8] }])
    expect(bandShapes(sorted, [0.8], 'signed')).toEqual([{ level: 0.8, low: [9], high: [8] }])
    expect(bandShapes(sorted, [0.5])).toEqual([{ level: 0.5, low: [4], high: [4] }])
    // More than the sample can tell: its widest.
    expect(bandShapes(sorted, [0.99])).toEqual([{ level: 0.99, low: [9], high: [9] }])
    expect(bandShapes([new Float64Array(0)], [0.8])).toEqual([{ level: 0.8, low: [0], high: [0] }])
    // The forecasts of later steps overlap and count for less: ceil(0.5 x (10 + 1)) = the sixth.
    expect(bandShapes(new Array(4).fill(sorted[0]), [0.5])[0].high).toEqual([4, 5, 5, 5])
    // A level that aims lower than the one inside it is held open by that.
    const [inner, outer] = bandShapes(sorted, [0.5, 0.8], 'symmetric', [0.8, 0.5])
    expect([inner.high, outer.high, outer.low]).toEqual([[8], [8], [8]])
  })

  it('never narrow with the step, and wider levels hold narrower ones', () => {
    const steps = fc.array(fc.array(finite, { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(steps, fc.constantFrom('symmetric' as const, 'signed' as const), (residuals, kind) => {
        const shapes = bandShapes(
          residuals.map((values) => Float64Array.from(values).sort()),
          LEVELS,
          kind,
        )
        shapes.forEach((shape, k) => {
          for (const side of [shape.low, shape.high]) {
            for (const [step, distance] of side.entries())
              expect(distance).toBeGreaterThanOrEqual(Math.max(0, side[step - 1] ?? 0))
          }
          const inner = shapes[k - 1]
          for (const [step, distance] of (inner?.low ?? []).entries()) expect(shape.low[step]).toBeGreaterThanOrEqual(distance)
          for (const [step, distance] of (inner?.high ?? []).entries()) expect(shape.high[step]).toBeGreaterThanOrEqual(distance)
        })
      }),
    )
  })

  it('hold what they promise of exchangeable residuals', () => {
    const random = new Random(1, 'conformal')
    let held = 0
    const cases = 4000
    for (let i = 0; i < cases; i++) {
      const sorted = Float64Array.from({ length: 19 }, () => random.normal()).sort()
      const [{ low, high }] = bandShapes([sorted], [0.8], i % 2 ? 'signed' : 'symmetric')
      const value = random.normal()
      if (value >= -low[0] && value <= high[0]) held++
    }
    expect(held / cases).toBeGreaterThan(0.78)
    expect(held / cases).toBeLessThan(0.82)
  })

  it('follow volatility by its square root', () => {
    const past = naivePast(walk(1, 200), 4)
    const wild = { ...past, past: { ...past.past, scale: past.past.scale.map((value) => 4 * value) } }
    const [one, other] = [scaledResiduals(past), scaledResiduals(wild)]
    for (const [k, value] of one.entries()) expect(other[k]).toBeCloseTo(value / 2, 12)
    expect(bandAround({ level: 0.8, low: [1, 2], high: [3, 4] }, [10, 20], 4)).toEqual({
      level: 0.8,
      low: [8, 16],
      high: [16, 28],
    })
  })

  it('pool series', () => {
    expect(sortResiduals([Float64Array.of(3, 1, 2, 9), Float64Array.of(0, 5)], 2).map((step) => [...step])).toEqual([
      [0, 2, 3],
      [1, 5, 9],
    ])
  })
})

describe('the tail', () => {
  it('is the distribution of the last step on a grid', () => {
    const last = Float64Array.from({ length: 203 }, (_, i) => i)
    const tail = tailOf([Float64Array.of(1), last])
    expect(tail).toHaveLength(201)
    for (const [i, value] of tail.entries()) expect(value).toBeCloseTo(i + 1, 9)
    expect(tailOf([new Float64Array(0)])).toEqual([])
  })
})

describe('bands of the past', () => {
  it('hold nearly what they say on walks, each calibrated before its time', () => {
    const all = Array.from({ length: 12 }, (_, seed) => naivePast(walk(seed, 900), 10))
    const held = LEVELS.map(() => ({ inside: 0, all: 0 }))
    for (const one of all) {
      pastBands(one, [], LEVELS).forEach((band, level) => {
        one.past.came.forEach((value, k) => {
          if (band.calibrated[Math.floor(k / 10)] === 0) return
          held[level].all++
          if (value >= band.low[k] && value <= band.high[k]) held[level].inside++
        })
      })
    }
    for (const [level, { inside, all: count }] of held.entries())
      expect(Math.abs(inside / count - LEVELS[level])).toBeLessThan(0.04)
  })

  it('aim higher after they held too little, and lower after they held too much', () => {
    const horizon = 5
    const quiet = walk(9, 900)
    // The moves of the second half are twice or half as large as volatility says: its scale is the first half's by force.
    const changed = (factor: number) => {
      const one = naivePast(quiet, horizon)
      const half = Math.floor(one.past.came.length / 2)
      const came = one.past.came.map((value, k) => (k < half ? value : factor * value))
      return calibrateBands({ ...one, past: { ...one.past, came } }, [], [0.8])
    }
    const heldLate = (factor: number) => {
      const [band] = changed(factor).past
      const from = Math.floor(band.low.length * 0.6)
      const one = naivePast(quiet, horizon).past.came
      let held = 0
      for (let k = from; k < one.length; k++) if (Math.abs(factor * one[k]) <= band.high[k]) held++
      return held / (one.length - from)
    }
    const fixed = (factor: number) => {
      const one = naivePast(quiet, horizon)
      const half = Math.floor(one.past.origins.length / 2) * horizon
      const sorted = sortResiduals([scaledResiduals(one).subarray(0, half)], horizon)
      const [shape] = bandShapes(sorted, [0.8])
      let held = 0
      const residuals = scaledResiduals(one).subarray(half)
      residuals.forEach((value, k) => {
        if (Math.abs(factor * value) <= shape.high[k % horizon]) held++
      })
      return held / residuals.length
    }
    expect(Math.abs(heldLate(1.5) - 0.8)).toBeLessThan(Math.abs(fixed(1.5) - 0.8) / 2)
    expect(Math.abs(heldLate(0.6) - 0.8)).toBeLessThan(Math.abs(fixed(0.6) - 0.8) / 2)
  })

  it('have the bands of today from all that is complete', () => {
    const one = naivePast(walk(10, 400), 5)
    const { now, past, sorted } = calibrateBands(one, [], LEVELS)
    expect(past).toEqual(pastBands(one, [], LEVELS))
    expect(sorted.map((step) => step.length)).toEqual(new Array(5).fill(one.past.origins.length))
    expect(now.map(({ level }) => level)).toEqual(LEVELS)
    for (const { high } of now)
      for (const [step, distance] of high.entries()) expect(distance).toBeGreaterThanOrEqual(high[step - 1] ?? 0)
    expect(
      calibrateBands({ ...one, past: { ...one.past, origins: new Int32Array(0), came: new Float64Array(0) } }, [], [0.8]).now[0]
        .high,
    ).toEqual(new Array(5).fill(0))
  })

  it('see nothing of a forecast that was not complete', () => {
    const horizon = 5
    const one = naivePast(walk(3, 200), horizon)
    const bands = pastBands(one, [], LEVELS)
    expect(bands[0].calibrated.slice(0, 2 * horizon)).toEqual(new Uint8Array(2 * horizon))
    fc.assert(
      fc.property(fc.nat(one.past.origins.length - 1), (cut) => {
        const came = one.past.came.map((value, k) => (Math.floor(k / horizon) > cut - horizon ? 50 + value : value))
        const altered = pastBands({ ...one, past: { ...one.past, came } }, [], LEVELS)
        bands.forEach((band, level) => {
          expect(altered[level].low.subarray(0, (cut + 1) * horizon)).toEqual(band.low.subarray(0, (cut + 1) * horizon))
          expect(altered[level].high.subarray(0, (cut + 1) * horizon)).toEqual(band.high.subarray(0, (cut + 1) * horizon))
        })
      }),
      { numRuns: 30 },
    )
  })

  it('pool by time: a short series learns from others what was complete then, and nothing later', () => {
    const horizon = 5
    const timed = (past: ToldPast, start: number): ToldPast => {
      const made = Float64Array.from(past.past.origins, (origin) => start + origin)
      return { ...past, times: { made, known: made.map((time) => time + horizon) } }
    }
    const short = timed(naivePast(walk(5, 120), horizon), 400)
    const long = timed(naivePast(walk(6, 520), horizon), 0)
    const bands = pastBands(short, [short, long], LEVELS)
    expect(bands[0].calibrated).toEqual(new Uint8Array(short.past.origins.length).fill(1))
    const after = (long.times as { known: Float64Array }).known.findIndex((time) => time > 460)
    const came = long.past.came.map((value, k) => (Math.floor(k / horizon) >= after ? 9 : value))
    const altered = pastBands(short, [short, { ...long, past: { ...long.past, came } }], LEVELS)
    const before = (short.times as { made: Float64Array }).made.findIndex((time) => time > 460)
    expect(altered[2].low.subarray(0, before * horizon)).toEqual(bands[2].low.subarray(0, before * horizon))
    expect(altered[2].low).not.toEqual(bands[2].low)
  })

  it('are alone from 500 past forecasts on', () => {
    const long = naivePast(walk(7, 620), 5)
    const wild = naivePast(
      walk(8, 620).map((value) => value * 100),
      5,
    )
    expect(pastBands(long, [long, wild], LEVELS)).toEqual(pastBands(long, [], LEVELS))
  })
})
