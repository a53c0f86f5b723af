import type { Column } from '../../market/bars.ts'

/** Bars that momentum is told over, short to long. */
const MOMENTUM_WINDOWS = [1, 5, 10, 20, 60, 120, 250]

export interface Momentum {
  bars: number
  /** Last close over the close so many bars ago, less 1; null when the series does not reach back so far. */
  change: number | null
}

/** Rate of change of the last close over several windows, as fractions. */
export function momentumWindows(close: Column, length: number, windows: readonly number[] = MOMENTUM_WINDOWS): Momentum[] {
  return windows.map((bars) => {
    const before = close[length - 1 - bars]
    return { bars, change: bars < length && before > 0 ? close[length - 1] / before - 1 : null }
  })
}
