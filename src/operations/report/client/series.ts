import type { BandSeries, CandleSeries, CurveSeries, Drawing, MARKS, Segment } from '../html/section.ts'
import type { Chart, ChartLibrary, Series } from './page-types.ts'
import type { Theme } from './theme.ts'

/** What the series of a chart are drawn with. */
export interface SeriesTools {
  library: ChartLibrary
  theme: Theme
  marks: typeof MARKS
}

/**
 * The series of charts. Runs in the reader's browser: it is written into the page as text and may use nothing but its parameters and
 * the functions of this file.
 */
export function addCandles(tools: SeriesTools, chart: Chart, one: CandleSeries, drawing: Drawing): Series {
  const { library, theme } = tools
  const [up, down] = [theme.color('up'), theme.color('down')]
  const colors = { upColor: up, wickUpColor: up, downColor: down, wickDownColor: down, borderVisible: false }
  const format = { type: 'price', precision: one.digits, minMove: 10 ** -one.digits }
  const options = { ...colors, priceFormat: format, lastValueVisible: false, priceLineVisible: false }
  const series = chart.addSeries(library.CandlestickSeries, options, 0)
  series.setData(
    one.time.map((time, i) => ({ time, open: one.open[i], high: one.high[i], low: one.low[i], close: one.close[i] })),
  )
  showMarks(tools, chart, series, drawing)
  series.attachPrimitive(segmentsPrimitive(chart, series, drawing.segments, theme))
  return series
}

/** Arrows and circles, as long as they can be told apart: in a wide view of many only the lines between entries and exits stand. */
function showMarks({ library, theme, marks }: SeriesTools, chart: Chart, series: Series, drawing: Drawing): void {
  const all = drawing.marks.map(({ time, kind }) => {
    const { position, shape, role } = marks[kind]
    return { time, position, shape, color: theme.color(role), size: 1 }
  })
  const layer = library.createSeriesMarkers(series, [])
  const most = 200
  let shown = ''
  const update = () => {
    const range = chart.timeScale().getVisibleRange()
    if (!range) return
    const seen = all.filter((one) => one.time >= range.from && one.time <= range.to)
    const next = seen.length > most ? 'none' : all.length > most ? `${range.from} ${range.to}` : 'all'
    if (next === shown) return
    shown = next
    layer.setMarkers(next === 'none' ? [] : next === 'all' ? all : seen)
  }
  chart.timeScale().subscribeVisibleLogicalRangeChange(update)
  update()
}

export function addCurve({ library, theme }: SeriesTools, chart: Chart, one: CurveSeries, pane: number): Series {
  const color = theme.color(one.role)
  const shade = `${color}22`
  const look =
    one.kind === 'line'
      ? { color }
      : {
          // What hangs from zero or stands on it is filled up to zero, and zero is always in sight.
          baseValue: { type: 'price', price: 0 },
          topLineColor: color,
          bottomLineColor: color,
          topFillColor1: shade,
          topFillColor2: shade,
          bottomFillColor1: shade,
          bottomFillColor2: shade,
          autoscaleInfoProvider: (usual: () => { priceRange: { minValue: number; maxValue: number } } | null) => {
            const found = usual()
            if (!found) return found
            const { minValue, maxValue } = found.priceRange
            return { ...found, priceRange: { minValue: Math.min(0, minValue), maxValue: Math.max(0, maxValue) } }
          },
        }
  const options = {
    ...look,
    lineWidth: one.said ? 1 : 2,
    lineStyle: one.said ? 2 : 0,
    lastValueVisible: one.kind === 'line' && !one.said,
    priceLineVisible: false,
    priceFormat: { type: 'custom', minMove: 0.0001, formatter: (value: number) => valueText(value, one.form) },
  }
  const series = chart.addSeries(one.kind === 'area' ? library.BaselineSeries : library.LineSeries, options, pane)
  series.setData(one.time.flatMap((time, i) => (one.value[i] === null ? [] : [{ time, value: one.value[i] }])))
  return series
}

/** A shade between two curves; both edges count for the scale, and the upper one carries the values. */
export function addBand({ library, theme }: SeriesTools, chart: Chart, one: BandSeries, pane: number): Series {
  const color = theme.color(one.role)
  const series = chart.addSeries(
    library.LineSeries,
    {
      color: `${color}00`,
      lineWidth: 1,
      lastValueVisible: false,
      priceLineVisible: false,
      crosshairMarkerVisible: false,
      priceFormat: { type: 'custom', minMove: 0.0001, formatter: (value: number) => valueText(value, 'price') },
      autoscaleInfoProvider: (usual: () => object | null) =>
        usual() && { priceRange: { minValue: Math.min(...one.low), maxValue: Math.max(...one.high) } },
    },
    pane,
  )
  series.setData(one.time.map((time, i) => ({ time, value: one.high[i] })))
  series.attachPrimitive(bandPrimitive(chart, series, one, color))
  return series
}

function bandPrimitive(chart: Chart, series: Series, one: BandSeries, color: string): object {
  const draw = (target: { useMediaCoordinateSpace(work: (scope: { context: ShapePen }) => void): void }) =>
    target.useMediaCoordinateSpace(({ context }) => {
      const scale = chart.timeScale()
      const edge = (values: number[]) =>
        one.time.map((time, i) => [scale.timeToCoordinate(time), series.priceToCoordinate(values[i])])
      const points = [...edge(one.high), ...edge(one.low).reverse()]
      if (points.some(([x, y]) => x === null || y === null)) return
      context.beginPath()
      context.globalAlpha = one.shade
      context.fillStyle = color
      for (const [x, y] of points) context.lineTo(x ?? 0, y ?? 0)
      context.closePath()
      context.fill()
      context.globalAlpha = 1
    })
  const view = { zOrder: () => 'bottom', renderer: () => ({ draw }) }
  return { paneViews: () => [view] }
}

export function valueText(value: number, form: string): string {
  if (form === 'price') return value.toFixed(Math.abs(value) >= 1 ? 2 : Math.abs(value) >= 0.01 ? 4 : 8)
  if (form === 'percent') return `${(value * 100).toFixed(1)}%`
  if (form === 'ratio') return value.toFixed(2)
  return value.toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',')
}

/** Straight lines over the candles, drawn by the library's own plug-in door: round trips, and stops dashed. */
function segmentsPrimitive(chart: Chart, series: Series, segments: Segment[], theme: Theme): object {
  const colors = new Map(segments.map(({ role }) => [role, theme.color(role)]))
  const draw = (target: { useMediaCoordinateSpace(work: (scope: { context: SegmentPen }) => void): void }) =>
    target.useMediaCoordinateSpace(({ context }) => {
      const scale = chart.timeScale()
      for (const one of segments) {
        const [x, toX] = [scale.timeToCoordinate(one.from), scale.timeToCoordinate(one.to)]
        const [y, toY] = [series.priceToCoordinate(one.fromPrice), series.priceToCoordinate(one.toPrice)]
        if (x === null || toX === null || y === null || toY === null) continue
        context.beginPath()
        context.strokeStyle = colors.get(one.role) ?? ''
        context.lineWidth = one.role === 'stop' ? 1.5 : 1
        context.setLineDash(one.role === 'stop' ? [4, 3] : [])
        context.moveTo(x, y)
        context.lineTo(Math.max(toX, x + 3), toY)
        context.stroke()
      }
    })
  const view = { renderer: () => ({ draw }) }
  return { paneViews: () => [view] }
}

/** As much of a canvas's pen as segments need. */
interface SegmentPen {
  strokeStyle: string
  lineWidth: number
  beginPath(): void
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
  setLineDash(dashes: number[]): void
  stroke(): void
}

/** As much of it as a shade needs. */
interface ShapePen {
  fillStyle: string
  globalAlpha: number
  beginPath(): void
  lineTo(x: number, y: number): void
  closePath(): void
  fill(): void
}

/** In the order in which they are written into the page. */
export const seriesFunctions = [valueText, segmentsPrimitive, bandPrimitive, showMarks, addCandles, addCurve, addBand]
