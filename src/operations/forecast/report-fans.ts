import { isoDate } from '../../core/time.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { isIntraday, parseTimeframe } from '../../market/timeframe.ts'
import { ascending, chartClock } from '../report/data/clock.ts'
import { type Html, html } from '../report/html/html.ts'
import type { BandSeries, ChartSpec, CurveSeries, Drawing, Section } from '../report/html/section.ts'
import { stamp } from '../report/html/words.ts'
import { dataTable, list, type ReportColumn } from '../report/sections/table.ts'
import type { ForecastResult } from './output.ts'
import { rowOfPast } from './past-row.ts'
import {
  chancesSentence,
  coverageSentence,
  expertsWords,
  levelWords,
  modelFacts,
  skillSentence,
  speaker,
  valueWords,
} from './words.ts'

type Point = ForecastResult['points'][number]
/** What a fan is drawn from: that of now, or one of the past. */
type Steps = readonly Pick<Point, 'value' | 'bands'>[]

/** Darkness of a band, whatever lies in it comes on top. */
const SHADE = 0.2
const PAST_SHADE = 0.13
/** Steps of the table: these, and every tenth after. */
const STEPS = [1, 2, 3, 5, 10]

const PAST_NOTE = html`<p class="note">Grey: what was said in the past, at the bars it was said at; the line is what came.</p>`

/** A symbol's fan with its figures. */
export function symbolSection(result: ForecastResult, index: number): Section {
  const target = `fan-${index}-chart`
  const sentences = [
    skillSentence(result),
    coverageSentence(result.evaluation),
    expertsWords(result),
    chancesSentence(result),
    `${result.signal.action}, confidence ${result.signal.confidence.toFixed(2)}: ${result.signal.reason}`,
  ].filter((one) => one !== '')
  const charts = hasChart(result) ? [specOf(target, [result])] : []
  return {
    id: `fan-${index}`,
    title: `${result.symbol}: ${speaker(result)}`,
    body: html`${list(sentences)}${charts.length > 0 && place(target, [result])}${charts.length > 0 && result.past.length > 0 && PAST_NOTE}${stepsTable(result)}<p class="note">${modelFacts(result).join(' · ')}</p>`,
    charts,
  }
}

/** The fans of many symbols: one chart, and a list to choose from. */
export function fansSection(results: readonly ForecastResult[]): Section | null {
  const drawn = results.filter(hasChart)
  if (drawn.length === 0) return null
  return {
    id: 'fans',
    title: 'Forecasts',
    body: html`<p class="note">Choose a symbol above the chart.</p>${place('fans-chart', drawn)}`,
    charts: [specOf('fans-chart', drawn)],
  }
}

function place(target: string, results: readonly ForecastResult[]): Html {
  const what = results.length === 1 ? `Forecast of ${results[0].symbol} with its bands` : 'Forecasts with their bands'
  return html`<div id="${target}" class="chart" aria-label="${what}"></div>`
}

function hasChart({ history, points }: ForecastResult): boolean {
  return history.length > 1 && points.length > 0
}

function specOf(target: string, results: readonly ForecastResult[]): ChartSpec {
  const [{ timeframe, history }] = results
  return {
    target,
    drawings: results.map(drawingOf),
    intraday: timeframe !== null && isIntraday(parseTimeframe(timeframe)),
    rows: history[0].time === null,
  }
}

function drawingOf(result: ForecastResult): Drawing {
  const { symbol, history, points, past } = result
  const time = timesOf(result)
  const end = history.length - 1
  const before = past.flatMap((one) => {
    const row = rowOfPast(history, one)
    return row === null ? [] : fanOf(one.points, row, one.last, time, true)
  })
  const line: CurveSeries = {
    kind: 'line',
    name: `${symbol}, what came`,
    role: 'accent',
    time: time.slice(0, end + 1),
    value: history.map((one) => one.value),
    form: 'price',
  }
  const series = [...before, ...fanOf(points, end, result.last, time, false), line]
  return { name: symbol, panes: [{ height: 1, series }], marks: [], segments: [] }
}

/** Bands from the widest inwards, then the median; all begin in the value at the origin. */
function fanOf(steps: Steps, row: number, origin: number, time: number[], isPast: boolean): (BandSeries | CurveSeries)[] {
  const own = time.slice(row, row + steps.length + 1)
  const levels = steps[0].bands.map((_, i) => i).sort((a, b) => steps[0].bands[b].level - steps[0].bands[a].level)
  const bands = levels.map(
    (i): BandSeries => ({
      kind: 'band',
      name: isPast ? '' : `${levelWords(steps[0].bands[i].level)} band`,
      role: isPast ? 'muted' : 'second',
      time: own,
      low: [origin, ...steps.map((one) => one.bands[i].low)],
      high: [origin, ...steps.map((one) => one.bands[i].high)],
      shade: isPast ? PAST_SHADE : SHADE,
    }),
  )
  const median: CurveSeries = {
    kind: 'line',
    name: isPast ? '' : 'median',
    role: isPast ? 'muted' : 'second',
    time: own,
    value: [origin, ...steps.map((one) => one.value)],
    form: 'price',
    said: true,
  }
  return [...bands, median]
}

/** Of the history and then the steps, on the chart's clock; row numbers where there are no times. */
function timesOf({ symbol, timeframe, history, points, rows }: ForecastResult): number[] {
  const all = [...history, ...points].map((one) => one.time)
  if (all.some((one) => one === null)) return all.map((_, i) => rows - history.length + 1 + i)
  const clock =
    timeframe === null
      ? (at: number) => Math.floor(at / 1000)
      : chartClock(calendarFor(symbol), isIntraday(parseTimeframe(timeframe)))
  return ascending(all.map((one) => clock(Date.parse(one as string))))
}

function stepsTable(result: ForecastResult): Html {
  const { points, symbol } = result
  const shown = points.filter((one) => STEPS.includes(one.step) || one.step % 10 === 0 || one.step === points.length)
  const columns: ReportColumn<Point>[] = [
    { title: 'Step', number: true, cell: (one) => String(one.step) },
    { title: 'Time', cell: (one) => timeWords(result, one.time) },
    { title: 'Median', number: true, cell: (one) => valueWords(one.value, symbol) },
    ...(points[0]?.bands ?? []).map(({ level }, i) => ({
      title: `${levelWords(level)} band`,
      number: true,
      cell: (one: Point) => `${valueWords(one.bands[i].low, symbol)} to ${valueWords(one.bands[i].high, symbol)}`,
    })),
  ]
  return dataTable(columns, shown, 'The middle of what may come, and its bands')
}

function timeWords({ symbol, timeframe }: ForecastResult, time: string | null): string {
  if (time === null) return 'n/a'
  if (timeframe === null || isIntraday(parseTimeframe(timeframe))) return stamp(time)
  return isoDate(calendarFor(symbol).dateOf(Date.parse(time)))
}
