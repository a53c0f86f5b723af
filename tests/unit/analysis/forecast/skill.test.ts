import { describe, expect, it } from 'vitest'
import { blockSkill, pooledSkill } from '../../../../src/analysis/forecast/skill.ts'
import { Random } from '../../../../src/analysis/random.ts'

const lossesOf = (seed: number, count: number, memory: number, size = 1) => {
  const random = new Random(seed, 'losses')
  let x = 0
  return Float64Array.from({ length: count }, () => {
    x = memory * x + Math.sqrt(1 - memory * memory) * random.normal()
    return size * Math.exp(0.5 * x)
  })
}

describe('skill against the last value', () => {
  it('is one less the ratio of losses, within its bounds, the same for the same seed', () => {
    const [loss, naive] = [lossesOf(1, 400, 0.5, 0.7), lossesOf(2, 400, 0.5)]
    const skill = blockSkill(loss, naive, { block: 10, seed: 3 })
    const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0)
    expect(skill?.skill).toBeCloseTo(1 - sum(loss) / sum(naive), 12)
    expect(skill?.low).toBeGreaterThan(0)
    expect(skill?.low).toBeLessThan(skill?.skill as number)
    expect(skill?.high).toBeGreaterThan(skill?.skill as number)
    expect(blockSkill(loss, naive, { block: 10, seed: 3 })).toEqual(skill)
    expect(blockSkill(loss, naive, { block: 10, seed: 4 })).not.toEqual(skill)
  })

  it('is exactly none against itself, and unknown where naive never errs', () => {
    const loss = lossesOf(1, 100, 0.9)
    expect(blockSkill(loss, loss, { block: 30, seed: 1 })).toEqual({ skill: 0, low: 0, high: 0 })
    expect(blockSkill([1, 2], [0, 0], { block: 1, seed: 1 })).toBeNull()
    expect(blockSkill([], [], { block: 1, seed: 1 })).toBeNull()
  })

  it('is exact for losses in proportion, whatever the block', () => {
    const naive = lossesOf(5, 90, 0.9)
    for (const block of [1, 7, 90, 500]) {
      const skill = blockSkill(
        naive.map((value) => 0.75 * value),
        naive,
        { block, seed: 1 },
      )
      for (const value of Object.values(skill ?? {})) expect(value).toBeCloseTo(0.25, 12)
    }
  })

  it('is wider where losses hang together and blocks know it', () => {
    const [loss, naive] = [lossesOf(1, 600, 0.97), lossesOf(2, 600, 0.97)]
    const width = (block: number) => {
      const { low, high } = blockSkill(loss, naive, { block, seed: 1 }) as { low: number; high: number }
      return high - low
    }
    expect(width(40)).toBeGreaterThan(2 * width(1))
  })

  it('holds the truth about as often as it says', () => {
    const cases = 200
    let held = 0
    for (let seed = 1; seed <= cases; seed++) {
      const [loss, naive] = [lossesOf(seed, 1000, 0.8), lossesOf(seed + 10_000, 1000, 0.8)]
      const { low, high } = blockSkill(loss, naive, { block: 30, seed, resamples: 400 }) as { low: number; high: number }
      if (low <= 0 && high >= 0) held++
    }
    expect(held / cases).toBeGreaterThan(0.88)
    expect(held / cases).toBeLessThan(0.995)
  })

  it('has wider bounds for fewer blocks: luck of three of them is seldom taken for skill', () => {
    const cases = 300
    let above = 0
    for (let seed = 1; seed <= cases; seed++) {
      const [loss, naive] = [lossesOf(seed, 60, 0.5), lossesOf(seed + 10_000, 60, 0.5)]
      if (blockSkill(loss, naive, { block: 20, seed, resamples: 200 })!.low > 0) above++
    }
    // The bare percentiles lie above zero in an eighth of such cases.
    expect(above / cases).toBeLessThan(0.1)
  })

  it('pools series: each weighs by its losses', () => {
    const naive = lossesOf(1, 200, 0.5)
    const better = { loss: naive.map((value) => value / 2), naiveLoss: naive }
    const same = { loss: naive.map((value) => 3 * value), naiveLoss: naive.map((value) => 3 * value) }
    expect(pooledSkill([better, same], { block: 5, seed: 1 })?.skill).toBeCloseTo(0.125, 12)
    expect(pooledSkill([], { block: 5, seed: 1 })).toBeNull()
  })
})
