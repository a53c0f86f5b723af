import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MonteCarlo, monteCarlo } from '../../../../src/analysis/metrics/monte-carlo.ts'
import { Random } from '../../../../src/analysis/random.ts'

const draw = (returns: number[], paths = 200, more = {}) =>
  monteCarlo(Float64Array.from(returns), { paths, seed: 5, ...more }) as MonteCarlo

function normalReturns(seed: number, days: number, mean = 0.0005, deviation = 0.01): number[] {
  const random = new Random(seed, 'returns')
  return Array.from({ length: days }, () => mean + deviation * random.normal())
}

describe('other histories of a run', () => {
  it('of a constant return are the run itself', () => {
    const result = draw(Array.from({ length: 10 }, () => 0.01))
    expect(result.finalReturn.p5).toBeCloseTo(1.01 ** 10 - 1, 12)
    expect(result.finalReturn.p95).toBeCloseTo(1.01 ** 10 - 1, 12)
    expect(result.maxDrawdown).toEqual({ p5: 0, p50: 0, p95: 0 })
    expect(result).toMatchObject({ days: 10, blockLength: 1, chanceOfRuin: 0, chanceOfLoss: 0, chanceOfLossLimit: null })
  })

  it('never fall by more than everything, whatever the days lost', () => {
    const daily = fc.double({ min: -3, max: 2, noNaN: true })
    fc.assert(
      fc.property(fc.array(daily, { minLength: 2, maxLength: 60 }), (returns) => {
        const { maxDrawdown, finalReturn, bands } = draw(returns, 40)
        expect(maxDrawdown.p5).toBeGreaterThanOrEqual(0)
        expect(maxDrawdown.p95).toBeLessThanOrEqual(1)
        expect(finalReturn.p5).toBeGreaterThanOrEqual(-1)
        for (const band of bands) expect(band.p5 >= 0 && band.p5 <= band.p50 && band.p50 <= band.p95).toBe(true)
      }),
    )
  })

  it('hang on the seed alone', () => {
    const returns = normalReturns(1, 250)
    expect(draw(returns)).toEqual(draw(returns))
    expect(draw(returns).finalReturn).not.toEqual(draw(returns, 200, { seed: 6 }).finalReturn)
  })

  it('have the spread of the law they are drawn from', () => {
    // Independent days: the log of the final equity is close to normal with the sample's own mean and deviation times sqrt(250).
    const returns = normalReturns(2, 250)
    const logs = returns.map(Math.log1p)
    const mean = logs.reduce((sum, one) => sum + one, 0) / 250
    const deviation = Math.sqrt(logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 250)
    const { finalReturn, blockLength, bands } = draw(returns, 20_000)
    expect(blockLength).toBeLessThan(2)
    expect(Math.log1p(finalReturn.p50)).toBeCloseTo(250 * mean, 1)
    const width = Math.log1p(finalReturn.p95) - Math.log1p(finalReturn.p5)
    expect(width / (2 * 1.6449 * deviation * Math.sqrt(250))).toBeGreaterThan(0.9)
    expect(width / (2 * 1.6449 * deviation * Math.sqrt(250))).toBeLessThan(1.1)
    expect(bands[bands.length - 1]).toEqual({
      day: 250,
      p5: expect.closeTo(1 + finalReturn.p5, 12),
      p50: expect.closeTo(1 + finalReturn.p50, 12),
      p95: expect.closeTo(1 + finalReturn.p95, 12),
    })
  })

  it('count ruin and the chosen loss limit', () => {
    // Half of the days lose 2%, half gain 1.9%: ruin is near over many of them and certain to be rarer than a fall of 10% from the top.
    const returns = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? -0.02 : 0.019))
    const shuffled = returns.map((one, i) => [one, (i * 7919) % 400] as const).sort((a, b) => a[1] - b[1])
    const { chanceOfRuin, chanceOfLossLimit } = draw(
      shuffled.map(([one]) => one),
      2000,
      { ruinLoss: 0.3, lossLimit: 0.1 },
    )
    expect(chanceOfRuin).toBeGreaterThan(0)
    expect(chanceOfRuin).toBeLessThan(chanceOfLossLimit as number)
    expect(
      draw([-1, 0.1, 0.1, 0.1, 0.1, 0.1], 2000).chanceOfRuin,
      'all is lost unless that one day is never drawn',
    ).toBeGreaterThan(0.5)
  })

  it('keep stretches of wild days together', () => {
    const random = new Random(9, 'stretches')
    const returns = Array.from({ length: 1000 }, (_, i) => (Math.floor(i / 50) % 2 === 0 ? 0.002 : 0.03) * random.normal())
    expect(draw(returns).blockLength).toBeGreaterThan(5)
  })

  it('need two days', () => {
    expect(monteCarlo(new Float64Array([0.1]), { paths: 10, seed: 1 })).toBeNull()
  })
})
