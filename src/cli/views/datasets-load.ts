import type { datasetsLoad } from '../../operations/datasets/load.ts'
import type { z } from '../../operations/operation.ts'
import { datasetParts, suggestionLines } from './dataset-parts.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { failures } from './table.ts'
import type { View } from './view.ts'

export const view: View<z.output<typeof datasetsLoad.output>> = (output, terminal) => {
  const parts = [
    ...datasetParts(output, terminal),
    terminal.paint.yellow(paragraphs(output.warnings, terminal)),
    failures(output.failed, terminal),
    `what it is good for:\n${suggestionLines(output, terminal)}`,
    nextLine([`openbell datasets show ${output.name}`, `openbell run FILE.js --dataset ${output.name}`], terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}
