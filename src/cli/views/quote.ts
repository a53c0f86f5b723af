import type { quote } from '../../operations/market/quote.ts'
import type { z } from '../../operations/operation.ts'
import { factLine } from './fact-line.ts'
import { age, compact, count, percent, price, stamp } from './format.ts'
import { failures, provenance, table } from './table.ts'
import type { View } from './view.ts'

type Output = z.output<typeof quote.output>
type Row = Output['results'][number]

export const view: View<Output> = (output, terminal) => {
  const rows = table<Row>(
    [
      { title: 'Symbol', cell: (row) => terminal.paint.bold(row.symbol) },
      { title: 'Price', align: 'right', cell: (row) => price(row.price, row.symbol) },
      { title: 'Change', align: 'right', cell: (row) => signed(row.change) },
      { title: 'Bid x size', align: 'right', drop: 1, cell: (row) => side(row.bid, row.bidSize, row.symbol) },
      { title: 'Ask x size', align: 'right', drop: 1, cell: (row) => side(row.ask, row.askSize, row.symbol) },
      { title: 'Open', align: 'right', drop: 4, cell: (row) => price(row.sessionOpen, row.symbol) },
      { title: 'High', align: 'right', drop: 3, cell: (row) => price(row.sessionHigh, row.symbol) },
      { title: 'Low', align: 'right', drop: 3, cell: (row) => price(row.sessionLow, row.symbol) },
      { title: 'Volume', align: 'right', drop: 2, cell: (row) => compact(row.volume) },
      { title: 'Price made', drop: 5, cell: (row) => stamp(row.time) },
      {
        title: 'Age',
        align: 'right',
        cell: (row) =>
          row.staleSince ? terminal.paint.yellow(`${age(row.ageMs)}, stale since ${stamp(row.staleSince)}`) : age(row.ageMs),
      },
    ],
    output.results,
    terminal,
  )
  const parts = [`${factLine(provenance(output, terminal), terminal)}\n\n${rows}`, failures(output.failed, terminal)]
  return parts.filter((part) => part !== '').join('\n\n')
}

function signed(change: number | null): string {
  const mark = change === null || change === 0 ? '·' : change > 0 ? '▲' : '▼'
  return `${mark} ${percent(change)}`
}

function side(value: number | null, size: number | null, symbol: string): string {
  return value === null ? 'n/a' : `${price(value, symbol)} x ${count(size)}`
}
