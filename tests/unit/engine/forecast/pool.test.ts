import { describe, expect, it } from 'vitest'
import { scaledResiduals } from '../../../../src/analysis/forecast/conformal.ts'
import { type PoolMember, poolOf, usualScale } from '../../../../src/engine/forecast/pool.ts'

/** Four past forecasts of one step of a series whose moves are so large. */
function member(size: number, usual: number | null = size): PoolMember {
  const past = {
    horizon: 1,
    origins: Int32Array.of(10, 11, 12, 13),
    scale: new Float64Array(4).fill(size),
    came: Float64Array.of(1, -2, 0.5, 1).map((x) => x * size),
  }
  return { past, told: new Float64Array(4), usual }
}

describe('a pool of series', () => {
  it('brings the moves of others to the usual volatility of the one', () => {
    const [own, other] = poolOf(member(0.01), [member(0.01), member(0.05)])
      .slice(0, 3)
      .map(scaledResiduals)
    expect(Array.from(other)).toEqual(Array.from(own, (value) => expect.closeTo(value, 12)))
    const [, wild] = poolOf(member(0.05), [member(0.01)]).map(scaledResiduals)
    expect(wild[0]).toBeCloseTo(Math.sqrt(0.05), 12)
  })

  it('leaves values that are no prices alone', () => {
    const level = member(3, null)
    expect(poolOf(level, [level, member(0.01)])).toEqual([level])
    expect(poolOf(member(0.01), [level])).toHaveLength(1)
  })

  it('looks only at rows before the first past forecast', () => {
    const scale = Float64Array.of(1, 0.01, 0.02, 0.03, 0.04, 9, 9)
    expect(usualScale({ transform: 'log', scale, origins: Int32Array.of(3, 4) })).toBe(0.02)
    expect(usualScale({ transform: 'level', scale, origins: Int32Array.of(3) })).toBeNull()
  })
})
