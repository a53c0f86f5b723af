import { clusterLevels, LEVEL_WIDTH_ATR, type Level } from '../../../../analysis/levels/clusters.ts'
import { type Pivot, settledPivots } from '../../../../analysis/patterns/pivots.ts'
import type { Bars } from '../../../../market/bars.ts'
import { barsOf, lastOf, wholeNumber } from '../bars-of.ts'
import { indicatorColumn } from '../indicators.ts'

export interface LevelFound {
  price: number
  low: number
  high: number
  touches: number
  /** Price over the last close, less 1. */
  distance: number
  lastTouch: number
}

export interface SupportResistance {
  /** At or below the last close, nearest first. */
  support: LevelFound[]
  /** Above it, nearest first. */
  resistance: LevelFound[]
}

/**
 * Prices at which the series turned at least `touches` times. A turn is settled (no later bar can change it) and the highest high or lowest low of
 * the `window` bars around it; turns within one average true range (14) of each other are one level (`settledPivots`, `clusterLevels`).
 */
export function detectSupportResistance(df: unknown, window = 20, touches = 2): SupportResistance {
  const bars = barsOf(df, 'detectSupportResistance')
  const side = Math.ceil(wholeNumber(window, 'window', 2) / 2)
  const least = wholeNumber(touches, 'touches')
  const range = lastOf(indicatorColumn('atr', bars, [14]))
  const price = bars.close[bars.length - 1]
  if (range === null) return { support: [], resistance: [] }
  const pivots = settledPivots(bars).filter((pivot) => standsOut(bars, pivot, side))
  const found = clusterLevels(pivots, LEVEL_WIDTH_ATR * range)
    .filter((level) => level.touches >= least)
    .map((level) => levelFound(level, bars, price))
  return {
    support: found.filter((level) => level.price <= price),
    resistance: found.filter((level) => level.price > price).reverse(),
  }
}

function levelFound({ price, low, high, touches, lastRow }: Level, bars: Bars, close: number): LevelFound {
  return { price, low, high, touches, distance: price / close - 1, lastTouch: bars.time[lastRow] }
}

/** No bar on either side goes beyond it; the bars after it must be there, or a later one still could. */
function standsOut(bars: Bars, { kind, row, price }: Pivot, side: number): boolean {
  if (row + side >= bars.length) return false
  for (let at = Math.max(0, row - side); at <= row + side; at++) {
    if (kind === 'high' ? bars.high[at] > price : bars.low[at] < price) return false
  }
  return true
}
