import type { z } from '../../operations/operation.ts'
import type { tradeCancel } from '../../operations/trade/cancel.ts'
import { counted } from './format.ts'
import { accountLine } from './mode-label.ts'
import { nextLine } from './next.ts'
import { orderTable } from './trade-parts.ts'
import type { View } from './view.ts'

type Output = z.output<typeof tradeCancel.output>

export const view: View<Output> = (output, terminal) => {
  const { orders } = output
  const asked = terminal.dryRun ? 'would be canceled' : 'asked to be canceled'
  const head = accountLine(
    output,
    [orders.length === 0 ? 'no order is open' : `${counted(orders.length, 'order')} ${asked}`],
    terminal,
  )
  const drawn = orders.length === 0 ? '' : orderTable(orders, terminal)
  return [head, drawn, nextLine(['openbell trade orders', 'openbell trade positions'], terminal)]
    .filter((part) => part !== '')
    .join('\n\n')
}
