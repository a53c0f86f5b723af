import { type RegimeFacts, regimeAt } from '../../../../analysis/regime/regime.ts'
import { barsOf, lastOf, wholeNumber } from '../bars-of.ts'
import { indicatorColumn } from '../indicators.ts'

/** Trend and volatility at the last row as `analyze` tells them; `period` = bars of the volatility. UNKNOWN without enough rows. */
export function detectMarketRegime(df: unknown, period = 20): RegimeFacts {
  return regimeAt(barsOf(df, 'detectMarketRegime'), wholeNumber(period, 'period', 2))
}

export interface TrendStrength {
  /** 0 to 1: average directional index over 50, at most 1. */
  strength: number | null
  /** Where line and directional indicators agree; sideways where they do not. */
  direction: 'up' | 'down' | 'sideways' | 'unknown'
  /** Average directional index and directional indicators, 0 to 100. */
  adx: number | null
  plus: number | null
  minus: number | null
  /** Rise of the regression line a bar, in the symbol's currency. */
  slope: number | null
  /** Share of the closes' variation that the line explains, 0 to 1. */
  r2: number | null
}

/** How strong the trend is: average directional index (J. Welles Wilder, 1978) and least-squares line, both over `period` bars. */
export function assessTrendStrength(df: unknown, period = 20): TrendStrength {
  const bars = barsOf(df, 'assessTrendStrength')
  const bar = [wholeNumber(period, 'period', 2)]
  const [adx, plus, minus] = [0, 1, 2].map((output) => lastOf(indicatorColumn('adx', bars, bar, null, output)))
  const [slope, r2] = [1, 3].map((output) => lastOf(indicatorColumn('linreg', bars, bar, null, output)))
  const strength = adx === null ? null : Math.min(1, adx / 50)
  return { strength, direction: directionOf(slope, plus, minus), adx, plus, minus, slope, r2 }
}

function directionOf(slope: number | null, plus: number | null, minus: number | null): TrendStrength['direction'] {
  if (slope === null || plus === null || minus === null) return 'unknown'
  if (slope > 0 && plus > minus) return 'up'
  return slope < 0 && minus > plus ? 'down' : 'sideways'
}
