import { shellWord } from '../../operations/common/words.ts'
import type { IndicatorsAnswer, ListedIndicator } from '../../operations/indicators/output.ts'
import { factLine } from './fact-line.ts'
import { compact, counted, number, price, stamp } from './format.ts'
import { nextLine } from './next.ts'
import { paragraphs, wrap } from './paragraphs.ts'
import { provenance, type TableColumn, table } from './table.ts'
import type { Terminal, View } from './view.ts'

/** Newest rows shown; --json has all. */
const SHOWN = 20

export const view: View<IndicatorsAnswer> = (output, terminal) => {
  if (output.list) return list(output.list, terminal)
  const from = { source: output.source ?? '', feed: output.feed ?? '', asOf: output.asOf ?? '', staleSince: output.staleSince }
  const adjusted = output.adjustment === 'splits' ? ' · split-adjusted' : ''
  const total = output.time.length
  const shown = Math.min(SHOWN, total)
  const rest = shown < total ? `, the last ${shown} shown` : ''
  const head = `${provenance(from, terminal)} · ${output.symbol} ${output.timeframe}, ${counted(total, 'bar')}${rest}${adjusted}`
  const rows = Array.from({ length: shown }, (_, i) => total - shown + i)
  const why = output.unsettled.map((one) => `${one.column}: ${one.reason}`)
  const unsettled = terminal.paint.yellow(paragraphs(why, terminal))
  const next = nextLine([`openbell analyze ${shellWord(output.symbol ?? '')} --timeframe ${output.timeframe}`], terminal)
  return [factLine(head, terminal), table(columnsOf(output), rows, terminal), unsettled, next]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** Second and further columns of an indicator go before the first ones of all, where there is no room. */
const SIDE_COLUMNS = 1000

/** What was asked for last is left out first. */
function columnsOf(output: IndicatorsAnswer): TableColumn<number>[] {
  const names = Object.keys(output.columns).map((spelled) => spelled.split(/[:(@]/)[0])
  const columns: TableColumn<number>[] = [
    { title: 'Open time', cell: (row) => stamp(output.time[row]) },
    { title: 'Close', align: 'right', cell: (row) => price(output.close[row], output.symbol ?? '') },
  ]
  for (const [spelled, values] of Object.entries(output.columns)) {
    const name = spelled.split(/[:(@]/)[0]
    const short = names.filter((one) => one === name).length === 1 ? name : spelled
    const parts = Array.isArray(values) ? [{ title: spelled, one: values }] : partsOf(short, values)
    parts.forEach(({ title, one }, part) => {
      const drop = columns.length + (part > 0 ? SIDE_COLUMNS : 0)
      columns.push({ title, align: 'right', drop, cell: (row) => figure(one[row]) })
    })
  }
  return columns
}

function partsOf(name: string, outputs: Record<string, (number | null)[]>) {
  return Object.entries(outputs).map(([output, one]) => ({ title: output === name ? name : `${name} ${output}`, one }))
}

function figure(value: number | null): string {
  if (value === null) return 'n/a'
  return Math.abs(value) >= 100_000 ? compact(value) : number(value, Math.abs(value) >= 1 || value === 0 ? 2 : 4)
}

/** By group; what an indicator is matters most, so it is wrapped, never left out for want of room. */
function list(all: ListedIndicator[], terminal: Terminal): string {
  const indent = all.reduce((most, one) => Math.max(most, one.example.length), 0) + 2
  const groups = [...Map.groupBy(all, (one) => one.group)].map(([group, members]) =>
    [terminal.paint.bold(group), ...members.map((one) => entry(one, indent, terminal))].join('\n'),
  )
  const note = `${all.length} indicators; without numbers each takes those shown`
  return [...groups, note, nextLine(['openbell indicators SIMALL --add rsi:14'], terminal)].join('\n\n')
}

function entry({ example, summary, params, outputs, file }: ListedIndicator, indent: number, terminal: Terminal): string {
  const facts = [
    ...(params.length > 0 ? [`numbers ${params.map((param) => param.name).join(', ')}`] : []),
    ...(outputs.length > 1 ? [`columns ${outputs.join(', ')}`] : []),
    ...(file === null ? [] : [`yours: ${file}`]),
  ]
  const room = Math.max(20, terminal.width - indent)
  const lines = [...wrap(summary, room), ...wrap(facts.join('; '), room).map((line) => terminal.paint.dim(line))]
  return lines.map((line, i) => (i === 0 ? example.padEnd(indent) : ' '.repeat(indent)) + line).join('\n')
}
