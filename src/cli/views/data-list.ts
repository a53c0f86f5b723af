import { shellWord } from '../../operations/common/words.ts'
import type { dataList } from '../../operations/data/list.ts'
import type { z } from '../../operations/operation.ts'
import { count, stamp } from './format.ts'
import { nextLine } from './next.ts'
import { table } from './table.ts'
import type { View } from './view.ts'

type Output = z.output<typeof dataList.output>

export const view: View<Output> = (output, terminal) => {
  const { paint } = terminal
  if (output.series.length === 0 && output.actions.length === 0) {
    return `The store is empty.\n\n${nextLine(['openbell data import FILE...', 'openbell data generate MOCK'], terminal)}`
  }
  const drawn = table(
    [
      { title: 'symbol', cell: (row) => row.symbol },
      { title: 'kind', cell: (row) => row.timeframe ?? row.kind },
      // A made-up series can never be taken for a recorded one.
      { title: 'source', cell: (row) => (row.source === 'simulated' ? paint.inverse('SIMULATED') : row.source) },
      { title: 'feed', drop: 3, cell: (row) => row.feed },
      { title: 'rows', align: 'right', cell: (row) => count(row.bars) },
      { title: 'from (UTC)', drop: 1, cell: (row) => stamp(row.from) },
      { title: 'to (UTC)', drop: 2, cell: (row) => stamp(row.to) },
    ],
    output.series,
    terminal,
  )
  const actions = output.actions.reduce((sum, one) => sum + one.actions, 0)
  const rows = output.series.reduce((sum, one) => sum + one.bars, 0)
  const total = `${count(output.series.length)} series, ${count(rows)} rows; ${count(actions)} splits and dividends of ${count(output.actions.length)} symbols`
  const [first] = output.series
  return [
    drawn,
    total,
    nextLine([`openbell data verify ${shellWord(first?.symbol ?? output.actions[0].symbol)}`], terminal),
  ].join('\n\n')
}
