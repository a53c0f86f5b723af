import type { z } from '../../operations/operation.ts'
import type { tradeHistory } from '../../operations/trade/history.ts'
import { counted, price } from './format.ts'
import { money } from './metric.ts'
import { accountLine } from './mode-label.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import { table } from './table.ts'
import { dollars, shares } from './trade-parts.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof tradeHistory.output>

export const view: View<Output> = (output, terminal) => {
  const { roundTrips, fills } = output
  const sum = `${counted(roundTrips.length, 'round trip')}, profit ${dollars(output.profit)} after fees`
  const parts = [
    accountLine(output, [sum, counted(fills.length, 'fill')], terminal),
    roundTrips.length > 0 ? `${terminal.paint.bold('Round trips')}\n${trips(output, terminal)}` : '',
    fills.length > 0 ? `${terminal.paint.bold('Fills')}\n${fillTable(output, terminal)}` : '',
    nextLine(['openbell trade orders --all', 'openbell trade positions'], terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function trips({ roundTrips }: Output, terminal: Terminal): string {
  return table(
    [
      { title: 'Symbol', cell: (one) => terminal.paint.bold(one.symbol) },
      { title: 'Side', cell: (one) => one.side },
      { title: 'Shares', align: 'right', cell: (one) => shares(one.shares) },
      { title: 'In', align: 'right', cell: (one) => price(one.entryPrice, one.symbol) },
      { title: 'Out', align: 'right', cell: (one) => price(one.exitPrice, one.symbol) },
      { title: 'Profit $', align: 'right', cell: (one) => money(one.profit) },
      { title: 'Fees $', align: 'right', drop: 1, cell: (one) => money(one.fees) },
      { title: 'From (New York)', drop: 2, cell: (one) => newYork(one.entryTime) },
      { title: 'To', cell: (one) => newYork(one.exitTime) },
    ],
    roundTrips,
    terminal,
  )
}

function fillTable({ fills }: Output, terminal: Terminal): string {
  return table(
    [
      { title: 'Time (New York)', cell: (one) => newYork(one.time) },
      { title: 'Symbol', cell: (one) => terminal.paint.bold(one.symbol) },
      { title: 'Side', cell: (one) => one.side },
      { title: 'Shares', align: 'right', cell: (one) => shares(one.shares) },
      { title: 'Price', align: 'right', cell: (one) => price(one.price, one.symbol) },
      { title: 'Fee $', align: 'right', drop: 1, cell: (one) => money(one.fee) },
      { title: 'Order', drop: 2, cell: (one) => one.clientOrderId ?? 'n/a' },
    ],
    fills,
    terminal,
  )
}
