import type { z } from '../../operations/operation.ts'
import type { tradeFlatten } from '../../operations/trade/flatten.ts'
import { counted } from './format.ts'
import { accountLine } from './mode-label.ts'
import { nextLine } from './next.ts'
import { orderTable, shares } from './trade-parts.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof tradeFlatten.output>

export const view: View<Output> = (output, terminal) => {
  const { closing, positions, canceled } = output
  const held = positions.map((one) => `${one.symbol} ${shares(one.shares)}`).join(', ') || 'nothing'
  const lines = [
    accountLine(output, [verdict(output, terminal)], terminal),
    `held before: ${held}; ${counted(canceled.length, 'order')} ${terminal.dryRun ? 'would be canceled' : 'canceled'}`,
    ...(output.message ? [terminal.paint.yellow(output.message)] : []),
  ]
  const drawn = closing.length > 0 ? orderTable(closing, terminal) : ''
  return [lines.join('\n'), drawn, nextLine(next(output), terminal)].filter((part) => part !== '').join('\n\n')
}

function verdict({ flat }: Output, { paint, dryRun }: Terminal): string {
  if (flat) return paint.green('flat')
  return dryRun ? 'would be flattened' : paint.red('NOT flat')
}

function next({ flat, foreign }: Output): string[] {
  if (!flat && foreign.length > 0) return ['openbell trade cancel all --foreign', 'openbell trade flatten']
  return ['openbell trade positions', 'openbell trade history']
}
