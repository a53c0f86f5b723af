import type { alertsLog } from '../../operations/alerts/log.ts'
import type { z } from '../../operations/operation.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import { type TableColumn, table } from './table.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof alertsLog.output>
type Entry = Output['alerts'][number]

export const view: View<Output> = ({ alerts }, terminal) => {
  const body = alerts.length === 0 ? 'no alert has fired' : table(columns(terminal), alerts, terminal)
  return `${body}\n\n${nextLine(['openbell alerts list'], terminal)}`
}

function columns({ paint }: Terminal): TableColumn<Entry>[] {
  const paints = { sent: paint.green, failed: paint.red, limited: paint.yellow, quiet: paint.yellow }
  const told = ({ outcomes }: Entry) =>
    outcomes.map(({ channel, outcome }) => `${channel} ${paints[outcome](outcome)}`).join(', ')
  return [
    { title: 'Time (New York)', cell: ({ time }) => newYork(time) },
    { title: 'Alert', least: 48, cell: ({ message }) => message },
    { title: 'Rule', drop: 2, least: 10, cell: ({ name }) => name },
    { title: 'Account', drop: 3, cell: ({ account }) => account ?? '' },
    { title: 'Sent', drop: 1, cell: (entry) => (entry.outcomes.length === 0 ? paint.dim('shown only') : told(entry)) },
  ]
}
