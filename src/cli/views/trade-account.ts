import type { z } from '../../operations/operation.ts'
import type { tradeAccount } from '../../operations/trade/account.ts'
import { counted } from './format.ts'
import { money } from './metric.ts'
import { accountLine } from './mode-label.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { dollars } from './trade-parts.ts'
import type { View } from './view.ts'

type Output = z.output<typeof tradeAccount.output>

export const view: View<Output> = (output, terminal) => {
  const { paint } = terminal
  const day = output.dayProfit === null ? 'n/a' : `${output.dayProfit > 0 ? '+' : ''}${money(output.dayProfit)}`
  const state = output.state === 'active' ? '' : paint.red(`the broker has the account ${output.state}`)
  const trading = output.tradingState === 'active' ? '' : paint.yellow(`trading is ${output.tradingState}`)
  const diverged = output.diverged ? paint.red(paragraphs([output.diverged], terminal)) : ''
  const lines = [
    accountLine(output, [`account ${output.id}`], terminal),
    '',
    `equity        ${dollars(output.equity)}  (today ${day})`,
    `cash          ${dollars(output.cash)}`,
    `buying power  ${dollars(output.buyingPower)}`,
    `maintenance   ${dollars(output.maintenance)}`,
    `${counted(output.positions, 'position')}, ${counted(output.openOrders, 'open order')}`,
    ...[state, trading, diverged].filter((line) => line !== ''),
    '',
    nextLine(['openbell trade positions', 'openbell risk'], terminal),
  ]
  return lines.join('\n')
}
