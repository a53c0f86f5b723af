import { describe, expect, it } from 'vitest'
import { backtestOverfitting, type Overfitting } from '../../../../src/analysis/metrics/overfitting.ts'
import { Random } from '../../../../src/analysis/random.ts'

function noise(seed: number, trials: number, days: number, edge = 0): Float64Array[] {
  const random = new Random(seed, 'trials')
  return Array.from({ length: trials }, (_, k) =>
    Float64Array.from({ length: days }, () => (k === 0 ? edge : 0) + 0.01 * random.normal()),
  )
}

const sharpe = (values: number[]) => {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length
  return mean / Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (values.length - 1))
}

/** The definition, word by word: every half of the blocks by recursion, ranks by counting. */
function plain(returns: Float64Array[], blocks: number) {
  const size = Math.floor(returns[0].length / blocks)
  const skip = returns[0].length - size * blocks
  const days = (trial: Float64Array, chosen: number[]) =>
    chosen.flatMap((b) => [...trial.subarray(skip + b * size, skip + (b + 1) * size)])
  const halves = (from: number, left: number): number[][] =>
    left === 0
      ? [[]]
      : from >= blocks
        ? []
        : [...halves(from + 1, left - 1).map((rest) => [from, ...rest]), ...halves(from + 1, left)]
  const results = halves(0, blocks / 2).map((chosen) => {
    const others = Array.from({ length: blocks }, (_, b) => b).filter((b) => !chosen.includes(b))
    const inside = returns.map((trial) => sharpe(days(trial, chosen)))
    const outside = returns.map((trial) => sharpe(days(trial, others)))
    const best = inside.indexOf(Math.max(...inside))
    const rank = (1 + outside.filter((one) => one < outside[best]).length) / (returns.length + 1)
    return { logit: Math.log(rank / (1 - rank)), out: outside[best] }
  })
  return {
    combinations: results.length,
    pbo: results.filter(({ logit }) => logit <= 0).length / results.length,
    chanceOfLoss: results.filter(({ out }) => out < 0).length / results.length,
  }
}

describe('probability of backtest overfitting', () => {
  it.each([
    [1, 5, 100, 8],
    [2, 12, 61, 6],
    [3, 3, 200, 10],
    [4, 2, 43, 4],
  ])('is what the definition says (seed %i: %i trials, %i days, %i blocks)', (seed, trials, days, blocks) => {
    const returns = noise(seed, trials, days)
    expect(backtestOverfitting(returns, blocks)).toMatchObject(plain(returns, blocks))
  })

  it('is near a half for trials that are all noise, and near nothing when one of them has an edge', () => {
    const mean =
      [1, 2, 3, 4, 5, 6].map((seed) => (backtestOverfitting(noise(seed, 20, 640)) as Overfitting).pbo).reduce((a, b) => a + b) / 6
    expect(mean).toBeGreaterThan(0.3)
    expect(mean).toBeLessThan(0.7)
    expect(backtestOverfitting(noise(7, 20, 640, 0.004))).toMatchObject({
      pbo: 0,
      chanceOfLoss: 0,
      combinations: 12_870,
      blocks: 16,
    })
  })

  it('is high when what won turns round', () => {
    // Each trial gains in its own pair of blocks and loses elsewhere: whatever is best in sample has its gain behind it.
    const returns = Array.from({ length: 8 }, (_, k) =>
      Float64Array.from({ length: 160 }, (__, day) => (Math.floor(day / 20) === k ? 0.02 : -0.002) + 0.0001 * ((day * 37) % 11)),
    )
    expect((backtestOverfitting(returns) as Overfitting).pbo).toBeGreaterThan(0.9)
  })

  it('counts trials that did nothing, and equals by their mean rank', () => {
    const still = [new Float64Array(80), new Float64Array(80), new Float64Array(80)]
    expect(backtestOverfitting(still)).toMatchObject({ pbo: 1, medianRank: 0.5, chanceOfLoss: 0 })
  })

  it('takes fewer blocks of few days, the last days that make equal ones, and none of too few', () => {
    expect(backtestOverfitting(noise(1, 3, 47))).toMatchObject({ blocks: 8, days: 40 })
    expect(backtestOverfitting(noise(1, 3, 19))).toBeNull()
    expect(backtestOverfitting(noise(1, 1, 400))).toBeNull()
    expect(backtestOverfitting([])).toBeNull()
    expect(() => backtestOverfitting([new Float64Array(40), new Float64Array(41)])).toThrow(/different days/)
  })
})
