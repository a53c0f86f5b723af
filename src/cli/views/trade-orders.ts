import type { z } from '../../operations/operation.ts'
import type { tradeOrders } from '../../operations/trade/orders.ts'
import { counted } from './format.ts'
import { accountLine } from './mode-label.ts'
import { nextLine } from './next.ts'
import { orderTable, shortIds } from './trade-parts.ts'
import type { View } from './view.ts'

type Output = z.output<typeof tradeOrders.output>

export const view: View<Output> = (output, terminal) => {
  const { orders, left } = output
  const head = accountLine(output, [orders.length === 0 ? 'no orders' : counted(orders.length, 'order')], terminal)
  if (orders.length === 0) return `${head}\n\n${nextLine(['openbell trade orders --all', 'openbell trade positions'], terminal)}`
  const more = left > 0 ? `\n${counted(left, 'older order')} not listed: --limit ${orders.length + left}` : ''
  return `${head}\n\n${orderTable(orders, terminal)}${more}\n\n${nextLine([`openbell trade order ${shortIds(orders).get(orders[0].clientOrderId)}`], terminal)}`
}
