import type { Bars } from '../../../market/bars.ts'
import type { Overlays } from '../../../operations/stream/view.ts'
import type { ChartState } from '../../state.ts'
import { price } from '../numbers.ts'
import { type Candles, candlesOf } from './candles.ts'
import { type Scale, scaleOf } from './scale.ts'

/** How a chart of some bars lies in a pane. */
export interface ChartPlan {
  candles: Candles
  scale: Scale
  /** Lines over the plot: what is shown, its averages, the window figures. */
  headerRows: number
  plotRows: number
  volumeRows: number
  /** 1 where there is room for the times. */
  axisRows: number
  /** Cells of plot and volume; the prices stand right of them. */
  plotWidth: number
}

/** Share of the plot that a forecast may take. */
const BAND_SHARE = 4

/** Divides a pane between header, plot, volume and axes, and chooses the bars and the prices that it shows. */
export function planChart(width: number, height: number, bars: Bars, overlays: Overlays, chart: ChartState): ChartPlan {
  const headerRows = height >= 18 ? 3 : height >= 9 ? 2 : 1
  const axisRows = height >= 6 ? 1 : 0
  const rest = Math.max(0, height - headerRows - axisRows)
  const volumeRows = rest >= 7 ? Math.min(8, Math.max(1, Math.round(rest / 6))) : 0
  const plotRows = Math.max(0, rest - volumeRows)
  // The scale's own width depends on what is shown, which depends on that width: a first look with a usual one settles it.
  const guess = candlesOf(bars, chart, Math.max(1, width - 9))
  const labels = labelWidth(guess, bars.symbol)
  const plotWidth = Math.max(1, width - labels - 2)
  const steps = overlays.band && chart.end === null ? overlays.band.median.length : 0
  const reserved = Math.min(Math.ceil(steps / guess.merged) * guess.spacing, Math.floor(plotWidth / BAND_SHARE))
  const candles = candlesOf(bars, chart, Math.max(1, plotWidth - reserved))
  return { candles, scale: scaleFor(candles, overlays, plotRows), headerRows, plotRows, volumeRows, axisRows, plotWidth }
}

function labelWidth(candles: Candles, symbol: string): number {
  let widest = 4
  for (let slot = 0; slot < candles.length; slot++) {
    widest = Math.max(widest, price(candles.high[slot], symbol).length, price(candles.low[slot], symbol).length)
  }
  return widest
}

function scaleFor(candles: Candles, { levels, band }: Overlays, rows: number): Scale {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let slot = 0; slot < candles.length; slot++) {
    if (candles.low[slot] < low) low = candles.low[slot]
    if (candles.high[slot] > high) high = candles.high[slot]
  }
  if (!(high >= low)) return { top: 1, bottom: 0, rows }
  const wishes = [...levels.map((one) => one.price), ...(band ? [...band.low, ...band.high] : [])]
  return scaleOf(low, high, wishes, rows)
}
