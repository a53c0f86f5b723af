import type { z } from '../../operations/operation.ts'
import type { tradeReplace } from '../../operations/trade/replace.ts'
import { accountLine } from './mode-label.ts'
import { nextLine } from './next.ts'
import { orderLines } from './trade-parts.ts'
import type { View } from './view.ts'

type Output = z.output<typeof tradeReplace.output>

export const view: View<Output> = (output, terminal) => {
  const { before, order, changes } = output
  const changed = changes.map(({ field, from, to }) => `${field} ${from ?? 'none'} -> ${to}`)
  if (order) {
    const head = accountLine(output, ['replaced'], terminal)
    return [[head, ...changed, ...orderLines(order, terminal)].join('\n'), nextLine(['openbell trade orders'], terminal)].join(
      '\n\n',
    )
  }
  const head = accountLine(output, ['preview, nothing was changed'], terminal)
  const flags = changes.map(({ field, to }) => `--${field === 'stop' ? 'trigger' : field} ${to}`).join(' ')
  const command = `openbell trade replace ${before.clientOrderId} ${flags} --execute`
  return [[head, ...orderLines(before, terminal), ...changed].join('\n'), nextLine([command], terminal)].join('\n\n')
}
