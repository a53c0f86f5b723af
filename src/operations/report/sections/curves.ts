import { ascending } from '../data/clock.ts'
import { type Html, html } from '../html/html.ts'
import type { CurveSeries, Role, Section } from '../html/section.ts'
import { decimal } from '../html/words.ts'
import type { HeatMap, NamedCurve, ReportInput } from '../input.ts'

const SECONDS_A_DAY = 86_400

const ROLES: Role[] = ['accent', 'second', 'third', 'fourth', 'up', 'down', 'muted']

/** Several equity curves over each other, each as a multiple of its start; times in seconds of the chart's clock. */
export function curvesSection(curves: readonly NamedCurve[], title = 'Equity side by side'): Section {
  const series = curves.map(
    (curve, i): CurveSeries => ({
      kind: 'line',
      name: curve.name,
      role: ROLES[i % ROLES.length],
      time: ascending(Array.from(curve.times)),
      value: Array.from(curve.values, (value) => (Number.isFinite(value) ? Number(value.toFixed(5)) : null)),
      form: 'ratio',
    }),
  )
  return {
    id: 'curves',
    title,
    body: html`<p class="note">Equity as a multiple of the start.</p><div id="curves-chart" class="chart" aria-label="${title}"></div>`,
    charts: [
      {
        target: 'curves-chart',
        drawings: [{ name: title, panes: [{ height: 1, series }], marks: [], segments: [] }],
        intraday: false,
      },
    ],
  }
}

/** The band that nine of ten resampled histories stayed in, with the run's own equity in it. */
export function bandsSection({ columns }: ReportInput): Section | null {
  const { day, dayEquity, bandLow, bandMiddle, bandHigh } = columns
  if (!bandLow || !bandMiddle || !bandHigh || bandLow.length !== day.length || day.length < 2) return null
  const time = Array.from(day, (one) => one * SECONDS_A_DAY)
  const curve = (name: string, role: Role, values: Float64Array): CurveSeries => ({
    kind: 'line',
    name,
    role,
    time,
    value: Array.from(values, (value) => (Number.isFinite(value) ? Number(value.toFixed(2)) : null)),
    form: 'money',
  })
  const series = [
    curve('Lowest twentieth', 'down', bandLow),
    curve('Middle', 'muted', bandMiddle),
    curve('Highest twentieth', 'up', bandHigh),
    curve('The run', 'accent', dayEquity),
  ]
  return {
    id: 'bands',
    title: 'Equity among other histories',
    body: html`<div id="bands-chart" class="chart" aria-label="Equity of the run among quantiles of resampled equity"></div>`,
    charts: [
      {
        target: 'bands-chart',
        drawings: [{ name: 'Bands', panes: [{ height: 1, series }], marks: [], segments: [] }],
        intraday: false,
      },
    ],
  }
}

/** The objective over two parameters; the best cell is framed. A plateau is worth more than a peak. */
export function heatMapSection(map: HeatMap): Section {
  const known = map.cells.flat().filter((value) => value !== null)
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const [best, worst] = map.direction === 'lower' ? [low, high] : [high, low]
  const shade = (value: number) => (high === low ? 5 : Math.round(((value - worst) / (best - worst)) * 10))
  const cell = (value: number | null): Html => {
    if (value === null) return html`<td class="n"></td>`
    return html`<td class="n h${shade(value)}${value === best && ' best'}">${decimal(value, 2)}</td>`
  }
  const heads = map.columns.values.map((value) => html`<th scope="col" class="n">${String(value)}</th>`)
  const rows = map.cells.map((cells, i) => html`<tr><th scope="row">${String(map.rows.values[i])}</th>${cells.map(cell)}</tr>\n`)
  return {
    id: 'heat-map',
    title: `${map.objective} by ${map.columns.name} and ${map.rows.name}`,
    body: html`<div class="scroll"><table class="months"><caption>${map.objective}: ${map.columns.name} across, ${map.rows.name} down; the best is framed</caption>
<thead><tr><th scope="col">${map.rows.name} \\ ${map.columns.name}</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`,
  }
}
