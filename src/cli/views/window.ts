import type { z } from '../../operations/operation.ts'
import type { window } from '../../operations/window/window.ts'
import { factLine } from './fact-line.ts'
import { compact, count, number, percent, price, stamp } from './format.ts'
import { failures, provenance, table } from './table.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof window.output>
type Row = Output['results'][number]

export const view: View<Output> = (output, terminal) => {
  const rows = table<Row>(
    [
      { title: 'Symbol', cell: (row) => terminal.paint.bold(row.symbol) },
      { title: 'Price', align: 'right', cell: (row) => price(row.price, row.symbol) },
      { title: 'Momentum', align: 'right', cell: (row) => percent(row.momentum) },
      { title: 'Trend', cell: trend },
      { title: 'VWAP', align: 'right', drop: 1, cell: (row) => price(row.vwap, row.symbol) },
      { title: 'Spread bp', align: 'right', drop: 2, cell: (row) => number(row.spread === null ? null : row.spread * 10_000, 1) },
      { title: 'Volume', align: 'right', drop: 3, cell: (row) => compact(row.volume) },
      { title: 'x session', align: 'right', drop: 2, cell: (row) => number(row.volumeRate) },
      { title: 'Prints/min', align: 'right', cell: (row) => count(row.printsPerMinute) },
      { title: 'Liquidity', drop: 1, cell: (row) => row.rating },
      { title: 'Machines', drop: 4, cell: machines },
      { title: 'Until', drop: 5, cell: (row) => stamp(row.to) },
    ],
    output.results,
    terminal,
  )
  const facts = `${provenance(output, terminal)} · last ${count(output.seconds)} seconds`
  const parts = [`${factLine(facts, terminal)}\n\n${rows}`, closedNote(output, terminal), failures(output.failed, terminal)]
  return parts.filter((part) => part !== '').join('\n\n')
}

function trend(row: Row): string {
  if (row.trend === null) return 'n/a'
  return { up: '▲ up', down: '▼ down', flat: '· flat' }[row.trend]
}

/** A score, not a frequency: two digits say all there is. */
function machines({ algorithmic }: Row): string {
  return algorithmic ? `${algorithmic.probability.toFixed(2)} ${algorithmic.pattern}` : 'n/a'
}

function closedNote(output: Output, terminal: Terminal): string {
  const earlier = output.results.find((row) => row.to !== output.asOf)
  return earlier
    ? terminal.paint.dim(`Nothing trades now: the window ends with the last regular session, ${stamp(earlier.to)}.`)
    : ''
}
