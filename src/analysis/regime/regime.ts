import type { Bars, Column } from '../../market/bars.ts'
import { indicatorColumn } from '../indicators/registry.ts'

/** Direction by volatility; SIDEWAYS_MARKET without a trend, UNKNOWN without enough bars. */
export const REGIMES = [
  'HIGH_VOLATILITY_BULL',
  'HIGH_VOLATILITY_BEAR',
  'LOW_VOLATILITY_BULL',
  'LOW_VOLATILITY_BEAR',
  'SIDEWAYS_MARKET',
  'UNKNOWN',
] as const
export type Regime = (typeof REGIMES)[number]

export type Trend = 'up' | 'down' | 'sideways' | 'unknown'

/** What the words mean, in bars unless said otherwise. */
export const REGIME_RULES = {
  /** Average directional index from which there is a trend; Wilder's own line is 25, 20 is the usual line of no trend. */
  trendFrom: 20,
  adxPeriod: 14,
  /** Closes of the regression line whose slope gives the direction. */
  slopeBars: 50,
  /** Average true ranges that the line must rise or fall over these bars. */
  leastDrift: 1,
  volatilityBars: 20,
  /** Values before, among which the last volatility is ranked: a year of daily bars. */
  rankedAmong: 252,
  fewestRanked: 60,
  /** Rank above which volatility is high: its own median. */
  highFrom: 0.5,
} as const

export interface RegimeFacts {
  regime: Regime
  trend: Trend
  /** 0 to 1: average directional index over 50, at most 1; null while unknown. */
  strength: number | null
  adx: number | null
  /** Directional indicators, 0 to 100: the greater one's side is the trend's. */
  plus: number | null
  minus: number | null
  /** Rise of the regression line over its bars in average true ranges. */
  drift: number | null
  /** Standard deviation of the last 20 log returns, a fraction a bar (times the root of 252 for a year of daily bars). */
  volatility: number | null
  /** Share of the values before that were lower, 0 to 1. */
  volatilityRank: number | null
}

/**
 * Trend and volatility at the last bar. A trend needs an average directional index of at least 20 (J. Welles Wilder, New Concepts in Technical
 * Trading Systems, 1978), a regression line of 50 closes that moved at least one average true range, and directional indicators on the same
 * side; else it is sideways. Volatility is high above the median of its own 252 values before. UNKNOWN without enough bars.
 */
export function regimeAt(bars: Bars, volatilityBars: number = REGIME_RULES.volatilityBars): RegimeFacts {
  const adx = lastOf(indicatorColumn('adx', bars, [REGIME_RULES.adxPeriod]), bars)
  const plus = lastOf(indicatorColumn('adx', bars, [REGIME_RULES.adxPeriod], null, 1), bars)
  const minus = lastOf(indicatorColumn('adx', bars, [REGIME_RULES.adxPeriod], null, 2), bars)
  const slope = lastOf(indicatorColumn('linreg', bars, [REGIME_RULES.slopeBars], null, 1), bars)
  const range = lastOf(indicatorColumn('atr', bars, [14]), bars)
  const drift = slope === null || range === null ? null : driftOf(slope, range)
  const trend = trendOf(adx, plus, minus, drift)
  const { volatility, volatilityRank } = volatilityAt(bars, volatilityBars)
  const strength = adx === null ? null : Math.min(1, adx / 50)
  return { regime: regimeOf(trend, volatilityRank), trend, strength, adx, plus, minus, drift, volatility, volatilityRank }
}

function driftOf(slope: number, range: number): number {
  return range === 0 ? 0 : (slope * (REGIME_RULES.slopeBars - 1)) / range
}

function trendOf(adx: number | null, plus: number | null, minus: number | null, drift: number | null): Trend {
  if (adx === null || plus === null || minus === null || drift === null) return 'unknown'
  if (adx < REGIME_RULES.trendFrom || Math.abs(drift) < REGIME_RULES.leastDrift) return 'sideways'
  if (drift > 0 && plus > minus) return 'up'
  return drift < 0 && minus > plus ? 'down' : 'sideways'
}

function regimeOf(trend: Trend, rank: number | null): Regime {
  if (trend === 'unknown' || rank === null) return 'UNKNOWN'
  if (trend === 'sideways') return 'SIDEWAYS_MARKET'
  const level = rank > REGIME_RULES.highFrom ? 'HIGH' : 'LOW'
  return `${level}_VOLATILITY_${trend === 'up' ? 'BULL' : 'BEAR'}`
}

/** The last realised volatility and its rank among those before; ties count half. */
function volatilityAt(bars: Bars, volatilityBars: number): Pick<RegimeFacts, 'volatility' | 'volatilityRank'> {
  const values = indicatorColumn('realised_volatility', bars, [volatilityBars, 1])
  const volatility = lastOf(values, bars)
  if (volatility === null) return { volatility: null, volatilityRank: null }
  const end = bars.length - 1
  const before = Array.from(values.subarray(Math.max(0, end - REGIME_RULES.rankedAmong), end)).filter(Number.isFinite)
  if (before.length < REGIME_RULES.fewestRanked) return { volatility, volatilityRank: null }
  const lower = before.filter((value) => value < volatility).length
  const equal = before.filter((value) => value === volatility).length
  return { volatility, volatilityRank: (lower + equal / 2) / before.length }
}

function lastOf(values: Column, bars: Bars): number | null {
  const value = values[bars.length - 1]
  return Number.isFinite(value) ? value : null
}
