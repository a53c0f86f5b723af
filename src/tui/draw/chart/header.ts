import type { Bars } from '../../../market/bars.ts'
import { newYorkClock } from '../../../market/calendar/new-york.ts'
import { isIntraday, TIMEFRAME_MS } from '../../../market/timeframe.ts'
import type { Overlays, WatchRow, WindowFigures } from '../../../operations/stream/view.ts'
import type { Area } from '../../canvas.ts'
import { BOLD, DIM, MEANING } from '../../styles.ts'
import { isOld, qualityLabel } from '../freshness.ts'
import { arrow, change, compact, day, left, percent, price, profit, shares } from '../numbers.ts'
import { direction, type Scene } from '../pane.ts'
import { drawSegments, type Segment } from '../segments.ts'
import type { Candles } from './candles.ts'
import { LINE_STYLES } from './marks.ts'

/** What the header tells of. */
export interface HeaderSubject {
  bars: Bars
  candles: Candles
  forming: boolean
  row: WatchRow | undefined
  /** Slot under the crosshair; -1 = none. */
  cross: number
}

/** Symbol, timeframe, price and change; open, high, low, close and volume of the bar under the crosshair, or of the newest. */
export function drawQuoteLine(area: Area, y: number, subject: HeaderSubject, scene: Scene): void {
  const { bars, candles, forming, row, cross } = subject
  const { view, state } = scene
  const label = row ? qualityLabel(row.quality, view) : null
  const dim = row && isOld(row.quality, view) ? DIM : 0
  const slot = cross >= 0 ? cross : candles.length - 1
  const follows = state.chart.end === null
  drawSegments(area, 0, y, [
    { text: `${bars.symbol} ${bars.timeframe}`, style: BOLD },
    { text: price(row?.price ?? null, bars.symbol), style: direction(row?.change ?? null) | BOLD | dim, drop: 1 },
    {
      text: label ?? change(row?.change ?? null),
      style: label ? MEANING.warning : direction(row?.change ?? null) | dim,
      drop: 2,
    },
    heldSegment(bars.symbol, scene),
    { text: holes(row), style: MEANING.warning, drop: 4 },
    ...barSegments(bars, candles, slot, cross >= 0),
    { text: forming && follows && cross < 0 ? formingText(bars, view.now) : '', style: MEANING.accent, drop: 8 },
    { text: candles.merged > 1 ? `${candles.merged} bars a column` : '', style: MEANING.muted, drop: 9 },
    { text: follows ? '' : 'not the newest', style: MEANING.warning, drop: 3 },
  ])
}

/** What is held of the symbol, and what it makes. */
function heldSegment(symbol: string, { view }: Scene): Segment {
  const held = view.account?.positions.find((one) => one.symbol === symbol)
  if (!held) return { text: '' }
  const text = `${held.shares > 0 ? '+' : ''}${shares(held.shares)} held, ${profit(held.profit)}`
  return { text, style: direction(held.profit), drop: 7 }
}

/** Holes in the data that no history has closed: a chart with one is not the whole truth. */
function holes(row: WatchRow | undefined): string {
  const open = row ? row.quality.gaps - row.quality.repaired : 0
  return open > 0 ? `${open} ${open === 1 ? 'hole' : 'holes'} in the data` : ''
}

function barSegments(bars: Bars, candles: Candles, slot: number, crossed: boolean): Segment[] {
  if (slot < 0) return []
  const at = bars.time[candles.from[slot]]
  const [open, high, low, close] = [candles.open[slot], candles.high[slot], candles.low[slot], candles.close[slot]]
  const text = (value: number) => price(value, bars.symbol)
  const style = crossed ? MEANING.crosshair : MEANING.muted
  return [
    {
      text: crossed ? (isIntraday(bars.timeframe) ? `${day(at)} ${newYorkClock(at)}` : day(at)) : '',
      style: MEANING.crosshair,
      drop: 4,
    },
    { text: `O ${text(open)} H ${text(high)} L ${text(low)} C ${text(close)}`, style, drop: 5 },
    { text: `V ${compact(candles.volume[slot])}`, style, drop: 6 },
  ]
}

function formingText(bars: Bars, now: number): string {
  if (!isIntraday(bars.timeframe)) return 'forming'
  const end = bars.time[bars.length - 1] + TIMEFRAME_MS[bars.timeframe]
  return end > now ? `forming, ${left(end - now)} left` : 'forming'
}

/** Names of the lines with their values, each in its own colour. */
export function drawLegend(area: Area, y: number, { bars, candles, cross }: HeaderSubject, overlays: Overlays): void {
  const slot = cross >= 0 ? cross : candles.length - 1
  const row = slot < 0 ? -1 : candles.to[slot] - 1
  // Of another process's session the lines may come a moment later than a new bar.
  const at = (values: ArrayLike<number>) => values[cross >= 0 ? row : Math.min(row, values.length - 1)] ?? Number.NaN
  const lines = overlays.lines.map(({ name, values }, i) => ({
    text: `${name} ${price(at(values), bars.symbol)}`,
    style: LINE_STYLES[i % LINE_STYLES.length],
    drop: i + 1,
  }))
  const band = overlays.band
  const forecast = band ? `${band.label} ${percent(band.level, 0).replace('+', '')} band ░` : ''
  // A band without its name would be believed more than its model: averages go first.
  drawSegments(area, 0, y, [...lines, { text: forecast, style: MEANING.band, drop: 0 }])
}

/** What happened lately on the buffers of the symbol. */
export function drawWindowLine(area: Area, y: number, figures: WindowFigures | null, symbol: string): void {
  if (!figures || figures.prints === 0) return
  const { seconds, covered, momentum, volumeRate, vwap, spread, printsPerMinute, rating, algorithmic, trend } = figures
  const short = covered < seconds * 0.98
  const trendArrow = trend === null ? '' : `trend ${arrow(trend === 'up' ? 1 : trend === 'down' ? -1 : 0)} ${trend}`
  drawSegments(area, 0, y, [
    {
      text: short ? `last ${Math.round(covered)} of ${seconds}s` : `last ${seconds}s`,
      style: short ? MEANING.warning : MEANING.muted,
    },
    { text: momentum === null ? '' : change(momentum), style: direction(momentum), drop: 1 },
    { text: trendArrow, style: trend === 'up' ? MEANING.gain : trend === 'down' ? MEANING.loss : MEANING.flat, drop: 4 },
    { text: vwap === null ? '' : `VWAP ${price(vwap, symbol)}`, drop: 3 },
    { text: volumeRate === null ? '' : `volume x${volumeRate.toFixed(1)}`, drop: 2 },
    { text: spread === null ? '' : `spread ${percent(spread, 3).replace('+', '')}`, drop: 5 },
    { text: printsPerMinute === null ? '' : `${compact(printsPerMinute)}/min ${rating}`, drop: 6 },
    {
      text: algorithmic ? `machine-like ${Math.round(algorithmic.probability * 100)}% ${algorithmic.pattern}` : '',
      style: MEANING.muted,
      drop: 7,
    },
  ])
}
