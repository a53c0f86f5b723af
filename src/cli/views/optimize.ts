import { shellWord } from '../../operations/common/words.ts'
import type { z } from '../../operations/operation.ts'
import type { optimizeOutput } from '../../operations/optimize/output.ts'
import { METRICS } from '../../operations/runs/metric-names.ts'
import { factLine } from './fact-line.ts'
import { count, counted, dates, number, percent } from './format.ts'
import { heatMapText } from './heat-map.ts'
import { metric } from './metric.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { labelledSparkline } from './sparkline.ts'
import { failures, provenance, table } from './table.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof optimizeOutput>

/** Neighbours on the screen; --json and the report have all. */
const MOST_NEIGHBOURS = 12

export const view: View<Output> = (output, terminal) => {
  const { paint } = terminal
  const parts = [
    factLine(
      `${provenance(output, terminal)} · ${output.timeframe} bars · prices ${output.adjustment === 'splits' ? 'split-adjusted' : 'as given'}`,
      terminal,
    ),
    heading(output, terminal),
    output.heatMap ? heatMapText(output.heatMap, output.direction, terminal) : '',
    metrics(output, terminal),
    labelledSparkline(output.curve, terminal, (value) => count(value)),
    folds(output, terminal),
    neighbours(output, terminal),
    paragraphs(odds(output), terminal),
    paragraphs([...output.costs.text, ...output.limits.text], terminal),
    paint.yellow(paragraphs(notes(output), terminal)),
    failures(output.failed, terminal),
    advice(output, terminal),
    nextLine(next(output), terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function heading(
  { strategy, symbols, bars, best, trials, method, objective, split, study, seed, ...span }: Output,
  terminal: Terminal,
): string {
  const { paint } = terminal
  const named = symbols.length > 8 ? `${symbols.slice(0, 8).join(' ')} ... (${symbols.length})` : symbols.join(' ')
  const lines = [
    `${paint.bold(strategy)} on ${paint.bold(named)}: ${paint.bold(paramsText(best.params))}, best ${label(objective)} of ${counted(trials, 'trial')} (${method}, seed ${seed})`,
    `${dates({ ...span, symbols })}, ${counted(bars, 'bar')} · study ${study}`,
    split,
  ]
  return paragraphs(lines, terminal)
}

/** Two decimals, never a negative zero. */
function figure(value: number | null): string {
  return number(value).replace(/^-(?=0\.00$)/, '')
}

function label(name: string): string {
  return METRICS.get(name)?.label ?? name
}

function paramsText(params: Record<string, unknown> | null): string {
  if (params === null) return 'none'
  return Object.entries(params)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}

const SHOWN = [
  'totalReturn',
  'buyAndHoldReturn',
  'cagr',
  'sharpe',
  'sortino',
  'maxDrawdown',
  'exposure',
  'roundTrips',
  'winRate',
  'fees',
]

/** Out of sample first: the other column is what the choice was made on. */
function metrics({ best, objective }: Output, terminal: Terminal): string {
  const names = [objective, ...SHOWN.filter((name) => name !== objective)].flatMap((name) => METRICS.get(name) ?? [])
  const value = (of: Output['best']['outOfSample'], name: string) => (of as Record<string, number | null> | null)?.[name] ?? null
  const columns = [
    { title: 'Metric', cell: (row: (typeof names)[number]) => row.label },
    ...(best.outOfSample === null
      ? []
      : [
          {
            title: 'Out of sample',
            align: 'right' as const,
            cell: (row: (typeof names)[number]) => metric(value(best.outOfSample, row.name), row.form),
          },
        ]),
    {
      title: best.outOfSample === null ? 'IN SAMPLE ONLY' : 'Chosen on',
      align: 'right' as const,
      cell: (row: (typeof names)[number]) => metric(value(best.inSample, row.name), row.form),
    },
  ]
  return table(columns, names, terminal)
}

function folds({ folds: rows, objective }: Output, terminal: Terminal): string {
  if (rows.length === 0) return ''
  const drawn = table(
    [
      { title: 'Fold', align: 'right', cell: (row) => String(row.fold) },
      { title: 'Searched', drop: 2, cell: (row) => `${row.inFrom} to ${row.inTo}` },
      { title: 'Judged', drop: 1, cell: (row) => `${row.outFrom} to ${row.outTo}` },
      { title: 'Best parameters', least: 16, cell: (row) => paramsText(row.params) },
      { title: `${label(objective)} in`, align: 'right', cell: (row) => figure(row.inObjective) },
      { title: 'out', align: 'right', cell: (row) => figure(row.outObjective) },
      { title: 'Return out', align: 'right', cell: (row) => percent(row.outOfSample?.totalReturn ?? null) },
      { title: 'Round trips', align: 'right', drop: 3, cell: (row) => count(row.outOfSample?.roundTrips ?? null) },
    ],
    rows,
    terminal,
  )
  return `${terminal.paint.bold('Walk-forward')}\n${drawn}`
}

function neighbours({ neighbours: rows, objective }: Output, terminal: Terminal): string {
  if (rows.length === 0) return ''
  const drawn = table(
    [
      { title: 'One step aside', cell: (row) => `${row.name} ${row.value}` },
      { title: label(objective), align: 'right', cell: (row) => figure(row.objective) },
      { title: "Of the best's", align: 'right', cell: (row) => metric(row.share, 'percent') },
    ],
    rows.slice(0, MOST_NEIGHBOURS),
    terminal,
  )
  const left = rows.length - MOST_NEIGHBOURS
  return `${drawn}${left > 0 ? `\n(${left} more in --json)` : ''}`
}

function odds({ overfitting: { pbo, deflatedSharpe, trialsEver, trials, combinations } }: Output): string[] {
  const cscv =
    pbo === null
      ? 'Probability of overfitting: n/a (too few sessions or trials)'
      : `Probability of overfitting ${metric(pbo, 'percent')} (${count(trials)} trials, ${count(combinations)} ways to halve the days)`
  const deflated = `Chance of a true Sharpe ratio above 0, counting ${count(trialsEver)} trials ever run on this data: ${metric(deflatedSharpe, 'percent')}`
  return [cscv, deflated]
}

function notes({ warnings, failedTrials: { count: failed, first } }: Output): string[] {
  const lost = failed === 0 ? [] : [`${counted(failed, 'run')} failed; the first: ${first}`]
  return [...warnings, ...lost].map((text) => `Note: ${text}`)
}

function advice({ advice: said, verdict }: Output, terminal: Terminal): string {
  const { paint } = terminal
  const text = paragraphs([said], terminal)
  if (verdict === 'do not trade') return paint.red(paint.bold(text))
  return verdict === 'promising' ? paint.green(text) : paint.yellow(text)
}

/** The best in a backtest of its own; in-sample answers ask for evidence first. */
function next({ strategy, file, symbols, timeframe, best, folds: judged, study }: Output): string[] {
  const bars = timeframe === '1d' ? '' : ` --timeframe ${timeframe}`
  const set = Object.entries(best.params).map(([name, value]) => ` --set ${shellWord(`${name}=${value}`)}`)
  const backtest = `openbell backtest ${[file ?? strategy, ...symbols].map(shellWord).join(' ')}${bars}${set.join('')} --check`
  return judged.length === 0 ? [backtest] : [backtest, `openbell report ${study}`]
}
