import type { bars } from '../../operations/market/bars.ts'
import type { z } from '../../operations/operation.ts'
import { factLine } from './fact-line.ts'
import { count, counted, price, stamp } from './format.ts'
import { provenance, table } from './table.ts'
import type { View } from './view.ts'

type Output = z.output<typeof bars.output>

export const view: View<Output> = (output, terminal) => {
  const filled = output.bars.filter((bar) => bar.filled).length
  const made = filled > 0 ? ` · ${count(filled)} filled` : ''
  const adjusted = output.adjustment === 'splits' ? ' · split-adjusted' : ''
  const facts = `${provenance(output, terminal)} · ${output.symbol} ${output.timeframe}, ${counted(output.bars.length, 'bar')}${adjusted}${made}`
  const hasPrints = output.bars.some((bar) => bar.prints !== null)
  const weighted = output.bars.some((bar) => bar.vwap !== null)
  const rows = table(
    [
      { title: 'Open time', cell: (bar) => stamp(bar.time) },
      { title: 'Open', align: 'right', drop: 2, cell: (bar) => price(bar.open, output.symbol) },
      { title: 'High', align: 'right', drop: 1, cell: (bar) => price(bar.high, output.symbol) },
      { title: 'Low', align: 'right', drop: 1, cell: (bar) => price(bar.low, output.symbol) },
      { title: 'Close', align: 'right', cell: (bar) => price(bar.close, output.symbol) },
      { title: 'Volume', align: 'right', cell: (bar) => count(bar.volume) },
      ...(hasPrints ? [{ title: 'Prints', align: 'right' as const, drop: 3, cell: (bar: Bar) => count(bar.prints) }] : []),
      ...(weighted
        ? [{ title: 'VWAP', align: 'right' as const, drop: 4, cell: (bar: Bar) => price(bar.vwap, output.symbol) }]
        : []),
      ...(filled > 0 ? [{ title: '', cell: (bar: Bar) => (bar.filled ? 'filled' : '') }] : []),
    ],
    output.bars,
    terminal,
  )
  return `${factLine(facts, terminal)}\n\n${rows}`
}

type Bar = Output['bars'][number]
