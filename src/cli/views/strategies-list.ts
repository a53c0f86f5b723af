import type { z } from '../../operations/operation.ts'
import type { strategiesList } from '../../operations/strategies/list.ts'
import { nextLine } from './next.ts'
import { table } from './table.ts'
import type { View } from './view.ts'

type Output = z.output<typeof strategiesList.output>

export const view: View<Output> = (output, terminal) => {
  const { paint } = terminal
  const drawn = table(
    [
      { title: 'strategy', cell: (row) => paint.bold(row.name) },
      { title: 'from', drop: 1, cell: (row) => row.source },
      { title: 'what it does', drop: 2, cell: (row) => row.description },
      { title: 'parameters', drop: 3, cell: (row) => row.params.map((param) => `${param.name}=${param.default}`).join(' ') },
    ],
    output.strategies,
    terminal,
  )
  const failed = output.failed.map((one) => paint.yellow(`${one.name}: ${one.message}${one.hint ? ` (${one.hint})` : ''}`))
  const next = nextLine(['openbell strategies info sma-cross', 'openbell strategies new my-idea'], terminal)
  return [drawn, ...(failed.length > 0 ? [failed.join('\n')] : []), next].join('\n\n')
}
