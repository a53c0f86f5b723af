import type { RetrainOutput } from '../../operations/models/output.ts'
import { stamp } from './format.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { table } from './table.ts'
import type { Terminal, View } from './view.ts'

export const view: View<RetrainOutput> = ({ retrained, fresh, failed }, terminal) => {
  if (retrained.length + fresh.length + failed.length === 0) {
    return `No model was kept yet.\n\n${nextLine(['openbell forecast SIMALL --save daily'], terminal)}`
  }
  const gone = retrained.flatMap((one) => one.failed.map((text) => `${one.name}: ${text}`))
  const lost = failed.map(({ name, message, hint }) => `${name}: ${message}${hint ? ` (${hint})` : ''}`)
  const parts = [
    ...(retrained.length > 0 ? [retrainedTable(retrained, terminal)] : []),
    ...(fresh.length > 0 ? [`not due: ${fresh.join(', ')}`] : []),
    ...(gone.length + lost.length > 0 ? [terminal.paint.yellow(paragraphs([...gone, ...lost], terminal))] : []),
  ]
  return [...parts, nextLine(['openbell models list'], terminal)].join('\n\n')
}

function retrainedTable(rows: RetrainOutput['retrained'], terminal: Terminal): string {
  return table(
    [
      { title: 'name', cell: ({ name }) => name },
      { title: 'symbols', least: 12, drop: 1, cell: ({ symbols }) => symbols.join(' ') },
      { title: 'trained to before', drop: 2, cell: ({ trainedBefore }) => stamp(trainedBefore) },
      { title: 'now (UTC)', cell: ({ trainedTo }) => stamp(trainedTo) },
      {
        title: 'beat last value',
        align: 'right',
        cell: (one) => `${one.beatsNaive} of ${one.symbols.length} (before ${one.beatBefore})`,
      },
      { title: 'model', cell: ({ changed }) => (changed ? 'changed' : 'the same data, the same model') },
    ],
    rows,
    terminal,
  )
}
