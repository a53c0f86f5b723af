import { bytes, count, number, percent } from './format.ts'
import { table } from './table.ts'
import type { View } from './view.ts'

interface Metrics {
  calls: number
  errors: number
  p50: number | null
  p95: number | null
  p99: number | null
  cacheEntries: number
  cacheEvictions: number
  cacheHitRatio: number | null
  breaker: string
  rateUsed: number
  connectionsOpen: number
  connectionsWaiting: number
}

interface Output {
  version: string
  store: { path: string; bytes: number; schema: number; journalMode: string; integrity: string; series: number }
  diskFreeBytes: number
  memory: { rssBytes: number; heapBytes: number }
  clockSkewMs: number | null
  sources: { name: string; status: string; message: string; metrics: Metrics | null }[]
}

export const view: View<Output> = (output, terminal) => {
  const { store, memory } = output
  const lines = [
    `node    ${output.version}, ${bytes(memory.rssBytes)} resident, ${bytes(memory.heapBytes)} heap`,
    `store   ${store.path}`,
    `        ${bytes(store.bytes)}, ${count(store.series)} series, schema ${store.schema}, ${store.journalMode}, integrity ${store.integrity}`,
    `disk    ${bytes(output.diskFreeBytes)} free`,
    `clock   ${output.clockSkewMs === null ? 'no other clock to compare with' : `${output.clockSkewMs} ms from the source's`}`,
    '',
    table(
      [
        { title: 'source', cell: (row) => row.name },
        { title: 'status', cell: (row) => row.status },
        { title: 'finding', cell: (row) => row.message, drop: 1 },
        { title: 'calls', align: 'right', cell: (row) => count(row.metrics?.calls ?? null) },
        { title: 'errors', align: 'right', cell: (row) => count(row.metrics?.errors ?? null) },
        { title: 'p50/p95/p99 ms', align: 'right', drop: 2, cell: (row) => latency(row.metrics) },
        { title: 'cache hits', align: 'right', drop: 3, cell: (row) => percent(row.metrics?.cacheHitRatio ?? null, 0) },
        { title: 'evicted', align: 'right', drop: 6, cell: (row) => count(row.metrics?.cacheEvictions ?? null) },
        { title: 'breaker', drop: 4, cell: (row) => row.metrics?.breaker ?? 'n/a' },
        { title: 'rate used', align: 'right', drop: 5, cell: (row) => percent(row.metrics?.rateUsed ?? null, 0) },
        {
          title: 'connections',
          align: 'right',
          drop: 7,
          cell: (row) => (row.metrics ? `${row.metrics.connectionsOpen} open, ${row.metrics.connectionsWaiting} waiting` : 'n/a'),
        },
      ],
      output.sources,
      terminal,
    ),
  ]
  return lines.join('\n')
}

function latency(metrics: Metrics | null): string {
  return metrics ? [metrics.p50, metrics.p95, metrics.p99].map((value) => number(value, 0)).join('/') : 'n/a'
}
