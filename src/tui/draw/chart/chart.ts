import type { Bars } from '../../../market/bars.ts'
import type { Overlays } from '../../../operations/stream/view.ts'
import { type Area, partOf, restyle } from '../../canvas.ts'
import { INVERSE, MEANING } from '../../styles.ts'
import { isOld } from '../freshness.ts'
import { price } from '../numbers.ts'
import { drawEmpty, type Scene } from '../pane.ts'
import { type AxisPrice, drawPriceAxis, drawTimeAxis } from './axes.ts'
import { type Candles, slotOfTime } from './candles.ts'
import { drawCandle, drawColumn, faded, putBehind } from './glyphs.ts'
import { drawLegend, drawQuoteLine, drawWindowLine, type HeaderSubject } from './header.ts'
import { drawBand, drawFills, drawLevels, drawLine, drawLines, drawTurns, nameLevels } from './marks.ts'
import { type ChartPlan, planChart } from './plan.ts'
import { levelOf, rowOf, type Scale } from './scale.ts'
import { sessionTurns } from './times.ts'

const LEVEL_STYLE = {
  stop: MEANING.stop,
  target: MEANING.target,
  limit: MEANING.limit,
  position: MEANING.position,
  'previous-close': MEANING.previousClose,
} as const

/** The selected symbol as candles or a line, with volume, averages, levels, marks, axes and a crosshair; or why there is nothing to draw. */
export function drawChart(area: Area, scene: Scene): void {
  const { view, state } = scene
  if (state.selected === null) {
    drawEmpty(area, ['No symbol is selected.', 'a adds one.'])
    return
  }
  const found = view.bars(state.selected, state.timeframe)
  if (!found || found.bars.length === 0) {
    const stream = view.stream.message === '' ? view.stream.state : `${view.stream.state}: ${view.stream.message}`
    drawEmpty(area, [`No ${state.timeframe} bars of ${state.selected} yet.`, `Data from ${view.source}, ${stream}`])
    return
  }
  drawBars(area, found, scene)
}

function drawBars(area: Area, { bars, forming }: { bars: Bars; forming: boolean }, scene: Scene): void {
  const { view, state } = scene
  const overlays = view.overlays(bars.symbol, state.timeframe)
  const plan = planChart(area.width, area.height, bars, overlays, state.chart)
  const { candles, headerRows, plotRows, volumeRows, plotWidth } = plan
  const row = view.watch.find((one) => one.symbol === bars.symbol)
  const cross = state.chart.crosshair === null ? -1 : slotOfTime(candles, bars, state.chart.crosshair)
  const subject: HeaderSubject = { bars, candles, forming, row, cross }
  const last = row?.price ?? bars.close[bars.length - 1]

  const plot = partOf(area, 0, headerRows, plotWidth, plotRows)
  drawPlot(plot, plan, bars, overlays, scene)
  const volume = partOf(area, 0, headerRows + plotRows, plotWidth, volumeRows)
  drawVolume(volume, candles)
  const times = partOf(area, 0, headerRows + plotRows + volumeRows, plotWidth, plan.axisRows)
  drawTimeAxis(times, candles, bars, { forming: forming && state.chart.end === null, cross })
  const axis = partOf(area, plotWidth + 1, headerRows, area.width - plotWidth - 1, plotRows)
  drawPriceAxis(axis, plan.scale, axisPrices(plan, overlays, last, cross, bars), bars.symbol)
  if (headerRows > 1) drawLegend(area, 1, subject, overlays)
  if (headerRows > 2) drawWindowLine(area, 2, view.window(bars.symbol, state.windowSeconds), bars.symbol)
  if (row && isOld(row.quality, view)) fade(area, 1)
  if (cross >= 0) drawCrosshair([plot, volume], plan, cross)
  drawQuoteLine(area, 0, subject, scene)
}

function drawPlot(plot: Area, plan: ChartPlan, bars: Bars, overlays: Overlays, { state }: Scene): void {
  const { candles, scale } = plan
  const turns = sessionTurns(candles, bars)
  for (const slot of turns) {
    for (let y = 0; y < plot.height; y++) putBehind(plot, slot * candles.spacing, y, '┊', MEANING.rule)
  }
  drawLevels(plot, scale, overlays)
  if (overlays.band && state.chart.end === null) drawBand(plot, { candles, scale, bars }, overlays.band)
  if (state.chart.style === 'line') {
    const up = candles.length > 0 && candles.close[candles.length - 1] >= candles.open[0]
    drawLine(plot, candles, scale, (slot) => candles.close[slot], up ? MEANING.gain : MEANING.loss)
  } else drawCandles(plot, candles, scale)
  drawLines(plot, candles, scale, overlays, turns)
  drawTurns(plot, candles, scale, overlays)
  drawFills(plot, candles, scale, overlays, bars)
  nameLevels(plot, scale, overlays, (value) => price(value, bars.symbol))
}

function drawCandles(plot: Area, candles: Candles, scale: Scale): void {
  const levels = { open: 0, high: 0, low: 0, close: 0 }
  for (let slot = 0; slot < candles.length; slot++) {
    levels.open = levelOf(scale, candles.open[slot], 2)
    levels.high = levelOf(scale, candles.high[slot], 2)
    levels.low = levelOf(scale, candles.low[slot], 2)
    levels.close = levelOf(scale, candles.close[slot], 2)
    drawCandle(plot, slot * candles.spacing, levels, candles.close[slot] < candles.open[slot] ? MEANING.loss : MEANING.gain)
  }
}

function drawVolume(area: Area, candles: Candles): void {
  let most = 0
  for (let slot = 0; slot < candles.length; slot++) if (candles.volume[slot] > most) most = candles.volume[slot]
  if (most === 0) return
  for (let slot = 0; slot < candles.length; slot++) {
    const style = candles.close[slot] < candles.open[slot] ? MEANING.loss : MEANING.gain
    drawColumn(area, slot * candles.spacing, candles.volume[slot] / most, faded(style))
  }
}

/** Prices that go before round ones at the axis: the crosshair's, the last, and every level. */
function axisPrices({ candles }: ChartPlan, { levels }: Overlays, last: number, cross: number, { symbol }: Bars): AxisPrice[] {
  const text = (value: number) => price(value, symbol)
  const newest = candles.length - 1
  const up = newest < 0 || candles.close[newest] >= candles.open[newest]
  const crossed = cross < 0 ? [] : [{ value: candles.close[cross], style: MEANING.crosshair | INVERSE }]
  return [
    ...crossed,
    { value: last, style: (up ? MEANING.gain : MEANING.loss) | INVERSE },
    ...levels.map((one) => ({ value: one.price, style: LEVEL_STYLE[one.kind] })),
  ].map(({ value, style }) => ({ price: value, text: text(value), style }))
}

function drawCrosshair(areas: Area[], plan: ChartPlan, cross: number): void {
  const { candles, scale } = plan
  const x = cross * candles.spacing
  for (const area of areas) for (let y = 0; y < area.height; y++) putBehind(area, x, y, '┊', MEANING.crosshair)
  const y = rowOf(scale, candles.close[cross])
  for (let column = 0; column < areas[0].width; column++) putBehind(areas[0], column, y, '╌', MEANING.crosshair)
}

function fade(area: Area, from: number): void {
  for (let y = from; y < area.height; y++) restyle(area, 0, y, area.width, faded)
}
