import type { DoctorOutput, SourceReport } from '../../operations/admin/doctor-output.ts'
import { age, bytes, count, number, percent, stamp } from './format.ts'
import { type TableColumn, table } from './table.ts'
import type { View } from './view.ts'

type Metrics = NonNullable<SourceReport['metrics']>

export const view: View<DoctorOutput> = (output, terminal) => {
  const { store, memory } = output
  const skew = output.clockSkewMs === null ? 'no other clock to compare with' : `${output.clockSkewMs} ms from the source's`
  const house = [
    `node    ${output.version}, ${bytes(memory.rssBytes)} resident, ${bytes(memory.heapBytes)} heap`,
    `store   ${store.path}`,
    `        ${storeLine(store)}`,
    `disk    ${bytes(output.diskFreeBytes)} free`,
    `clock   ${skew}`,
  ]
  const sources = table<SourceReport>(
    [
      { title: 'source', cell: (row) => row.name },
      { title: 'status', cell: (row) => row.status },
      { title: 'finding', cell: (row) => row.message },
    ],
    output.sources,
    terminal,
  )
  const called = output.sources.flatMap(({ name, metrics }) => (metrics ? [{ name, ...metrics }] : []))
  return [house.join('\n'), sources, ...(called.length > 0 ? [table(CALLS, called, terminal)] : [])].join('\n\n')
}

function storeLine({ bytes: size, series, schema, journalMode, integrity }: DoctorOutput['store']): string {
  const [first] = integrity.split('\n')
  if (size === null) return first
  return `${bytes(size)}, ${count(series)} series, schema ${schema}, ${journalMode}, integrity ${first}`
}

/** What the calls of each vendor cost; a table of its own, since most sources make none. */
const CALLS: TableColumn<Metrics & { name: string }>[] = [
  { title: 'calls of', cell: (row) => row.name },
  { title: 'calls', align: 'right', cell: (row) => count(row.calls) },
  { title: 'errors', align: 'right', cell: (row) => count(row.errors) },
  { title: 'retries', align: 'right', drop: 4, cell: (row) => count(row.retries) },
  {
    title: 'p50/p95/p99 ms',
    align: 'right',
    drop: 1,
    cell: (row) => [row.p50, row.p95, row.p99].map((value) => number(value, 0)).join('/'),
  },
  { title: 'cache hits', align: 'right', drop: 5, cell: (row) => percent(row.cacheHitRatio, 0).replace('+', '') },
  { title: 'evicted', align: 'right', drop: 8, cell: (row) => count(row.cacheEvictions) },
  { title: 'breaker', drop: 2, cell: (row) => row.breaker },
  { title: 'rate used', align: 'right', drop: 6, cell: (row) => percent(row.rateUsed, 0).replace('+', '') },
  {
    title: 'connections',
    align: 'right',
    drop: 9,
    cell: (row) => `${row.connectionsOpen} open, ${row.connectionsWaiting} waiting`,
  },
  {
    title: 'newest data',
    align: 'right',
    drop: 3,
    cell: (row) => (row.newestDataAgeMs === null ? 'n/a' : `${age(row.newestDataAgeMs)} old`),
  },
  { title: 'up', align: 'right', drop: 7, cell: (row) => age(row.uptimeMs) },
  { title: 'stale since', cell: (row) => (row.staleSince === null ? 'no' : stamp(row.staleSince)) },
]
