import type { forecastBackendList } from '../../operations/forecast/backend/list.ts'
import type { z } from '../../operations/operation.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { table } from './table.ts'
import type { View } from './view.ts'

export const view: View<z.output<typeof forecastBackendList.output>> = ({ backends }, terminal) => {
  const { paint } = terminal
  const words = { ready: paint.green('ready'), 'not-installed': paint.dim('not installed'), broken: paint.red('broken') }
  const rows = table(
    [
      { title: 'Backend', cell: (row: (typeof backends)[number]) => row.name },
      { title: 'State', cell: (row) => words[row.state] },
      { title: 'Library', drop: 1, cell: (row) => row.library ?? 'n/a' },
      { title: 'Folder', drop: 2, cell: (row) => row.folder ?? 'n/a' },
    ],
    backends,
    terminal,
  )
  const details = backends.map(({ name, detail }) => `${name}: ${detail}`)
  const missing = backends.find((one) => one.state === 'not-installed')
  const next = missing ? [`openbell forecast backend install ${missing.name}`] : []
  return [rows, paragraphs(details, terminal), nextLine(['openbell forecast backend test', ...next], terminal)].join('\n\n')
}
