import type { ChartSpec, Drawing } from '../html/section.ts'
import type { Chart, PageDocument, PageElement, Series } from './page-types.ts'
import type { addBand, addCandles, addCurve, SeriesTools, valueText } from './series.ts'

/** What every function here is given; the functions of the other file come by parameter, too. */
interface Page extends SeriesTools {
  document: PageDocument
  series: { addCandles: typeof addCandles; addCurve: typeof addCurve; addBand: typeof addBand; valueText: typeof valueText }
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
  const chart = emptyChart(page, spec, drawing, element)
  const legend: LegendEntry[] = []
  drawing.panes.forEach((pane, index) => {
    for (const one of pane.series) {
      const { addBand, addCandles, addCurve } = page.series
      if (one.kind === 'band') {
        const series = addBand(page, chart, one, index)
        if (one.name !== '')
          legend.push({ series, name: one.name, role: one.role, form: 'none', shade: darker(legend, one.shade) })
        continue
      }
      const series = one.kind === 'candles' ? addCandles(page, chart, one, drawing) : addCurve(page, chart, one, index)
      const [role, form] = one.kind === 'candles' ? ['up', 'price'] : [one.role, one.form]
      if (one.name !== '') legend.push({ series, name: one.name, role, form })
    }
  })
  chart.panes().forEach((pane, i) => {
    pane.setStretchFactor(drawing.panes[i].height)
  })
  showLegend(page, chart, bar, legend)
  chart.timeScale().fitContent()
  return chart
}

function emptyChart({ library, theme }: Page, spec: ChartSpec, drawing: Drawing, element: PageElement): Chart {
  const line = theme.color('line')
  const row = (time: number) => `row ${time}`
  return library.createChart(element, {
    autoSize: true,
    ...(spec.rows && { localization: { timeFormatter: row } }),
    layout: {
      background: { type: 'solid', color: theme.color('page') },
      textColor: theme.color('soft'),
      // The footer names and links the library on every page; the logo stands where it covers no line.
      attributionLogo: drawing.panes[0].series[0]?.kind === 'candles',
      panes: { separatorColor: line },
    },
    grid: { vertLines: { color: line }, horzLines: { color: line } },
    timeScale: {
      timeVisible: spec.intraday,
      secondsVisible: false,
      minBarSpacing: 0.005,
      borderColor: line,
      ...(spec.rows && { tickMarkFormatter: row }),
    },
    rightPriceScale: { borderColor: line },
    crosshair: { mode: 0 },
  })
}

interface LegendEntry {
  series: Series
  name: string
  role: string
  form: string
  /** How dark what lies between two curves is; its key is as dark. */
  shade?: number
}

/** A band lies on the wider ones before it, whose shades show through. */
function darker(legend: readonly LegendEntry[], shade: number): number {
  const under = legend.filter((one) => one.shade !== undefined).length
  return 1 - (1 - shade) ** (under + 1)
}

/** Names in their colours, with the values under the pointer. */
function showLegend(
  { document, theme, series: { valueText } }: Page,
  chart: Chart,
  bar: PageElement,
  legend: LegendEntry[],
): void {
  const keys = legend.map(({ name, role, shade }) => {
    const key = document.createElement('span')
    key.setAttribute('class', shade === undefined ? 'key' : 'key shade')
    if (shade !== undefined) key.style.setProperty('--dark', String(shade))
    key.style.setProperty('--key', theme.color(role))
    key.textContent = name
    return key
  })
  const hint = document.createElement('span')
  hint.setAttribute('class', 'note hint')
  hint.textContent = 'Keys on the chart: ← → move, + − zoom, 0 all'
  bar.replaceChildren(...keys, hint)
  chart.subscribeCrosshairMove((event) => {
    legend.forEach(({ series, name, form }, i) => {
      const found = event.seriesData.get(series)
      const value = found?.close ?? found?.value
      keys[i].textContent = value === undefined || form === 'none' ? name : `${name} ${valueText(value, form)}`
    })
  })
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

/** In the order in which they are written into the page. */
export const chartFunctions = [moveBy, chooser, emptyChart, showLegend, drawChart, startCharts, darker]
