import type { Instant } from '../../../core/time.ts'
import { calendarOf } from '../../../market/calendar/calendar.ts'
import { ascending, chartClock } from '../data/clock.ts'
import { html } from '../html/html.ts'
import type { CurveSeries, Pane, Section } from '../html/section.ts'
import { money } from '../html/words.ts'
import type { AccountReportInput } from './input.ts'

/** Points of the curve in the file. */
const MOST_POINTS = 3000

/** Equity as it was marked and its fall from the highest mark before; the last point is what the broker says now. */
export function accountEquity(input: AccountReportInput): Section {
  const { scan, money: account, at } = input
  const marks = [...scan.marks, { at, equity: account.equity }]
  const head = { id: 'equity', title: 'Equity, drawdown' }
  if (marks.length < 2) return { ...head, body: html`<p>Equity was not marked yet; it is ${money(account.equity)} now.</p>` }
  const { per, points } = pointsOf(marks)
  const moved = scan.activities.some(({ what }) => what === 'transfer')
  const notes = [
    per > 1 &&
      html`<p class="note">Every point stands for ${per} marks: the last equity and the deepest drawdown among them.</p>`,
    moved && html`<p class="note">Money that came in or went out is in the curve: it is neither won nor lost.</p>`,
  ]
  return {
    ...head,
    body: html`${notes}<div id="equity-chart" class="chart" aria-label="Marked equity and its drawdown over time"></div>`,
    charts: [
      {
        target: 'equity-chart',
        drawings: [{ name: 'Equity', panes: panesOf(points), marks: [], segments: [] }],
        intraday: true,
      },
    ],
  }
}

interface Point {
  at: Instant
  equity: number
  drawdown: number
}

/** One point for every so many marks, so that the file stays small. */
function pointsOf(marks: readonly { at: Instant; equity: number }[]): { per: number; points: Point[] } {
  const per = Math.ceil(marks.length / MOST_POINTS)
  const points: Point[] = []
  let [high, deepest] = [Number.NEGATIVE_INFINITY, 0]
  marks.forEach(({ at, equity }, i) => {
    high = Math.max(high, equity)
    if (high > 0) deepest = Math.min(deepest, equity / high - 1)
    if ((i + 1) % per !== 0 && i !== marks.length - 1) return
    points.push({ at, equity, drawdown: deepest })
    deepest = 0
  })
  return { per, points }
}

function panesOf(points: readonly Point[]): Pane[] {
  const time = ascending(points.map(({ at }) => at).map(chartClock(calendarOf('us'), true)))
  const equity: CurveSeries = {
    ...{ kind: 'line', name: 'Equity', role: 'accent', time, form: 'money' },
    value: points.map((one) => Number(one.equity.toFixed(2))),
  }
  const drawdown: CurveSeries = {
    ...{ kind: 'area', name: 'Drawdown', role: 'down', time, form: 'percent' },
    value: points.map((one) => Number(one.drawdown.toFixed(5))),
  }
  return [
    { height: 5, series: [equity] },
    { height: 2, series: [drawdown] },
  ]
}
