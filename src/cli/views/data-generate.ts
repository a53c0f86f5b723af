import { count, price, stamp } from './format.ts'
import { provenance } from './table.ts'
import type { View } from './view.ts'

interface Output {
  symbol: string
  timeframe: string
  source: string
  feed: string
  asOf: string
  seed: number
  bars: number
  stored: number
  duplicates: number
  from: string
  to: string
  firstOpen: number
  lastClose: number
}

export const view: View<Output> = (output, terminal) =>
  [
    provenance(output, terminal),
    `${count(output.bars)} ${output.timeframe} bars of ${output.symbol} (seed ${output.seed}), ${stamp(output.from)} to ${stamp(output.to)}, ` +
      `${price(output.firstOpen)} to ${price(output.lastClose)}`,
    `${count(output.stored)} stored, ${count(output.duplicates)} were there already`,
    terminal.paint.dim(`next: openbell bars ${output.symbol} --timeframe ${output.timeframe} --source store`),
  ].join('\n')
