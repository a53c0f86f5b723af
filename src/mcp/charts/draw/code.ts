import { type Across, type Drawing, type Plot, xOf } from '../drawing.ts'
import { type Facts, headOf } from '../head.ts'
import { DASHES, SERIES } from '../palette.ts'
import { amounts, rangeOf, short } from '../scale.ts'
import { curve, cut, line, tag } from '../svg.ts'

/** A picture that analytics code asked for. */
export interface CodeChart {
  title: string
  kind: 'line' | 'bar' | 'scatter'
  x: (number | string | null)[]
  series: { name: string; values: (number | null)[] }[]
}

/** From here on a number on the x axis is taken for epoch milliseconds (the year 2001). */
const TIMES_FROM = 1e12

/** Series over their common x, each with a colour and a dash of its own. */
export function drawCode(chart: CodeChart, facts: Facts): Drawing | null {
  const series = chart.series.slice(0, SERIES.length)
  const places = Math.max(chart.x.length, ...series.map(({ values }) => values.length))
  const all = series.flatMap(({ values }) => values)
  const found = rangeOf(chart.kind === 'bar' ? [0, ...all] : all)
  if (found === null || !all.some((value) => Number.isFinite(value))) return null
  const left = chart.series.length - series.length
  const room = 120 / Math.max(1, series.length) - 7
  const across = acrossOf(chart)
  return {
    head: headOf(chart.title, facts, ['by analytics code', ...(left > 0 ? [`${left} more series not shown`] : [])]),
    places,
    label: (place) => xLabel(chart.x[place] ?? place),
    axis: isTime(chart.x) ? 'time, UTC' : 'x',
    ...(across && { across }),
    legend: series.map(({ name }, i) => ({
      color: SERIES[i],
      text: chart.kind === 'line' ? `${SIGNS[i]} ${cut(name, room)}` : cut(name, room),
      ...(chart.kind !== 'line' && { shape: 'full' as const }),
    })),
    panels: [
      {
        share: 1,
        name: 'value',
        ...found,
        format: amounts(found.low, found.high),
        draw: (plot) => series.map(({ values }, i) => drawSeries(chart, across, values, i, series.length, plot)).join(''),
      },
    ],
  }
}

/** The dashes of the lines, in letters. */
const SIGNS = ['—', '- -', '···', '-·-', '--', '· ·'] as const

function drawSeries(
  { kind, x }: CodeChart,
  across: Across | null,
  values: CodeChart['series'][0]['values'],
  i: number,
  of: number,
  plot: Plot,
): string {
  const color = SERIES[i]
  const points = values.map((value, place) => {
    const at = across ? x[place] : place
    if (value === null || !Number.isFinite(value) || !Number.isFinite(at)) return null
    return [across ? xOf(across, plot, at as number) : plot.x(place), plot.y(value)] as const
  })
  if (kind === 'line') return curve(points, color, DASHES[i] === '' ? {} : { 'stroke-dasharray': DASHES[i] })
  if (kind === 'scatter') {
    return points
      .map((at) => (at === null ? '' : tag('circle', { cx: at[0], cy: at[1], r: 2.5, fill: color, 'fill-opacity': 0.7 })))
      .join('')
  }
  const zero = plot.y(0)
  const wide = Math.max(1, (plot.step * 0.8) / of)
  const bars = points.map((at) => {
    if (at === null) return ''
    const x = at[0] - (wide * of) / 2 + wide * i
    return tag('rect', { x, y: Math.min(zero, at[1]), width: wide, height: Math.max(0.5, Math.abs(zero - at[1])), fill: color })
  })
  return bars.join('') + line(plot.left, zero, plot.right, zero, '#5b6470')
}

/** Numbers along the bottom lie where they belong; times lie side by side as bars do, and so does all else. */
function acrossOf({ kind, x }: CodeChart): Across | null {
  if (kind === 'bar' || isTime(x) || !x.every((value) => typeof value === 'number' || value === null)) return null
  const found = rangeOf(x as (number | null)[], 0.02)
  return found && { ...found, format: amounts(found.low, found.high) }
}

function isTime(x: CodeChart['x']): boolean {
  const [first] = x
  return typeof first === 'string' ? /^\d{4}-\d{2}-\d{2}/.test(first) : typeof first === 'number' && first >= TIMES_FROM
}

function xLabel(value: number | string): string {
  if (typeof value === 'string') return value.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}).*$/, '$1 $2').slice(0, 16)
  if (value < TIMES_FROM || value > 8.64e15) return short(value)
  const time = new Date(value).toISOString()
  return time.endsWith('T00:00:00.000Z') ? time.slice(0, 10) : `${time.slice(5, 10)} ${time.slice(11, 16)}`
}
