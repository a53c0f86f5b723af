import { settlingBars, type TurnSettings, turnSettings } from '../../analysis/peaks/settings.ts'
import { TurnTracker } from '../../analysis/peaks/tracker.ts'
import { PEAK, TROUGH } from '../../analysis/peaks/turns.ts'
import type { Instant } from '../../core/time.ts'

/** Closed bars of a position's symbol, ascending. */
export interface PeakBars {
  length: number
  time: Float64Array
  close: Float64Array
}

/** Bars that the judgement rests on: more would change nothing, fewer may hold no three peaks. */
export const PEAK_BARS = 500

/**
 * True when the last two settled peaks since the position was opened are each lower than the one before (of a short position: troughs, each
 * higher). Settled extrema only: what later bars can still change says nothing yet (see analysis/peaks). Peaks are compared by the raw close.
 * @param since when the position was opened; null = unknown, and all the bars count
 */
export function peaksDecline(
  bars: PeakBars,
  side: 'long' | 'short',
  since: Instant | null,
  settings: TurnSettings = turnSettings({ bars: PEAK_BARS }),
): boolean {
  const [before, middle, last] = settledExtrema(bars, side === 'long' ? PEAK : TROUGH, since, settings).slice(-3)
  if (last === undefined) return false
  return side === 'long' ? before > middle && middle > last : before < middle && middle < last
}

function settledExtrema(
  { length, time, close }: PeakBars,
  kind: typeof PEAK | typeof TROUGH,
  since: Instant | null,
  settings: TurnSettings,
): number[] {
  const tracker = new TurnTracker(settings)
  tracker.advance(close, length)
  const settled = length - 1 - settlingBars(settings)
  return tracker
    .reported()
    .filter((code) => (code & 1) === kind)
    .map((code) => code >> 1)
    .filter((row) => row <= settled && (since === null || time[row] >= since))
    .map((row) => close[row])
}
