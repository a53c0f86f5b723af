import type { z } from '../../operations/operation.ts'
import type { tradeOrder } from '../../operations/trade/order.ts'
import { accountLine } from './mode-label.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import { table } from './table.ts'
import { orderLines } from './trade-parts.ts'
import type { View } from './view.ts'

type Output = z.output<typeof tradeOrder.output>

export const view: View<Output> = (output, terminal) => {
  const { order, journal } = output
  const lines = table(
    [
      { title: 'Happened (New York)', cell: (one) => newYork(one.at) },
      { title: 'Known', drop: 1, cell: (one) => newYork(one.knownAt) },
      { title: 'What', least: 30, cell: (one) => one.text },
    ],
    journal,
    terminal,
  )
  const head = [accountLine(output, ['order'], terminal), ...orderLines(order, terminal)].join('\n')
  return [head, lines, nextLine(['openbell trade orders', 'openbell trade positions'], terminal)].join('\n\n')
}
