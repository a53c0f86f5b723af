import type { z } from '../../operations/operation.ts'
import type { tradeReconcile } from '../../operations/trade/reconcile.ts'
import { counted } from './format.ts'
import { accountLine } from './mode-label.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { table } from './table.ts'
import type { View } from './view.ts'

type Output = z.output<typeof tradeReconcile.output>

export const view: View<Output> = (output, terminal) => {
  const { paint } = terminal
  const { agreed, differences, settled } = output
  const found = agreed ? paint.green('our books and the broker agree') : paint.red('DIVERGED')
  const taken = differences.filter((one) => one.explained).length
  const counts =
    differences.length === 0 ? [] : [`${counted(differences.length, 'difference')}, ${taken} explained and taken over`]
  const parts = [
    accountLine(output, [found, `${newYork(output.at)} New York`, ...counts], terminal),
    differences.length > 0 ? differenceTable(output, terminal) : '',
    paragraphs(
      settled.map((one) => `${one.clientOrderId}: ${one.state}; ${one.message}`),
      terminal,
    ),
    output.sentence ? paint.red(paragraphs([output.sentence], terminal)) : '',
    nextLine(agreed ? ['openbell trade positions'] : ['openbell trade reconcile --accept --by NAME --reason TEXT'], terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function differenceTable({ differences }: Output, terminal: Parameters<View<Output>>[1]): string {
  return table(
    [
      { title: 'What', cell: (one) => one.what },
      { title: 'Symbol', cell: (one) => one.symbol ?? '' },
      { title: 'Ours', align: 'right', cell: (one) => String(one.ours ?? 'none') },
      { title: "The broker's", align: 'right', cell: (one) => String(one.brokers ?? 'none') },
      { title: 'Explained', cell: (one) => (one.explained ? 'yes' : terminal.paint.red('no')) },
      { title: 'In words', least: 24, cell: (one) => one.message },
    ],
    differences,
    terminal,
  )
}
