import type { FetchOutput } from '../../operations/data/fetching/fetch-all.ts'
import { count } from './format.ts'
import { failures, provenance, table } from './table.ts'
import type { Terminal, View } from './view.ts'

/** What was fetched, a line a series. */
export const view: View<FetchOutput> = (output, terminal) => fetchedTable(output, terminal, 'openbell data list')

/** Shared by `data fetch` and `data warm`. */
export function fetchedTable(output: FetchOutput, terminal: Terminal, next: string): string {
  type Row = FetchOutput['results'][number]
  const columns = [
    { title: 'symbol', cell: (row: Row) => row.symbol },
    { title: 'timeframe', cell: (row: Row) => row.timeframe },
    { title: 'from', drop: 2, cell: (row: Row) => row.from },
    { title: 'to', drop: 1, cell: (row: Row) => row.to },
    { title: 'new bars', align: 'right' as const, cell: (row: Row) => count(row.stored) },
    { title: 'had before', align: 'right' as const, drop: 3, cell: (row: Row) => count(row.duplicates) },
    { title: 'conflicts', align: 'right' as const, drop: 4, cell: (row: Row) => count(row.conflicts) },
    { title: 'requests', align: 'right' as const, drop: 5, cell: (row: Row) => count(row.requests) },
  ]
  const stored = output.results.reduce((sum, row) => sum + row.stored, 0)
  const asked = output.results.reduce((sum, row) => sum + row.requests, 0)
  const summary = asked === 0 ? 'Everything was in the store.' : `${count(stored)} new bars with ${count(asked)} requests.`
  const parts = [provenance(output, terminal)]
  if (output.results.length > 0) parts.push(table(columns, output.results, terminal), `${summary} Next: ${next}`)
  if (output.failed.length > 0) parts.push(failures(output.failed, terminal))
  return parts.join('\n')
}
