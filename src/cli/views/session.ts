import type { z } from '../../operations/operation.ts'
import type { session } from '../../operations/session/session.ts'
import { factLine } from './fact-line.ts'
import { age, compact, counted, percent, price } from './format.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import { table } from './table.ts'
import { dollars } from './trade-parts.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof session.output>
type Row = Output['symbols'][number]

export const view: View<Output> = (output, terminal) => {
  if (!output.running) return ['No session runs in this home.', nextLine(['openbell stream SIMALL'], terminal)].join('\n\n')
  const { paint } = terminal
  const { stream, account } = output
  const symbol = output.symbols[0]?.symbol ?? 'SYMBOL'
  const head = [
    output.label === 'LIVE' ? paint.inverse.bold(' LIVE ') : paint.bold(output.label ?? ''),
    `process ${output.pid} (${output.holder})`,
    `since ${newYork(output.since)} New York`,
    `${output.source} (${output.feed})`,
  ]
  const lines = [
    factLine(head.join(' · '), terminal),
    '',
    `market    ${newYork(output.now)} New York, ${output.phase}${pace(output.speed)}`,
    `stream    ${stream?.state === 'up' ? 'up' : paint.yellow(`${stream?.state}: ${stream?.message}`)}`,
    `account   ${account ? accountText(account) : 'none'}`,
    ...(output.strategy ? [`strategy  ${output.strategy}`] : []),
    ...(output.recording ? [`recorded  ${output.recording}`] : []),
    '',
    symbols(output.symbols, terminal),
    '',
    nextLine([`openbell stream ${symbol}`, `openbell quote ${symbol} --source session`], terminal),
  ]
  return lines.join('\n')
}

function pace(speed: number | null): string {
  if (speed === 1) return ''
  return speed === null ? ', as fast as the machine decides' : `, ${speed} market seconds a second`
}

function accountText({ name, equity, dayProfit, state, positions, orders }: NonNullable<Output['account']>): string {
  const held = `${counted(positions, 'position')}, ${counted(orders, 'open order')}`
  return `${name}, equity ${dollars(equity)}, ${dollars(dayProfit)} today, ${held}, ${state}`
}

function symbols(rows: Row[], terminal: Terminal): string {
  return table<Row>(
    [
      { title: 'Symbol', cell: (row) => terminal.paint.bold(row.symbol) },
      { title: 'Price', align: 'right', cell: (row) => price(row.price, row.symbol) },
      { title: 'Change', align: 'right', cell: (row) => percent(row.change) },
      { title: 'Bid', align: 'right', drop: 2, cell: (row) => price(row.bid, row.symbol) },
      { title: 'Ask', align: 'right', drop: 2, cell: (row) => price(row.ask, row.symbol) },
      { title: 'Volume', align: 'right', drop: 3, cell: (row) => compact(row.volume) },
      { title: 'Shares', align: 'right', drop: 1, cell: (row) => String(row.shares) },
      { title: 'Age', align: 'right', cell: (row) => (row.ageMs === null ? 'n/a' : age(row.ageMs)) },
      { title: 'Data', cell: (row) => (row.quality === 'live' ? 'live' : terminal.paint.yellow(row.quality)) },
    ],
    rows,
    terminal,
  )
}
