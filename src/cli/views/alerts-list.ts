import type { alertsList } from '../../operations/alerts/list.ts'
import type { z } from '../../operations/operation.ts'
import { channelLines } from './alert-parts.ts'
import { count } from './format.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import { type TableColumn, table } from './table.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof alertsList.output>
type Row = Output['rules'][number]

export const view: View<Output> = (output, terminal) => {
  const { rules, channels, quietHours } = output
  const quiet = quietHours === null ? '' : `\n  nothing is sent ${quietHours.replace('-', ' to ')} New York`
  return [
    rules.length === 0 ? 'no rule is watched for' : table(columns(terminal), rules, terminal),
    `${terminal.paint.bold('Sent by')}\n${channelLines(channels, terminal)}${quiet}`,
    nextLine(
      [rules.length === 0 ? "openbell alerts add 'price > 600' SPY" : 'openbell alerts log', 'openbell alerts test'],
      terminal,
    ),
  ].join('\n\n')
}

function columns({ paint }: Terminal): TableColumn<Row>[] {
  return [
    { title: 'No.', align: 'right', cell: ({ id }) => String(id) },
    { title: 'Rule', least: 20, cell: ({ rule }) => paint.bold(rule) },
    { title: 'Symbols', least: 10, cell: ({ symbols }) => symbols?.join(' ') ?? '*' },
    { title: 'Name', drop: 3, least: 12, cell: ({ name }) => name },
    { title: 'Judged on', drop: 2, cell: ({ judged, timeframe }) => (judged === 'bars' ? `${timeframe} bars` : judged) },
    { title: 'Sent by', drop: 4, cell: ({ via }) => via?.join(', ') ?? 'all' },
    { title: 'Fired', align: 'right', cell: ({ fired, once }) => `${count(fired)}${once ? ' (once)' : ''}` },
    { title: 'Last (New York)', drop: 1, cell: ({ lastFired }) => (lastFired === null ? '' : newYork(lastFired)) },
  ]
}
