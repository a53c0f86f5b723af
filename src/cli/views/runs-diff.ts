import type { z } from '../../operations/operation.ts'
import type { runsDiff } from '../../operations/runs/diff.ts'
import { METRICS } from '../../operations/runs/metric-names.ts'
import { count, number } from './format.ts'
import { metric } from './metric.ts'
import { nextLine } from './next.ts'
import { table } from './table.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof runsDiff.output>
type Row = Output['metrics'][number]

/** Long values of the data and the limits are cut here; --json has them whole. */
const WIDEST = 36

export const view: View<Output> = (output, terminal) => {
  const { a, b } = output
  const parts = [
    `a: ${terminal.paint.bold(a.run)}  ${a.strategy} on ${few(a.symbols)}\nb: ${terminal.paint.bold(b.run)}  ${b.strategy} on ${few(b.symbols)}`,
    output.comparable ? '' : doubts(output.warnings, terminal),
    section('Data', output.data, terminal),
    section('Parameters', output.params, terminal),
    section('Costs', output.costs, terminal),
    section('Limits', output.limits, terminal),
    metrics(output.metrics, terminal),
    roundTrips(output.roundTrips),
    nextLine([`openbell report ${b.run}`], terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function few(symbols: string[]): string {
  return symbols.length > 5 ? `${symbols.slice(0, 5).join(' ')} ... (${symbols.length})` : symbols.join(' ')
}

function doubts(warnings: string[], { paint }: Terminal): string {
  const lines = warnings.map((warning) => `  ${warning}`)
  return paint.yellow(['NOT COMPARABLE: the metrics below were made on different data', ...lines].join('\n'))
}

/** Only what differs is worth a row. */
function section(title: string, rows: Row[], terminal: Terminal): string {
  if (rows.length === 0) return ''
  const different = rows.filter((row) => !row.same)
  if (different.length === 0) return terminal.paint.dim(`${title}: the same`)
  const columns = [
    { title, cell: (row: Row) => row.name },
    { title: 'a', cell: (row: Row) => text(row.a) },
    { title: 'b', cell: (row: Row) => text(row.b) },
  ]
  return table(columns, different, terminal)
}

function text(value: Row['a']): string {
  const all = value === null ? '-' : String(value)
  return all.length > WIDEST ? `${all.slice(0, WIDEST - 3)}...` : all
}

function metrics(rows: Row[], terminal: Terminal): string {
  if (rows.length === 0) return ''
  const form = (name: string) => METRICS.get(name)?.form ?? 'ratio'
  const figure = (name: string, value: Row['a']) => (typeof value === 'number' ? metric(value, form(name)) : text(value))
  const change = ({ name, change: by }: Row) => {
    if (by === null) return ''
    if (by === 0) return '='
    const size =
      form(name) === 'percent' || form(name) === 'signed-percent' ? `${number(by * 100)} points` : metric(by, form(name))
    if (!/[1-9]/.test(size)) return size.replace('-', '')
    return by > 0 && !size.startsWith('+') ? `+${size}` : size
  }
  const columns = [
    { title: 'Metric', cell: (row: Row) => METRICS.get(row.name)?.label ?? row.name },
    { title: 'a', align: 'right' as const, cell: (row: Row) => figure(row.name, row.a) },
    { title: 'b', align: 'right' as const, cell: (row: Row) => figure(row.name, row.b) },
    { title: 'b - a', align: 'right' as const, cell: change },
  ]
  return table(columns, rows, terminal)
}

function roundTrips(shared: Output['roundTrips']): string {
  if (shared === null) return ''
  const { both, onlyA, onlyB } = shared
  return `Round trips: ${count(both)} in both (same symbol, side and times), ${count(onlyA)} only in a, ${count(onlyB)} only in b`
}
