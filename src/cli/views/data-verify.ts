import type { VerifyAnswer } from '../../operations/data/verify.ts'
import { factLine } from './fact-line.ts'
import { count, counted, number, percent, price, stamp } from './format.ts'
import { paragraphs } from './paragraphs.ts'
import { provenance, table } from './table.ts'
import type { Terminal, View } from './view.ts'

/** Findings of a kind that are shown; --json has all. */
const SHOWN = 8

export const view: View<VerifyAnswer> = (output, terminal) => {
  const { paint } = terminal
  const parts = [
    factLine(`${provenance(output, terminal)} · ${paint.bold(output.symbol)} ${output.timeframe ?? ''}`.trimEnd(), terminal),
    summary(output, terminal),
    list('missing', output.missing, terminal, [
      { title: 'missing from (UTC)', cell: (one) => stamp(one.from) },
      { title: 'to', cell: (one) => stamp(one.to) },
      { title: 'bars', align: 'right', cell: (one) => count(one.bars) },
    ]),
    list('outliers', gravest(output.outliers), terminal, [
      { title: 'outlier (UTC)', cell: (one) => stamp(one.time) },
      { title: 'field', cell: (one) => one.field },
      { title: 'robust z', align: 'right', cell: (one) => number(one.z, 1) },
    ]),
    list('jumps', output.jumps, terminal, [
      { title: 'jump like a split (UTC)', cell: (one) => stamp(one.time) },
      { title: 'close before', align: 'right', cell: (one) => price(one.before, output.symbol) },
      { title: 'open', align: 'right', cell: (one) => price(one.after, output.symbol) },
      { title: 'new per old', align: 'right', cell: (one) => number(one.split, 4) },
      { title: 'stored split', cell: (one) => (one.explained ? 'yes' : 'none') },
    ]),
    list('violations', output.violations, terminal, [
      { title: 'violation (UTC)', cell: (one) => stamp(one.time) },
      { title: 'rule', cell: (one) => one.rule },
    ]),
    tape(output),
    paint.dim(paragraphs([output.note], terminal)),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function summary(output: VerifyAnswer, terminal: Terminal): string {
  if (output.timeframe === null) return ''
  const share = output.completeness === null ? 'n/a' : percent(output.completeness).replace('+', '')
  const lines = [
    `${counted(output.bars, 'bar')}, ${stamp(output.from)} to ${stamp(output.to)}`,
    `complete ${share} of ${count(output.expected)} expected · gaps ${count(output.missing.length)} · outliers ${count(output.outliers.length)} · ` +
      `jumps ${count(output.jumps.length)} · violations ${count(output.violations.length)} · duplicates ${count(output.duplicates)}`,
  ]
  return lines.map((line) => factLine(line, terminal)).join('\n')
}

function gravest(outliers: VerifyAnswer['outliers']): VerifyAnswer['outliers'] {
  return [...outliers].sort((a, b) => Math.abs(b.z) - Math.abs(a.z))
}

function list<Row>(name: string, rows: Row[], terminal: Terminal, columns: Parameters<typeof table<Row>>[0]): string {
  if (rows.length === 0) return ''
  const drawn = table(columns, rows.slice(0, SHOWN), terminal)
  const more = rows.length - SHOWN
  return more > 0 ? `${drawn}\n${terminal.paint.dim(`and ${count(more)} more ${name}: --json`)}` : drawn
}

function tape({ prints, quotes }: VerifyAnswer): string {
  const lines = []
  if (prints) lines.push(`${count(prints.rows)} prints, ${count(prints.withoutSize)} of size 0`)
  if (quotes) {
    const { rows, crossed, locked, oneSided } = quotes
    lines.push(`${count(rows)} quotes, ${count(crossed)} crossed, ${count(locked)} locked, ${count(oneSided)} one-sided`)
  }
  return lines.join('\n')
}
