import { windowMeans } from '../../../../analysis/indicators/parts/window-mean.ts'
import { barsOf, lastOf } from '../bars-of.ts'

/** Bars of the mean volume, the last among them. */
const VOLUME_BARS = 20

export interface BreakoutFound {
  isBreakout: boolean
  direction: 'up' | 'down' | null
  /** Last close over the one before, less 1. */
  change: number | null
  /** Last volume over the mean of the last 20 bars, itself among them. */
  volumeRatio: number | null
}

/**
 * Whether the last bar broke out, by the rule of `scan breakout`: |change| of the close over `threshold`, on more than `multiple` times the mean
 * volume of 20 bars. Never without enough bars.
 */
export function detectBreakout(df: unknown, threshold = 0.03, multiple = 2): BreakoutFound {
  const { close, volume, length } = barsOf(df, 'detectBreakout')
  const means = new Float64Array(length)
  if (length >= VOLUME_BARS) windowMeans(volume, length, VOLUME_BARS, means)
  const mean = length >= VOLUME_BARS ? lastOf(means) : null
  const change = length > 1 && close[length - 2] > 0 ? close[length - 1] / close[length - 2] - 1 : null
  const volumeRatio = mean !== null && mean > 0 ? volume[length - 1] / mean : null
  const isBreakout = change !== null && volumeRatio !== null && Math.abs(change) > threshold && volumeRatio > multiple
  return { isBreakout, direction: !isBreakout ? null : (change as number) > 0 ? 'up' : 'down', change, volumeRatio }
}
