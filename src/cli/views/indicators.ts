import type { IndicatorsAnswer, ListedIndicator } from '../../operations/indicators/output.ts'
import { compact, number, price, stamp } from './format.ts'
import { nextLine } from './next.ts'
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
  const head = `${provenance(from, terminal)} · ${output.symbol} ${output.timeframe}, ${total} bars${rest}${adjusted}`
  const rows = Array.from({ length: shown }, (_, i) => total - shown + i)
  const unsettled = output.unsettled.map((one) => terminal.paint.yellow(`${one.column}: ${one.reason}`)).join('\n')
  const next = nextLine([`openbell analyze ${output.symbol} --timeframe ${output.timeframe}`], terminal)
  return [head, table(columnsOf(output), rows, terminal), unsettled, next].filter((part) => part !== '').join('\n\n')
}

/** Second and further columns of an indicator go before the first ones of all, where there is no room. */
const SIDE_COLUMNS = 1000

/** What was asked for last is left out first. */
function columnsOf(output: IndicatorsAnswer): TableColumn<number>[] {
  const names = Object.keys(output.columns).map((spelled) => spelled.split(/[:(@]/)[0])
  const columns: TableColumn<number>[] = [
    { title: 'Open time', cell: (row) => stamp(output.time[row]) },
    { title: 'Close', align: 'right', cell: (row) => price(output.close[row]) },
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

function list(all: ListedIndicator[], terminal: Terminal): string {
  const drawn = table<ListedIndicator>(
    [
      { title: 'Spelling', cell: (one) => one.example },
      { title: 'Numbers', drop: 3, cell: (one) => one.params.map((param) => param.name).join(', ') || 'none' },
      { title: 'Columns', drop: 2, cell: (one) => (one.outputs.length === 1 ? 'one' : one.outputs.join(', ')) },
      { title: 'What it is', drop: 1, cell: (one) => (one.source === 'user' ? `${one.summary} (yours)` : one.summary) },
    ],
    all,
    terminal,
  )
  return `${drawn}\n\n${all.length} indicators\n\n${nextLine(['openbell indicators SIMALL --add rsi:14'], terminal)}`
}
