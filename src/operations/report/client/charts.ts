import type { CandleSeries, ChartSpec, CurveSeries, Drawing, MARKS, Segment } from '../html/section.ts'
import type { Chart, ChartLibrary, PageDocument, PageElement, Series } from './page-types.ts'
import type { Theme } from './theme.ts'

/** What every function here is given. */
interface Page {
  document: PageDocument
  library: ChartLibrary
  theme: Theme
  marks: typeof MARKS
}

/**
 * Draws every chart of the report. Runs in the reader's browser: it is written into the page as text and may use nothing but its
 * parameters and the functions of this file.
 */
export function startCharts(page: Page, specs: ChartSpec[]): void {
  for (const spec of specs) {
    const element = page.document.getElementById(spec.target)
    if (!element) continue
    const bar = page.document.createElement('div')
    bar.setAttribute('class', 'chart-bar')
    element.before(bar)
    element.tabIndex = 0
    element.setAttribute('role', 'img')
    let chart = drawChart(page, spec, spec.drawings[0], element, bar)
    const redraw = (index: number) => {
      chart.remove()
      chart = drawChart(page, spec, spec.drawings[index], element, bar)
    }
    const choice = spec.drawings.length > 1 ? chooser(page, spec, redraw) : null
    if (choice) element.parentNode?.querySelector('.chart-bar')?.before(choice)
    page.theme.onChange(() => redraw(choice ? Number(choice.querySelector('select')?.value) : 0))
    element.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (moveBy(chart, event.key)) event.preventDefault()
    })
  }
}

/** A list of the drawings to choose from. */
function chooser(page: Page, spec: ChartSpec, choose: (index: number) => void): PageElement {
  const label = page.document.createElement('label')
  label.textContent = 'Symbol '
  label.setAttribute('class', 'chooser')
  const select = page.document.createElement('select')
  spec.drawings.forEach((drawing, i) => {
    const option = page.document.createElement('option')
    option.value = String(i)
    option.textContent = drawing.name
    select.append(option)
  })
  select.addEventListener('input', () => choose(Number(select.value)))
  label.append(select)
  return label
}

function drawChart(page: Page, spec: ChartSpec, drawing: Drawing, element: PageElement, bar: PageElement): Chart {
  const { library, theme } = page
  const chart = library.createChart(element, {
    autoSize: true,
    layout: {
      background: { type: 'solid', color: theme.color('page') },
      textColor: theme.color('soft'),
      // The footer names and links the library on every page; the logo stands where it covers no line.
      attributionLogo: drawing.panes[0].series[0]?.kind === 'candles',
      panes: { separatorColor: theme.color('line') },
    },
    grid: { vertLines: { color: theme.color('line') }, horzLines: { color: theme.color('line') } },
    timeScale: { timeVisible: spec.intraday, secondsVisible: false, minBarSpacing: 0.005, borderColor: theme.color('line') },
    rightPriceScale: { borderColor: theme.color('line') },
    crosshair: { mode: 0 },
  })
  const keys: { series: Series; key: PageElement; name: string; form: string }[] = []
  drawing.panes.forEach((pane, index) => {
    for (const one of pane.series) {
      const series = one.kind === 'candles' ? addCandles(page, chart, one, drawing) : addCurve(page, chart, one, index)
      const key = page.document.createElement('span')
      key.setAttribute('class', 'key')
      key.style.setProperty('--key', theme.color(one.kind === 'candles' ? 'up' : one.role))
      key.textContent = one.name
      keys.push({ series, key, name: one.name, form: one.kind === 'candles' ? 'price' : one.form })
    }
  })
  chart.panes().forEach((pane, i) => {
    pane.setStretchFactor(drawing.panes[i].height)
  })
  const hint = page.document.createElement('span')
  hint.setAttribute('class', 'note hint')
  hint.textContent = 'Keys on the chart: ← → move, + − zoom, 0 all'
  bar.replaceChildren(...keys.map((one) => one.key), hint)
  chart.subscribeCrosshairMove((event) => {
    for (const { series, key, name, form } of keys) {
      const found = event.seriesData.get(series)
      const value = found?.close ?? found?.value
      key.textContent = value === undefined ? name : `${name} ${valueText(value, form)}`
    }
  })
  chart.timeScale().fitContent()
  return chart
}

function addCandles({ library, theme, marks }: Page, chart: Chart, one: CandleSeries, drawing: Drawing): Series {
  const [up, down] = [theme.color('up'), theme.color('down')]
  const colors = { upColor: up, wickUpColor: up, downColor: down, wickDownColor: down, borderVisible: false }
  const format = { type: 'price', precision: one.digits, minMove: 10 ** -one.digits }
  const options = { ...colors, priceFormat: format, lastValueVisible: false, priceLineVisible: false }
  const series = chart.addSeries(library.CandlestickSeries, options, 0)
  series.setData(
    one.time.map((time, i) => ({ time, open: one.open[i], high: one.high[i], low: one.low[i], close: one.close[i] })),
  )
  showMarks({ library, theme, marks }, chart, series, drawing)
  series.attachPrimitive(segmentsPrimitive(chart, series, drawing.segments, theme))
  return series
}

/** Arrows and circles, as long as they can be told apart: in a wide view of many only the lines between entries and exits stand. */
function showMarks({ library, theme, marks }: Omit<Page, 'document'>, chart: Chart, series: Series, drawing: Drawing): void {
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

function addCurve({ library, theme }: Page, chart: Chart, one: CurveSeries, pane: number): Series {
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
    lineWidth: 2,
    lastValueVisible: one.kind === 'line',
    priceLineVisible: false,
    priceFormat: { type: 'custom', minMove: 0.0001, formatter: (value: number) => valueText(value, one.form) },
  }
  const series = chart.addSeries(one.kind === 'area' ? library.BaselineSeries : library.LineSeries, options, pane)
  series.setData(one.time.flatMap((time, i) => (one.value[i] === null ? [] : [{ time, value: one.value[i] }])))
  return series
}

function valueText(value: number, form: string): string {
  if (form === 'percent') return `${(value * 100).toFixed(1)}%`
  if (form === 'ratio') return value.toFixed(2)
  return value.toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',')
}

/** Keys on a chart; true when the key meant something. */
function moveBy(chart: Chart, key: string): boolean {
  const scale = chart.timeScale()
  const range = scale.getVisibleLogicalRange()
  if (!range) return false
  const width = range.to - range.from
  const shift = (from: number, to: number) =>
    scale.setVisibleLogicalRange({ from: range.from + from * width, to: range.to + to * width })
  const moves: Record<string, () => void> = {
    ArrowLeft: () => shift(-0.1, -0.1),
    ArrowRight: () => shift(0.1, 0.1),
    '+': () => shift(0.125, -0.125),
    '=': () => shift(0.125, -0.125),
    '-': () => shift(-0.25, 0.25),
    '0': () => scale.fitContent(),
  }
  const move = Object.hasOwn(moves, key) ? moves[key] : null
  move?.()
  return move !== null
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

/** In the order in which they are written into the page. */
export const chartFunctions = [
  valueText,
  moveBy,
  segmentsPrimitive,
  showMarks,
  addCandles,
  addCurve,
  chooser,
  drawChart,
  startCharts,
]
