import type { dataExport } from '../../operations/data/export.ts'
import type { z } from '../../operations/operation.ts'
import { count, stamp } from './format.ts'
import { provenance } from './table.ts'
import type { View } from './view.ts'

type Output = z.output<typeof dataExport.output>

export const view: View<Output> = (output, terminal) =>
  [
    provenance(output, terminal),
    `${count(output.rows)} ${[output.timeframe, output.kind].filter(Boolean).join(' ')} of ${output.symbol}, ${stamp(output.from)} to ${stamp(output.to)}`,
    `${terminal.dryRun ? 'would be written' : 'written'} to ${output.out}${output.filled > 0 ? `; rows filled in and marked in the last column: ${count(output.filled)}` : ''}`,
  ].join('\n')
