import { vwap } from '../../../../analysis/indicators/volume/vwap.ts'
import { LIQUIDITY_MINUTES, type Liquidity, meanPrints, rateLiquidity } from '../../../../analysis/liquidity.ts'
import { type VolumeProfile, volumeProfile } from '../../../../analysis/volume-profile/volume-profile.ts'
import { isIntraday, parseTimeframe, TIMEFRAME_MS } from '../../../../market/timeframe.ts'
import { barsOf, lastOf, oneSeries, wholeNumber } from '../bars-of.ts'
import type { Frame } from '../frame.ts'

/** Prints a minute from which a symbol is liquid, the house's usual minimum. */
const LEAST_PRINTS = 1000

/** Regular minutes of a session, and of a week of five. */
const SESSION_MINUTES = { '1d': 390, '1w': 5 * 390 }

/** Volume-weighted average price from the first row up to each row, in the symbol's currency. */
export function vwapSeries(df: unknown): Float64Array {
  return vwapOf(df, 'vwapSeries')
}

/** Volume-weighted average price of all rows; null without volume. */
export function calculateVwap(df: unknown): number | null {
  return lastOf(vwapOf(df, 'calculateVwap'))
}

function vwapOf(df: unknown, helper: string): Float64Array {
  const bars = barsOf(df, helper)
  const out = new Float64Array(bars.length)
  vwap(bars, 0, bars.length, out)
  return out
}

/** Volume by price in equal bins, with the point of control and the area that holds 70% (see `volumeProfile`); null without volume. */
export function analyzeVolumeProfile(df: unknown, bins = 10): VolumeProfile | null {
  return volumeProfile(barsOf(df, 'analyzeVolumeProfile'), 0, wholeNumber(bins, 'bins'))
}

/**
 * Rating of prints a minute: EXCELLENT from 1,000, GOOD from 500, POOR from 100, else INSUFFICIENT; UNKNOWN without counts. Takes a number, or
 * a frame of bars: the mean of its last five, prints over the minutes of a bar (a session has 390).
 */
export function assessLiquidity(value: unknown): Liquidity {
  if (value === null || typeof value === 'number')
    return rateLiquidity(Number.isFinite(value) ? (value as number) : null, LEAST_PRINTS)
  return rateLiquidity(printsPerMinute(oneSeries(value, 'assessLiquidity')), LEAST_PRINTS)
}

function printsPerMinute(frame: Frame): number | null {
  if (!frame.has('prints') || frame.timeframe === null) return null
  const timeframe = parseTimeframe(frame.timeframe)
  const minutes = isIntraday(timeframe) ? TIMEFRAME_MS[timeframe] / 60_000 : SESSION_MINUTES[timeframe as '1d' | '1w']
  const last = Array.from((frame.col('prints') as Float64Array).slice(-LIQUIDITY_MINUTES))
  return meanPrints(last.map((prints) => (Number.isNaN(prints) ? null : prints / minutes)))
}
