import type { DeclineOutput } from '../../operations/trade/decline.ts'
import { modeLabel } from './mode-label.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import { proposedBy, waitingOrder } from './trade-approve.ts'
import type { View } from './view.ts'

export const view: View<DeclineOutput> = (answer, terminal) => {
  const { paint } = terminal
  const { id, account, declinedAt, again } = answer
  const what = `order ${id}, ${paint.bold(waitingOrder(answer))}, proposed by ${proposedBy(answer)}`
  const head = [modeLabel(answer, terminal), account, 'nothing was sent'].join(' · ')
  const done =
    declinedAt === null
      ? `would be declined: ${what}`
      : `${again ? `declined before, at ${newYork(declinedAt)} New York` : paint.green('declined')}: ${what}`
  return [`${head}\n${done}`, nextLine(['openbell trade approve', 'openbell audit --effect trade'], terminal)].join('\n\n')
}
