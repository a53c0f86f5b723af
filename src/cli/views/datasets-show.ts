import { shellWord } from '../../operations/common/words.ts'
import { type Described, datasetParts, suggestionLines } from './dataset-parts.ts'
import { nextLine } from './next.ts'
import type { View } from './view.ts'

export const view: View<Described> = (output, terminal) => {
  const [code = 'return df.length'] = output.suggestions.map((one) => one.code).sort((a, b) => a.length - b.length)
  const next = nextLine([`openbell run --code ${shellWord(code)} --dataset ${output.name}`], terminal)
  return [...datasetParts(output, terminal), `what it is good for:\n${suggestionLines(output, terminal)}`, next].join('\n\n')
}
