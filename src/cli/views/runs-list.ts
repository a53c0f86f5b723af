import { isSimulated } from '../../market/feeds.ts'
import type { z } from '../../operations/operation.ts'
import type { runsList } from '../../operations/runs/list.ts'
import { count, number, percent, stamp } from './format.ts'
import { nextLine } from './next.ts'
import { table } from './table.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof runsList.output>
type Row = Output['runs'][number]

export const view: View<Output> = ({ runs }, terminal) => {
  if (runs.length === 0) return `No run has been kept yet.\n\n${nextLine(['openbell backtest sma-cross SIMALL'], terminal)}`
  const drawn = table(
    [
      { title: 'Run', cell: (one) => one.run },
      { title: 'Kept (UTC)', drop: 5, cell: (one) => stamp(one.at.replace(/\.\d+Z$/, 'Z')) },
      { title: 'Kind', drop: 4, cell: (one) => one.kind },
      { title: 'Strategy', cell: (one) => one.strategy },
      { title: 'Symbols', cell: symbols },
      { title: 'Bars', drop: 3, cell: (one) => one.timeframe },
      { title: 'Source', drop: 2, cell: (one) => dataOf(one, terminal) },
      { title: 'Return', align: 'right', cell: (one) => percent(one.totalReturn) },
      { title: 'Sharpe', align: 'right', drop: 1, cell: (one) => number(one.sharpe) },
      { title: 'Round trips', align: 'right', drop: 6, cell: (one) => count(one.roundTrips) },
      { title: 'Grade', cell: (one) => one.grade ?? 'n/a' },
    ],
    runs,
    terminal,
  )
  const commands = runs.length > 1 ? ['openbell runs show last', 'openbell runs diff last-1 last'] : ['openbell runs show last']
  return `${drawn}\n\n${nextLine(commands, terminal)}`
}

function symbols(one: Row): string {
  return one.symbols.length > 3 ? `${one.symbols.slice(0, 3).join(' ')} ... (${one.symbols.length})` : one.symbols.join(' ')
}

/** A made-up market can never be taken for a recorded one. */
function dataOf(one: Row, { paint }: Terminal): string {
  if (isSimulated(one.source) || isSimulated(one.feed ?? '')) return paint.inverse('SIMULATED')
  return one.feed === null || one.feed === one.source ? one.source : `${one.source} ${one.feed}`
}
