import type { alertsAdd } from '../../operations/alerts/add.ts'
import type { z } from '../../operations/operation.ts'
import { ruleFacts } from './alert-parts.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import type { View } from './view.ts'

export const view: View<z.output<typeof alertsAdd.output>> = (output, terminal) => {
  const { id, name, rule, notes } = output
  const numbered = id === null ? 'would be added' : `rule ${id} added`
  const called = name.endsWith(rule) ? '' : ` (${name})`
  return [
    `${numbered}: ${terminal.paint.bold(rule)}${called}\n${ruleFacts(output)}`,
    ...(notes.length > 0 ? [terminal.paint.yellow(paragraphs(notes, terminal))] : []),
    nextLine(['openbell alerts list', 'openbell alerts test'], terminal),
  ].join('\n\n')
}
