import { calendarFor } from '../../market/calendar/calendar.ts'
import { isIntraday, parseTimeframe } from '../../market/timeframe.ts'
import type { Context } from '../context.ts'
import { fewSymbols, headOf } from '../report/backtest-page.ts'
import { chartClock } from '../report/data/clock.ts'
import { html } from '../report/html/html.ts'
import type { Page } from '../report/html/page.ts'
import type { Section } from '../report/html/section.ts'
import { decimal, metric } from '../report/html/words.ts'
import type { NamedCurve } from '../report/input.ts'
import { curvesSection, heatMapSection } from '../report/sections/curves.ts'
import { provenanceSection } from '../report/sections/provenance.ts'
import { dataTable, facts, list, type ReportColumn } from '../report/sections/table.ts'
import { termsSection } from '../report/sections/terms.ts'
import { writePage } from '../report/write.ts'
import { METRIC_GROUPS, METRICS } from '../runs/metric-names.ts'
import { type Curves, studyColumns } from './keep.ts'
import type { OptimizeOutput } from './output.ts'

/** Writes the report of a study; answers the file's full path. */
export async function writeOptimizeReport(
  context: Context,
  path: string,
  answer: OptimizeOutput,
  curves: Curves,
): Promise<string> {
  return (await writePage(context, path, optimizePage(answer, studyColumns(curves)))).file
}

/** The report of a study, from its answer and the columns kept with it. */
export function optimizePage(answer: OptimizeOutput, columns: Record<string, Float64Array>): Page {
  const { heatMap, objective } = answer
  const map = heatMap && {
    objective: METRICS.get(objective)?.label ?? objective,
    columns: { name: heatMap.across, values: heatMap.acrossValues },
    rows: { name: heatMap.down, values: heatMap.downValues },
    cells: heatMap.cells,
    direction: answer.direction,
  }
  const sections: (Section | null)[] = [
    adviceSection(answer),
    curvesSection(curvesOf(answer, columns), 'Equity, chosen and out of sample'),
    metricsSection(answer),
    map && heatMapSection(map),
    foldsSection(answer),
    neighboursSection(answer),
    topSection(answer),
    termsSection(answer),
    provenanceSection({ ...answer, run: answer.study }, null),
  ]
  return {
    title: `${answer.strategy} on ${fewSymbols({ ...answer, run: answer.study })}, optimised`,
    ...headOf({ ...answer, run: answer.study }),
    notes: [...answer.warnings, ...answer.failed.map((one) => `${one.symbol}: ${one.message}`)],
    sections: sections.filter((section) => section !== null),
  }
}

function curvesOf({ symbols, timeframe }: OptimizeOutput, columns: Record<string, Float64Array>): NamedCurve[] {
  const { times, equity, outTimes, outEquity } = columns
  const clock = chartClock(calendarFor(symbols[0]), isIntraday(parseTimeframe(timeframe)))
  const best = { name: 'Best, on the data it was chosen on', times: Array.from(times, clock), values: equity }
  if (!outTimes) return [best]
  return [{ name: 'Walk-forward, out of sample', times: Array.from(outTimes, clock), values: outEquity }, best]
}

function adviceSection({ advice, split, best, trials, overfitting }: OptimizeOutput): Section {
  const { pbo, deflatedSharpe, trialsEver } = overfitting
  const rows: [string, string][] = [
    ...Object.entries(best.params).map(([name, value]): [string, string] => [name, String(value)]),
    ['Trials', decimal(trials, 0)],
    ['Trials ever on this data', decimal(trialsEver, 0)],
    ['Probability of overfitting', metric(pbo, 'percent')],
    ['Deflated Sharpe ratio', metric(deflatedSharpe, 'percent')],
  ]
  return { id: 'advice', title: 'Advice', body: html`<p><strong>${advice}</strong></p><p>${split}</p>${facts(rows)}` }
}

function metricsSection({ best }: OptimizeOutput): Section {
  const of = (metrics: OptimizeOutput['best']['outOfSample'], name: string) =>
    (metrics as Record<string, number | null> | null)?.[name] ?? null
  const names = METRIC_GROUPS.flatMap((group) => group.metrics)
  const columns: ReportColumn<(typeof names)[number]>[] = [
    { title: 'Metric', cell: ({ label }) => label },
    { title: 'Out of sample', number: true, cell: ({ name, form }) => metric(of(best.outOfSample, name), form) },
    { title: 'Chosen on', number: true, cell: ({ name, form }) => metric(of(best.inSample, name), form) },
  ]
  return {
    id: 'metrics',
    title: 'Metrics',
    body: dataTable(columns, names, 'Out of sample counts; the other column is what the choice was made on'),
  }
}

function foldsSection({ folds, objective }: OptimizeOutput): Section | null {
  if (folds.length === 0) return null
  const label = METRICS.get(objective)?.label ?? objective
  const columns: ReportColumn<OptimizeOutput['folds'][number]>[] = [
    { title: '#', number: true, cell: (row) => row.fold },
    { title: 'Searched', cell: (row) => `${row.inFrom} to ${row.inTo}` },
    { title: 'Judged', cell: (row) => `${row.outFrom} to ${row.outTo}` },
    { title: 'Parameters', cell: (row) => paramsText(row.params) },
    { title: `${label} in`, number: true, cell: (row) => decimal(row.inObjective, 2) },
    { title: `${label} out`, number: true, cell: (row) => decimal(row.outObjective, 2) },
    { title: 'Return out', number: true, cell: (row) => metric(row.outOfSample?.totalReturn, 'signed-percent') },
    { title: 'Round trips out', number: true, cell: (row) => decimal(row.outOfSample?.roundTrips, 0) },
  ]
  return {
    id: 'folds',
    title: 'Walk-forward',
    body: dataTable(columns, folds, 'Each fold: what was best, and what it did afterwards'),
  }
}

function neighboursSection({ neighbours }: OptimizeOutput): Section | null {
  if (neighbours.length === 0) return null
  const columns: ReportColumn<OptimizeOutput['neighbours'][number]>[] = [
    { title: 'One step aside', cell: (row) => `${row.name} ${row.value}` },
    { title: 'Objective', number: true, cell: (row) => decimal(row.objective, 2) },
    { title: "Share of the best's", number: true, cell: (row) => metric(row.share, 'percent') },
  ]
  return {
    id: 'neighbours',
    title: 'Neighbours of the best',
    body: dataTable(columns, neighbours, 'Near 100% all around is a plateau; a fall is a peak'),
  }
}

function topSection({ top, failedTrials }: OptimizeOutput): Section {
  const columns: ReportColumn<OptimizeOutput['top'][number]>[] = [
    { title: 'Parameters', cell: (row) => paramsText(row.params) },
    { title: 'Objective', number: true, cell: (row) => decimal(row.objective, 2) },
    { title: 'Return', number: true, cell: (row) => metric(row.metrics.totalReturn, 'signed-percent') },
    { title: 'Deepest drawdown', number: true, cell: (row) => metric(row.metrics.maxDrawdown, 'percent') },
    { title: 'Round trips', number: true, cell: (row) => decimal(row.metrics.roundTrips, 0) },
  ]
  const failed = failedTrials.count > 0 && list([`${failedTrials.count} trials failed: ${failedTrials.first}`])
  return {
    id: 'top',
    title: 'Best trials over the whole range',
    body: html`${dataTable(columns, top, 'On the data they were chosen on')}${failed}`,
  }
}

function paramsText(params: Record<string, unknown> | null): string {
  return params === null
    ? 'none'
    : Object.entries(params)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ')
}
