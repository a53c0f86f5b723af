import { shellWord } from '../../operations/common/words.ts'
import type { compare } from '../../operations/compare/compare.ts'
import type { z } from '../../operations/operation.ts'
import { METRICS } from '../../operations/runs/metric-names.ts'
import { factLine } from './fact-line.ts'
import { counted, dates, number, percent } from './format.ts'
import { metric } from './metric.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { sparkline } from './sparkline.ts'
import { failures, provenance, table } from './table.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof compare.output>
type Row = Output['rows'][number]

/** Columns of the ranking, the one ranked by first; the last ones go first on a narrow screen. */
const SHOWN = ['totalReturn', 'sharpe', 'maxDrawdown', 'roundTrips', 'winRate', 'exposure', 'profitFactor']

export const view: View<Output> = (output, terminal) => {
  const { symbols, timeframe, bars, by, buyAndHold } = output
  const best = [output.rows[0].file ?? output.rows[0].strategy, ...symbols]
  const parts = [
    factLine(`${provenance(output, terminal)} · ${timeframe} bars`, terminal),
    factLine(
      `${symbols.join(' ')} · ${dates(output)}, ${counted(bars, 'bar')} · ranked by ${METRICS.get(by)?.label ?? by} · run ${output.run}`,
      terminal,
    ),
    ranking(output, terminal),
    `Buy and hold of the symbols, without costs: ${percent(buyAndHold.totalReturn)}`,
    correlation(output, terminal),
    paragraphs([...output.costs.text, ...output.limits.text], terminal),
    failures(output.failed, terminal),
    notes(output, terminal),
    output.report && !terminal.dryRun ? `Report written to ${output.report}` : '',
    nextLine(
      [`openbell backtest ${best.map(shellWord).join(' ')}${timeframe === '1d' ? '' : ` --timeframe ${timeframe}`} --check`],
      terminal,
    ),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** What is to be known before believing a row; said once where it holds for all. */
function notes({ rows }: Output, terminal: Terminal): string {
  const all = [...new Set(rows.flatMap((row) => row.warnings))]
  const said = all.map((warning) => {
    const of = rows.filter((row) => row.warnings.includes(warning)).map((row) => row.strategy)
    return `Note${of.length < rows.length ? ` (${of.join(', ')})` : ''}: ${warning}`
  })
  return terminal.paint.yellow(paragraphs(said, terminal))
}

function ranking({ rows, by }: Output, terminal: Terminal): string {
  const names = [by, ...SHOWN.filter((name) => name !== by)]
  const figures = names.flatMap((name, i) => {
    const known = METRICS.get(name)
    if (!known) return []
    const cell = (row: Row) => metric(row.metrics[name as keyof Row['metrics']], known.form)
    return [{ title: known.label, align: 'right' as const, drop: i, cell }]
  })
  return table<Row>(
    [
      { title: '#', align: 'right', cell: (row) => String(row.rank) },
      { title: 'Strategy', cell: (row) => row.strategy },
      ...figures,
      { title: 'Grade', cell: (row) => row.grade.letter },
      { title: 'Equity', drop: 8, cell: (row) => sparkline(row.curve, 24) },
    ],
    rows,
    terminal,
  )
}

function correlation({ correlation: { names, matrix }, timeframe }: Output, terminal: Terminal): string {
  const columns = names.map((_, k) => ({
    title: String(k + 1),
    align: 'right' as const,
    cell: ({ row }: { row: number }) => number(matrix[row][k]),
  }))
  const drawn = table(
    [
      {
        title: `Correlation of ${timeframe === '1w' ? 'weekly' : 'daily'} returns`,
        cell: ({ row }) => `${row + 1} ${names[row]}`,
      },
      ...columns,
    ],
    names.map((_, row) => ({ row })),
    terminal,
  )
  return names.length > 1 ? drawn : ''
}
