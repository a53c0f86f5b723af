import type { datasetsShow } from '../../operations/datasets/show.ts'
import type { z } from '../../operations/operation.ts'
import { factLine } from './fact-line.ts'
import { bytes, count, counted, percent, stamp } from './format.ts'
import { paragraphs } from './paragraphs.ts'
import { provenance, table } from './table.ts'
import type { Terminal } from './view.ts'

export type Described = z.output<typeof datasetsShow.output>

/** What is in a dataset: where it comes from, its columns, how whole it is. */
export function datasetParts(output: Described, terminal: Terminal): string[] {
  return [head(output, terminal), columnTable(output, terminal), qualityLines(output, terminal)].filter((part) => part !== '')
}

function head(output: Described, terminal: Terminal): string {
  const from = output.timeframe === null ? output.kind : `${output.kind} ${output.timeframe}`
  const facts = [
    provenance({ ...output, feed: output.feed ?? 'none' }, terminal),
    `${terminal.paint.bold(output.name)} ${from}`,
    counted(output.rows, 'row'),
    ...(output.symbols.length > 0 ? [output.symbols.slice(0, 8).join(' ') + (output.symbols.length > 8 ? ' ...' : '')] : []),
    ...(output.from === null ? [] : [`${stamp(output.from)} to ${stamp(output.to)}`]),
    bytes(output.bytes),
  ]
  return factLine(facts.join(' · '), terminal)
}

function columnTable({ schema }: Described, terminal: Terminal): string {
  const shown = (value: number | string | null, distinct: number | null) => {
    if (value === null) return distinct === null ? 'n/a' : ''
    return typeof value === 'string' ? stamp(value.replace(/\.\d+Z$/, 'Z')) : String(Number(value.toPrecision(8)))
  }
  return table(
    [
      { title: 'Column', cell: (one) => one.name },
      { title: 'Type', cell: (one) => one.type },
      { title: 'From', align: 'right', cell: (one) => shown(one.min, one.distinct) },
      { title: 'To', align: 'right', cell: (one) => shown(one.max, one.distinct) },
      { title: 'Missing', align: 'right', drop: 1, cell: (one) => count(one.missing) },
      { title: 'Different', align: 'right', drop: 2, cell: (one) => (one.distinct === null ? '' : count(one.distinct)) },
    ],
    schema,
    terminal,
  )
}

function qualityLines({ quality }: Described, terminal: Terminal): string {
  const share = quality.completeness === null ? '' : `, complete ${percent(quality.completeness).replace('+', '')}`
  const found = `gaps ${count(quality.gaps)} · outliers ${count(quality.outliers)} · violations ${count(quality.violations)}`
  const worst = quality.symbols.filter((one) => one.rating === 'poor' || one.rating === 'fair').slice(0, 5)
  const lines = worst.map(
    (one) =>
      `  ${one.symbol}: ${one.rating}, complete ${percent(one.completeness).replace('+', '')}, ${counted(one.gaps, 'gap')}`,
  )
  return [factLine(`quality ${quality.rating}${share} · ${found}`, terminal), ...lines].join('\n')
}

/** Analyses to run on it, the code of the first to be typed. */
export function suggestionLines({ suggestions }: Described, terminal: Terminal): string {
  return paragraphs(
    suggestions.map((one) => `${one.title}: ${one.why}`),
    terminal,
    '  ',
  )
}
