import type { z } from '../../operations/operation.ts'
import type { tradePositions } from '../../operations/trade/positions.ts'
import { counted, percent, price } from './format.ts'
import { money } from './metric.ts'
import { accountLine } from './mode-label.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { table } from './table.ts'
import { shares } from './trade-parts.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof tradePositions.output>
type Row = Output['positions'][number]

export const view: View<Output> = (output, terminal) => {
  const { positions, diverged } = output
  const held = positions.length === 0 ? 'nothing is held' : counted(positions.length, 'position')
  const head = accountLine(output, [held, `${newYork(output.at)} New York`], terminal)
  const warning = diverged ? terminal.paint.red(paragraphs([diverged], terminal)) : ''
  const drawn = positions.length === 0 ? '' : draw(positions, terminal)
  return [head, warning, drawn, nextLine(next(positions), terminal)].filter((part) => part !== '').join('\n\n')
}

function draw(positions: Row[], terminal: Terminal): string {
  return table<Row>(
    [
      { title: 'Symbol', cell: (one) => terminal.paint.bold(one.symbol) },
      { title: 'Shares', align: 'right', cell: (one) => shares(one.shares) },
      { title: 'Paid', align: 'right', cell: (one) => price(one.averagePrice, one.symbol) },
      { title: 'Price', align: 'right', cell: (one) => price(one.price, one.symbol) },
      { title: 'Value $', align: 'right', drop: 1, cell: (one) => money(one.marketValue) },
      { title: 'Profit $', align: 'right', cell: (one) => money(one.profit) },
      { title: 'Profit', align: 'right', cell: (one) => moved(one.profitFraction) },
      { title: 'Stop', align: 'right', cell: (one) => stopOf(one) },
      { title: 'Calls for', cell: (one) => alert(one, terminal) },
      { title: 'Opened (New York)', drop: 2, cell: (one) => newYork(one.openedAt) },
    ],
    positions,
    terminal,
  )
}

function moved(value: number | null): string {
  const mark = value === null || value === 0 ? '·' : value > 0 ? '▲' : '▼'
  return `${mark} ${percent(value)}`
}

function stopOf({ symbol, shares: held, stop, trail, protectedShares }: Row): string {
  if (stop === null && trail === null) return 'none'
  const at = stop === null ? `trailing ${trail}` : price(stop, symbol)
  return protectedShares < Math.abs(held) ? `${at} for ${shares(protectedShares)}` : at
}

function alert({ alert: one }: Row, { paint }: Terminal): string {
  if (one === null) return ''
  if (one === 'emergency') return paint.red.bold(one)
  return one === 'protect profit' ? paint.green(one) : paint.yellow(one)
}

function next(positions: Row[]): string[] {
  const calling = positions.find((one) => one.alert !== null) ?? positions.at(0)
  if (!calling) return ['openbell trade orders']
  const protect = calling.stop === null && calling.trail === null
  return [protect ? `openbell trade protect ${calling.symbol} --stop PRICE` : `openbell trade close ${calling.symbol}`]
}
