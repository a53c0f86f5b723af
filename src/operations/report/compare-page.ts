import { calendarFor } from '../../market/calendar/calendar.ts'
import { isIntraday, parseTimeframe } from '../../market/timeframe.ts'
import type { CompareOutput } from '../compare/output.ts'
import { METRICS } from '../runs/metric-names.ts'
import { fewSymbols, headOf } from './backtest-page.ts'
import { chartClock } from './data/clock.ts'
import { html } from './html/html.ts'
import type { Page } from './html/page.ts'
import type { Section } from './html/section.ts'
import { decimal, metric } from './html/words.ts'
import type { NamedCurve, ReportColumns } from './input.ts'
import { curvesSection } from './sections/curves.ts'
import { provenanceSection } from './sections/provenance.ts'
import { dataTable, list, type ReportColumn } from './sections/table.ts'
import { termsSection } from './sections/terms.ts'

type Row = CompareOutput['rows'][number]

const SHOWN = [
  'totalReturn',
  'cagr',
  'sharpe',
  'sortino',
  'maxDrawdown',
  'exposure',
  'roundTrips',
  'winRate',
  'profitFactor',
  'fees',
]

/** Points of a curve in the file. */
const MOST_POINTS = 3000

/**
 * The report of a comparison. `columns` are those kept with it: `times` (epoch ms) and `equity NAME` (multiples of the start) of every
 * strategy.
 */
export function comparePage(answer: CompareOutput, columns: ReportColumns): Page {
  const warnings = answer.rows.flatMap((row) => row.warnings.map((text) => `${row.strategy}: ${text}`))
  return {
    title: `${answer.rows.map((row) => row.strategy).join(', ')} on ${fewSymbols(answer)}`,
    ...headOf(answer),
    notes: [...warnings, ...answer.failed.map((one) => `${one.symbol}: ${one.message}`)],
    sections: [
      rankingSection(answer),
      ...curves(answer, columns),
      correlationSection(answer),
      gradesSection(answer),
      termsSection(answer),
      provenanceSection(answer, null),
    ],
  }
}

function rankingSection({ rows, by, buyAndHold }: CompareOutput): Section {
  const names = [by, ...SHOWN.filter((name) => name !== by)].flatMap((name) => METRICS.get(name) ?? [])
  const columns: ReportColumn<Row>[] = [
    { title: '#', number: true, cell: (row) => row.rank },
    { title: 'Strategy', cell: (row) => row.strategy },
    { title: 'Grade', cell: (row) => row.grade.letter },
    ...names.map(({ name, label, form }) => ({
      title: label,
      number: true,
      cell: (row: Row) => metric((row.metrics as Record<string, number | null>)[name], form),
    })),
  ]
  const held = metric(buyAndHold.totalReturn, 'signed-percent')
  return {
    id: 'ranking',
    title: 'Side by side',
    body: html`${dataTable(columns, rows, `Ranked by ${METRICS.get(by)?.label ?? by}, best first`)}
<p>Buy and hold of the same symbols, equal-weight and without costs: ${held}.</p>`,
  }
}

function curves({ symbols, timeframe }: CompareOutput, columns: ReportColumns): Section[] {
  const { times } = columns
  if (!times || times.length === 0) return []
  const per = Math.ceil(times.length / MOST_POINTS)
  const rows = Array.from({ length: Math.ceil(times.length / per) }, (_, i) => Math.min((i + 1) * per, times.length) - 1)
  const clock = chartClock(calendarFor(symbols[0]), isIntraday(parseTimeframe(timeframe)))
  const time = rows.map((row) => clock(times[row]))
  const named = Object.keys(columns).filter((name) => name.startsWith('equity '))
  const shown = named.map(
    (name): NamedCurve => ({ name: name.slice(7), times: time, values: rows.map((row) => columns[name][row]) }),
  )
  return [curvesSection(shown, per > 1 ? `Equity side by side: the last of every ${per} steps` : undefined)]
}

function correlationSection({ correlation: { names, matrix } }: CompareOutput): Section {
  const columns: ReportColumn<(number | null)[]>[] = names.map((title, i) => ({
    title,
    number: true,
    cell: (row) => decimal(row[i], 2),
  }))
  const rows = matrix.map((row, i) => ({ name: names[i], row }))
  const table = dataTable(
    [
      { title: '', cell: (one: (typeof rows)[number]) => one.name },
      ...columns.map((column) => ({ ...column, cell: (one: (typeof rows)[number]) => column.cell(one.row) })),
    ],
    rows,
    'Correlation of daily returns: near 1 = the same bet twice',
  )
  return { id: 'correlation', title: 'Correlation of returns', body: table }
}

function gradesSection({ rows }: CompareOutput): Section {
  const grades = rows.map(
    ({ strategy, grade }) => html`<div><h3>${strategy}: grade ${grade.letter}</h3>${list(grade.reasons)}</div>`,
  )
  return { id: 'grades', title: 'Grades: how far each may be trusted', body: html`<div class="groups">${grades}</div>` }
}
