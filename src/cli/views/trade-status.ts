import type { z } from '../../operations/operation.ts'
import type { tradeStatus } from '../../operations/trade/status.ts'
import { accountLine } from './mode-label.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { stateLine } from './trade-state.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof tradeStatus.output>

export const view: View<Output> = (output, terminal) => {
  const { paint } = terminal
  const { holder, unknownOrders, limits } = output
  const held = holder
    ? `process ${holder.pid} (${holder.holder}) since ${newYork(holder.since)}, stream ${holder.stream}`
    : 'nobody'
  const unknown = unknownOrders.length > 0 ? [paint.yellow(`fate unknown: ${unknownOrders.join(', ')}`)] : []
  const lines = [
    accountLine(output, [`account ${output.account}`], terminal),
    ...(output.unreachable ? [paint.yellow('the broker cannot be asked: this is what the journal knows')] : []),
    '',
    `trading   ${stateLine(output.trading, terminal)}`,
    `books     ${books(output, terminal)}`,
    `held by   ${held}`,
    `orders    ${output.openOrders} open`,
    ...unknown,
    '',
    paint.bold(`Limits (${limits.file ?? limits.set})`),
    paragraphs(limits.text, terminal, '  '),
    '',
    nextLine(next(output), terminal),
  ]
  return lines.join('\n')
}

function books({ diverged, reconciled, unreachable }: Output, { paint }: Terminal): string {
  if (!reconciled) return 'begin with the first thing done on this account'
  const words = { opened: 'begun', reconciled: 'a difference was explained', diverged: 'diverged' }
  if (unreachable) return diverged ? paint.red(diverged) : 'not compared with the broker'
  const agree = diverged ? paint.red(diverged) : paint.green('agree with the broker')
  return `${agree}; ${words[reconciled.what]} ${newYork(reconciled.at)} New York`
}

function next({ diverged, trading, unknownOrders }: Output): string[] {
  if (diverged || unknownOrders.length > 0) return ['openbell trade reconcile']
  if (trading.state !== 'active') return ['openbell trade resume --by NAME --reason TEXT']
  return ['openbell trade positions', 'openbell trade orders']
}
