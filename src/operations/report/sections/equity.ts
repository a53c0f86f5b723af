import { calendarFor } from '../../../market/calendar/calendar.ts'
import { isIntraday, parseTimeframe } from '../../../market/timeframe.ts'
import { ascending, chartClock } from '../data/clock.ts'
import { html } from '../html/html.ts'
import type { CurveSeries, Pane, Section } from '../html/section.ts'
import type { ReportColumns, ReportInput } from '../input.ts'

/** Equity with buy and hold beside it, the drawdown under its high, and the exposure. */
export function equitySection({ answer, columns }: ReportInput): Section {
  const intraday = isIntraday(parseTimeframe(answer.timeframe))
  const clock = chartClock(calendarFor(answer.symbols[0]), intraday)
  const time = ascending(Array.from(columns.times, clock))
  const curve = (name: string, role: CurveSeries['role'], values: ArrayLike<number>, digits: number): CurveSeries => {
    const form = digits === 2 ? 'money' : 'percent'
    return { kind: 'line', name, role, time, value: Array.from(values, (value) => rounded(value, digits)), form }
  }
  const equity: Pane = { height: 5, series: [curve('Equity', 'accent', columns.equity, 2)] }
  if (columns.dayBenchmark) equity.series.push(curve('Buy and hold', 'muted', heldAt(columns, answer.costs.cash), 2))
  const falls = Array.from(columns.drawdown, (value) => -value)
  const panes: Pane[] = [
    equity,
    { height: 2, series: [{ ...curve('Drawdown', 'down', falls, 5), kind: 'area' }] },
    { height: 2, series: [{ ...curve('Exposure', 'second', columns.exposure, 4), kind: 'area' }] },
  ]
  const per = columns.stepsPerPoint?.[0] ?? 1
  const thinned =
    per > 1 &&
    html`<p class="note">Every point stands for ${per} steps: the last equity, the deepest drawdown and the highest exposure among them.</p>`
  return {
    id: 'equity',
    title: 'Equity, drawdown, exposure',
    body: html`${thinned}<div id="equity-chart" class="chart tall" aria-label="Equity against buy and hold, drawdown and exposure over time"></div>`,
    charts: [{ target: 'equity-chart', drawings: [{ name: 'Equity', panes, marks: [], segments: [] }], intraday }],
  }
}

/** Buy and hold at the chart's points: what the last session ended by then had made of the start cash. */
function heldAt({ times, dayEnd, dayBenchmark }: ReportColumns, startCash: number): Float64Array {
  let ended = 0
  return times.map((time) => {
    while (ended < dayEnd.length && dayEnd[ended] <= time) ended++
    return ended === 0 ? startCash : dayBenchmark[ended - 1]
  })
}

function rounded(value: number, digits: number): number | null {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : null
}
