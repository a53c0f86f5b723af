import type { audit } from '../../operations/audit/audit.ts'
import type { z } from '../../operations/operation.ts'
import { counted } from './format.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import { type TableColumn, table } from './table.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof audit.output>
type Entry = Output['entries'][number]

export const view: View<Output> = ({ entries, before }, terminal) => {
  if (entries.length === 0) return `no program has asked for anything\n\n${nextLine(['openbell serve-mcp --help'], terminal)}`
  const older = before === null ? [] : [`openbell audit --before ${before}`]
  return [
    counted(entries.length, 'entry', 'entries'),
    table(columns(terminal), entries, terminal),
    nextLine([...older, 'openbell audit --effect trade', 'openbell trade approve'], terminal),
  ].join('\n\n')
}

function columns({ paint }: Terminal): TableColumn<Entry>[] {
  const outcome = (text: string) => {
    if (text === 'ok' || text === 'approved') return paint.green(text)
    return text === 'begun' ? paint.dim(text) : paint.red(text)
  }
  return [
    { title: 'Number', align: 'right', drop: 4, cell: (one) => String(one.seq) },
    { title: 'Time (New York)', cell: (one) => newYork(one.time) },
    { title: 'Client', drop: 2, cell: (one) => one.client ?? one.caller },
    { title: 'Tool', cell: (one) => one.tool },
    { title: 'Mode', drop: 1, cell: (one) => (one.mode === 'live' ? paint.inverse(' LIVE ') : (one.mode ?? '')) },
    { title: 'Outcome', cell: (one) => outcome(one.outcome) },
    { title: 'What', least: 20, cell: (one) => one.detail ?? one.arguments },
  ]
}
