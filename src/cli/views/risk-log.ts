import type { z } from '../../operations/operation.ts'
import type { riskLog } from '../../operations/risk/log.ts'
import { counted } from './format.ts'
import { accountLine } from './mode-label.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import { type TableColumn, table } from './table.ts'
import { shares } from './trade-parts.ts'
import type { View } from './view.ts'

type Output = z.output<typeof riskLog.output>
type Entry = Output['entries'][number]

export const view: View<Output> = (output, terminal) => {
  const { paint } = terminal
  const { entries, byRule } = output
  const paints = { denied: paint.red, rejected: paint.red, diverged: paint.red, shrunk: paint.yellow, state: paint.yellow }
  const columns: TableColumn<Entry>[] = [
    { title: 'Time (New York)', cell: (one) => newYork(one.time) },
    { title: 'What', cell: (one) => paints[one.kind](one.kind) },
    { title: 'Order', cell: orderOf },
    { title: 'By', drop: 1, cell: (one) => one.origin ?? '' },
    { title: 'Why', least: 24, cell: (one) => one.message },
  ]
  const parts = [
    accountLine(output, [entries.length === 0 ? 'nothing was denied' : counted(entries.length, 'entry', 'entries')], terminal),
    entries.length > 0 ? table(columns, entries, terminal) : '',
    byRule.length > 0 ? paint.dim(`by rule: ${byRule.map(({ rule, count }) => `${rule} ${count}`).join(', ')}`) : '',
    nextLine(['openbell risk', 'openbell trade status'], terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function orderOf({ side, shares: size, symbol }: Entry): string {
  return symbol === null ? '' : [side ?? '', size === null ? '' : shares(size), symbol].filter((part) => part !== '').join(' ')
}
