import type { SessionView } from '../../operations/stream/view.ts'
import { layout } from '../layout.ts'
import type { ChartState, ScreenSize, ScreenState } from '../state.ts'
import { slotOfTime } from './chart/candles.ts'
import { planChart } from './chart/plan.ts'

/**
 * The chart after the crosshair went `by` drawn columns to the right (negative: left). Without a crosshair it appears on the newest bar. At an edge the chart
 * scrolls, and follows the newest bar again once that is reached.
 */
export function moveCrosshair(view: SessionView, state: ScreenState, size: ScreenSize, by: number): ChartState {
  const { chart, selected, timeframe } = state
  const bars = selected === null ? null : (view.bars(selected, timeframe)?.bars ?? null)
  if (!bars || bars.length === 0) return { ...chart, crosshair: null }
  const pane = layout(size, state).find((one) => one.pane === 2)
  const { candles } = planChart(
    pane?.width ?? size.columns,
    pane ? pane.height - 1 : size.rows,
    bars,
    view.overlays(bars.symbol, timeframe),
    chart,
  )
  if (candles.length === 0) return chart
  const slot = chart.crosshair === null ? -1 : slotOfTime(candles, bars, chart.crosshair)
  if (slot < 0) return { ...chart, crosshair: bars.time[candles.from[candles.length - 1]] }
  const next = slot + by
  if (next >= 0 && next < candles.length) return { ...chart, crosshair: bars.time[candles.from[next]] }
  const last = bars.length - 1
  if (next < 0) {
    const row = Math.max(0, candles.from[0] + next * candles.merged)
    const end = row + candles.length * candles.merged - 1
    return { ...chart, crosshair: bars.time[row], end: end >= last ? null : bars.time[end] }
  }
  const row = Math.min(last, candles.to[candles.length - 1] - 1 + (next - candles.length + 1) * candles.merged)
  return { ...chart, crosshair: bars.time[row], end: row >= last ? null : bars.time[row] }
}
