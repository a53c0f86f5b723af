import type { ToldPast } from '../../analysis/forecast/conformal.ts'
import { quantileOfSorted } from '../../analysis/statistics/quantile.ts'
import type { SeriesWalk } from './walk.ts'

/** Series that one with a short past calibrates with at most: more would say no more and take long. */
const MOST_TOGETHER = 16

/** What a series told, with what its moves are measured by where it calibrates with others. */
export interface PoolMember extends ToldPast {
  /** Usual volatility of the series; null for values that are no prices: they have units and ways of their own, and calibrate alone. */
  usual: number | null
}

/** The volatility that was usual before the first past forecast: the median of its rows. Null for values that are no prices. */
export function usualScale({ transform, scale, origins }: Pick<SeriesWalk, 'transform' | 'scale' | 'origins'>): number | null {
  if (transform !== 'log') return null
  const rows = scale.slice(1, (origins[0] ?? scale.length - 1) + 1).sort()
  return rows.length === 0 ? null : quantileOfSorted(rows, 0.5)
}

/**
 * The series that one calibrates with: itself first, then other prices, their moves brought to its own usual volatility (residuals are divided by
 * the root of the volatility only, so that a quiet stock would be given the bands of a wild one).
 */
export function poolOf(own: PoolMember, all: readonly PoolMember[]): ToldPast[] {
  if (own.usual === null) return [own]
  const others = all.filter((other) => other !== own && other.usual !== null).slice(0, MOST_TOGETHER - 1)
  return [own, ...others.map((other) => scaledBy(other, own.usual! / other.usual!))]
}

function scaledBy(one: ToldPast, factor: number): ToldPast {
  const scaled = (values: Float64Array) => values.map((value) => value * factor)
  const past = { ...one.past, scale: scaled(one.past.scale), came: scaled(one.past.came) }
  return { ...one, past, told: scaled(one.told) }
}
