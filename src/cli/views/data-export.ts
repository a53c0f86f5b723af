import { count, stamp } from './format.ts'
import { provenance } from './table.ts'
import type { View } from './view.ts'

interface Output {
  symbol: string
  kind: string
  timeframe: string | null
  source: string
  feed: string
  asOf: string
  out: string
  rows: number
  from: string
  to: string
}

export const view: View<Output> = (output, terminal) =>
  [
    provenance(output, terminal),
    `${count(output.rows)} ${[output.timeframe, output.kind].filter(Boolean).join(' ')} of ${output.symbol}, ${stamp(output.from)} to ${stamp(output.to)}`,
    `written to ${output.out}`,
  ].join('\n')
