import type { bars } from '../../operations/market/bars.ts'
import type { z } from '../../operations/operation.ts'
import { count, price, stamp } from './format.ts'
import { provenance, table } from './table.ts'
import type { View } from './view.ts'

type Output = z.output<typeof bars.output>

export const view: View<Output> = (output, terminal) => {
  const filled = output.bars.filter((bar) => bar.filled).length
  const made = filled > 0 ? ` · ${count(filled)} filled` : ''
  const adjusted = output.adjustment === 'splits' ? ' · split-adjusted' : ''
  const head = `${provenance(output, terminal)} · ${output.symbol} ${output.timeframe}, ${output.bars.length} bars${adjusted}${made}`
  const counted = output.bars.some((bar) => bar.prints !== null)
  const weighted = output.bars.some((bar) => bar.vwap !== null)
  const rows = table(
    [
      { title: 'Open time', cell: (bar) => stamp(bar.time) },
      { title: 'Open', align: 'right', drop: 2, cell: (bar) => price(bar.open) },
      { title: 'High', align: 'right', drop: 1, cell: (bar) => price(bar.high) },
      { title: 'Low', align: 'right', drop: 1, cell: (bar) => price(bar.low) },
      { title: 'Close', align: 'right', cell: (bar) => price(bar.close) },
      { title: 'Volume', align: 'right', cell: (bar) => count(bar.volume) },
      ...(counted ? [{ title: 'Prints', align: 'right' as const, drop: 3, cell: (bar: Bar) => count(bar.prints) }] : []),
      ...(weighted ? [{ title: 'VWAP', align: 'right' as const, drop: 4, cell: (bar: Bar) => price(bar.vwap) }] : []),
      ...(filled > 0 ? [{ title: '', cell: (bar: Bar) => (bar.filled ? 'filled' : '') }] : []),
    ],
    output.bars,
    terminal,
  )
  return `${head}\n\n${rows}`
}

type Bar = Output['bars'][number]
