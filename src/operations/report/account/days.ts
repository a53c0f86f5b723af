import { DAY, isoDate, SECOND } from '../../../core/time.ts'
import { html } from '../html/html.ts'
import type { CurveSeries, Section } from '../html/section.ts'
import { decimal, money } from '../html/words.ts'
import { sortableTable } from '../sections/sortable.ts'
import { gain, type ReportColumn } from '../sections/table.ts'
import type { AccountDay, AccountReportInput } from './input.ts'

/** Rows of the table, and points of the curve, in the file. */
const MOST_DAYS = 1500

const COLUMNS: ReportColumn<AccountDay>[] = [
  { title: 'Date', cell: ({ day }) => isoDate(day) },
  { title: 'Realised', number: true, cell: ({ realised }) => gain(realised, money(realised)) },
  { title: 'Round trips', number: true, cell: ({ roundTrips }) => decimal(roundTrips, 0) },
  { title: 'Fills', number: true, cell: ({ fills }) => decimal(fills, 0) },
  { title: 'Fees', number: true, cell: ({ fees }) => money(fees) },
  { title: 'Last mark of equity', number: true, cell: ({ equity }) => money(equity) },
]

/** Realised profit of each exchange date, and added up. */
export function daysSection({ days }: AccountReportInput): Section {
  const head = { id: 'days', title: 'Realised profit per day' }
  if (days.length === 0) return { ...head, body: html`<p>Nothing was filled or marked yet.</p>` }
  const shown = days.slice(-MOST_DAYS)
  const cut = shown.length < days.length && html`<p class="note">The newest ${shown.length} of ${days.length} days.</p>`
  const caption = 'Exchange dates, newest first; realised is what closing won or lost, fees included'
  const table = sortableTable({ id: 'day-table', columns: COLUMNS, rows: shown.toReversed(), caption })
  if (shown.length < 2) return { ...head, body: html`${cut}${table}` }
  return {
    ...head,
    body: html`${cut}<div id="days-chart" class="chart" aria-label="Realised profit, added up day by day"></div>${table}`,
    charts: [
      {
        target: 'days-chart',
        drawings: [{ name: 'Realised', panes: [{ height: 1, series: [addedUp(days)] }], marks: [], segments: [] }],
        intraday: false,
      },
    ],
  }
}

function addedUp(days: readonly AccountDay[]): CurveSeries {
  let sum = 0
  const sums = days.map(({ realised }) => {
    sum += realised
    return Number(sum.toFixed(2))
  })
  return {
    ...{ kind: 'area', name: 'Realised so far', role: 'second', form: 'money' },
    time: days.slice(-MOST_DAYS).map(({ day }) => (day * DAY) / SECOND),
    value: sums.slice(-MOST_DAYS),
  }
}
