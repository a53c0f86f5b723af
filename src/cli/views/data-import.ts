import { shellWord } from '../../operations/common/words.ts'
import type { dataImport } from '../../operations/data/import.ts'
import type { z } from '../../operations/operation.ts'
import { count, stamp } from './format.ts'
import { nextLine } from './next.ts'
import { table } from './table.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof dataImport.output>

export const view: View<Output> = (output, terminal) => {
  const { paint } = terminal
  const drawn = table(
    [
      { title: 'file', cell: (row) => row.file.split('/').at(-1)! },
      { title: 'kind', drop: 1, cell: (row) => [row.kind, row.timeframe].filter(Boolean).join(' ') },
      { title: 'symbol', cell: (row) => row.symbol ?? `${row.symbols.length} symbols` },
      { title: 'rows', align: 'right', cell: (row) => count(row.rows) },
      { title: 'stored', align: 'right', cell: (row) => count(row.stored) },
      { title: 'duplicates', align: 'right', cell: (row) => count(row.duplicates) },
      { title: 'rejected', align: 'right', cell: (row) => count(row.rejected) },
      { title: 'actions', align: 'right', drop: 4, cell: (row) => (row.actions === 0 ? '' : count(row.actions)) },
      { title: 'from (UTC)', drop: 2, cell: (row) => stamp(row.from) },
      { title: 'to (UTC)', drop: 3, cell: (row) => stamp(row.to) },
    ],
    output.files,
    terminal,
  )
  const rejects = output.files.filter((one) => one.rejects).map((one) => `set aside: ${one.rejects}`)
  const ignored = [...new Set(output.files.flatMap((one) => one.ignored))]
  const failed = output.failed.map((one) => paint.yellow(`${one.message}${one.hint ? ` (${one.hint})` : ''}`))
  const notes = [...rejects, ...(ignored.length > 0 ? [`columns without a meaning here: ${ignored.join(', ')}`] : []), ...failed]
  return [drawn, notes.join('\n'), next(output, terminal)].filter((part) => part !== '').join('\n\n')
}

/** What is stored is scanned with --source store, unless another source was typed, which the next command repeats. */
function next(output: Output, terminal: Terminal): string {
  const symbol = output.files.find((one) => one.symbol)?.symbol ?? output.files[0]?.symbols[0]
  const verify = symbol ? [`openbell data verify ${shellWord(symbol)}`] : []
  const scan = terminal.typed?.includes(' --source ') ? [] : ['openbell scan --source store']
  return nextLine(['openbell data list', ...verify, ...scan], terminal)
}
