import { isSimulated } from '../../market/feeds.ts'
import type { datasetsList } from '../../operations/datasets/list.ts'
import type { z } from '../../operations/operation.ts'
import { bytes, count, stamp } from './format.ts'
import { nextLine } from './next.ts'
import { table } from './table.ts'
import type { View } from './view.ts'

type Output = z.output<typeof datasetsList.output>

export const view: View<Output> = ({ datasets, room }, terminal) => {
  if (datasets.length === 0) return `No dataset is loaded.\n\n${nextLine(['openbell datasets load week SIMALL'], terminal)}`
  const { paint } = terminal
  const drawn = table(
    [
      { title: 'Name', cell: (row) => paint.bold(row.name) },
      { title: 'From', cell: (row) => (row.timeframe === null ? row.kind : `${row.kind} ${row.timeframe}`) },
      { title: 'Rows', align: 'right', cell: (row) => count(row.rows) },
      { title: 'Symbols', least: 12, drop: 1, cell: (row) => row.symbols.join(' ') },
      { title: 'Source', cell: (row) => (isSimulated(row.source) ? paint.inverse(' SIMULATED ') : row.source) },
      { title: 'Quality', cell: (row) => row.rating },
      { title: 'Size', align: 'right', drop: 3, cell: (row) => bytes(row.bytes) },
      { title: 'As of', drop: 2, cell: (row) => stamp(row.asOf.replace(/\.\d+Z$/, 'Z')) },
    ],
    datasets,
    terminal,
  )
  const used = `${bytes(room.bytes)} of ${bytes(room.mostBytes)}, ${count(room.datasets)} of ${count(room.mostDatasets)} datasets`
  const next = [`openbell datasets show ${datasets[0].name}`, `openbell run FILE.js --dataset ${datasets[0].name}`]
  return [drawn, used, nextLine(next, terminal)].join('\n\n')
}
