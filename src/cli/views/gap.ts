import type { GapOutput } from '../../operations/gap/output.ts'
import { counted, price } from './format.ts'
import { money } from './metric.ts'
import { accountLine } from './mode-label.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { type TableColumn, table } from './table.ts'
import { dollars, shares } from './trade-parts.ts'
import type { Terminal, View } from './view.ts'

type Row = GapOutput['orders'][number]

const CAUSES = ['signal', 'delay', 'price', 'size', 'fee', 'missed'] as const satisfies (keyof Row['causes'])[]

/** Orders that are told in words, those with the most money first. */
const MOST_SENTENCES = 8

/** What the day made and should have made, the difference by cause and order, and the largest of them in words. */
export const view: View<GapOutput> = (output, terminal) => {
  const { date, orders, assumed, account } = output
  const parts = [
    accountLine(output, [date, account], terminal),
    head(output, terminal),
    orders.length === 0 ? 'No order filled on either side.' : ordersTable(output, terminal),
    orders.length === 0 ? '' : sentences(orders, terminal),
    assumed.length === 0 ? '' : terminal.paint.yellow(paragraphs(assumed, terminal)),
    nextLine([`openbell wrap --date ${date}`, 'openbell trade history'], terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function head(output: GapOutput, { paint }: Terminal): string {
  const lines: [string, string][] = [
    ['really', dollars(output.real)],
    ['in the model', `${dollars(output.model)} by the fill rules of the backtest, at the same closing marks`],
    ['difference', `${paint.bold(dollars(output.total))} over ${counted(output.orders.length, 'order')}`],
    ...output.runs.map((one): [string, string] => ['run', runLine(one)]),
  ]
  if (output.runs.length === 0) lines.push(['run', 'none: nothing in the model'])
  return lines.map(([name, value]) => `${name.padEnd(13)} ${value}`).join('\n')
}

function runLine({ run, symbols, timeframe, startedAt, endedAt, starts, source, feed }: GapOutput['runs'][number]): string {
  const clock = (time: string) => newYork(time).slice(11, 16)
  const until = endedAt === null ? 'no end told' : clock(endedAt)
  const again = starts > 1 ? `, started ${starts} times` : ''
  return `${run} on ${symbols.join(' ')} ${timeframe} (${source}, ${feed}), ${clock(startedAt)} to ${until} New York${again}`
}

function ordersTable({ orders, total, causes }: GapOutput, terminal: Terminal): string {
  const { bold } = terminal.paint
  const rows: Line[] = [...orders.map(lineOf), { order: bold('Really less model'), real: '', model: '', money: total, causes }]
  const figure = (title: string, drop: number, of: (row: Line) => number): TableColumn<Line> => ({
    ...{ title, drop, align: 'right' },
    cell: (row) => (of(row) === 0 && drop > 0 ? '' : money(of(row))),
  })
  return table(
    [
      { title: 'Order', cell: (row) => row.order },
      { title: 'Really', drop: 4, cell: (row) => row.real },
      { title: 'In the model', drop: 3, cell: (row) => row.model },
      figure('Money $', 0, (row) => row.money),
      // A cause that nothing had takes no room.
      ...CAUSES.filter((cause) => rows.some((row) => row.causes[cause] !== 0)).map((cause) =>
        figure(cause[0].toUpperCase() + cause.slice(1), 1, (row) => row.causes[cause]),
      ),
    ],
    rows,
    terminal,
  )
}

interface Line {
  order: string
  real: string
  model: string
  money: number
  causes: Row['causes']
}

function lineOf({ time, side, purpose, symbol, real, model, money, causes }: Row): Line {
  const filled = (one: Row['real']) => (one === null ? '-' : `${shares(one.shares)} at ${price(one.price, symbol)}`)
  const order = `${newYork(time).slice(11, 16)} ${side} ${symbol} ${purpose}`
  return { order, real: filled(real), model: filled(model), money, causes }
}

function sentences(orders: readonly Row[], terminal: Terminal): string {
  const largest = orders.filter(({ money }) => money !== 0).sort((a, b) => Math.abs(b.money) - Math.abs(a.money))
  const told = largest.slice(0, MOST_SENTENCES).map(({ money, time, side, symbol, purpose, reason }) => {
    return `${dollars(money)} ${newYork(time).slice(11, 16)} ${side} ${symbol} ${purpose}: ${reason}`
  })
  const left = largest.length - told.length
  const more = left > 0 ? [`and ${counted(left, 'smaller one')}: --json has the reason of each`] : []
  if (told.length === 0) return 'Every order filled as in the model.'
  return `${terminal.paint.bold('Why')}\n${paragraphs([...told, ...more], terminal, '  ')}`
}
