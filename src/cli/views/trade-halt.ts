import type { z } from '../../operations/operation.ts'
import type { tradeHalt } from '../../operations/trade/halt.ts'
import { counted } from './format.ts'
import { accountLine } from './mode-label.ts'
import { nextLine } from './next.ts'
import { orderTable } from './trade-parts.ts'
import { stateLine } from './trade-state.ts'
import type { View } from './view.ts'

type Output = z.output<typeof tradeHalt.output>

export const view: View<Output> = (output, terminal) => {
  const { canceled } = output
  const would = terminal.dryRun ? 'would be asked to be canceled' : 'asked to be canceled'
  const lines = [
    accountLine(output, [stateLine(output.trading, terminal)], terminal),
    ...(output.fault
      ? []
      : [`${counted(canceled.length, 'resting entry', 'resting entries')} ${would}; stops and targets stay at the broker`]),
  ]
  const drawn = canceled.length > 0 ? orderTable(canceled, terminal) : ''
  const next = ['openbell trade flatten', 'openbell trade resume --by NAME --reason TEXT']
  return [lines.join('\n'), drawn, nextLine(next, terminal)].filter((part) => part !== '').join('\n\n')
}
