import { Random } from '../../src/analysis/random.ts'

/** Daily volatility of the walks. */
const VOLATILITY = 0.015

/** Prices whose past tells nothing of their future: normal moves, moves in clusters (GARCH), moves with fat tails, moves with a little drift. */
export function randomWalk(seed: number, rows: number): Float64Array {
  const random = new Random(seed, 'random walk')
  const kind = seed % 4
  let variance = VOLATILITY ** 2
  let z = Math.log(50)
  return Float64Array.from({ length: rows }, () => {
    const normal = random.normal()
    if (kind === 1) {
      const move = Math.sqrt(variance) * normal
      variance = 0.02 * VOLATILITY ** 2 + 0.93 * variance + 0.05 * move ** 2
      z += move
    } else if (kind === 2) z += (VOLATILITY * 0.8 * normal) / Math.sqrt(meanSquare(random, 4))
    else z += VOLATILITY * normal + (kind === 3 ? 0.0003 : 0)
    return Math.exp(z)
  })
}

export const STRUCTURES = ['season', 'mean reversion', 'trend', 'mixture', 'season on a walk'] as const
export type Structure = (typeof STRUCTURES)[number]

/** Prices with something to know in them, of a strength, period and noise that the seed decides. */
export function structured(seed: number, rows: number, kind: Structure = STRUCTURES[seed % STRUCTURES.length]): Float64Array {
  const random = new Random(seed, 'structured')
  const period = [7, 12, 20, 24, 30, 50][random.below(6)]
  const swing = 0.02 + 0.03 * random.uniform()
  const noise = swing * (0.3 + 0.7 * random.uniform())
  const memory = 0.8 + 0.15 * random.uniform()
  const slope = (random.uniform() < 0.5 ? -1 : 1) * (0.0005 + 0.001 * random.uniform())
  let reverting = 0
  let walk = 0
  return Float64Array.from({ length: rows }, (_, row) => {
    const shock = noise * random.normal()
    reverting = memory * reverting + shock
    walk += 0.1 * shock
    const season = swing * Math.sin((2 * Math.PI * row) / period)
    const parts: Record<Structure, number> = {
      season: season + shock,
      'mean reversion': reverting,
      trend: slope * row + shock,
      mixture: season + slope * row + reverting / 2,
      'season on a walk': season + walk + (noise * random.normal()) / 2,
    }
    return 100 * Math.exp(parts[kind])
  })
}

function meanSquare(random: Random, count: number): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += random.normal() ** 2
  return sum / count
}
