import { type Rule, ruleFacts } from './alert-parts.ts'
import { nextLine } from './next.ts'
import type { View } from './view.ts'

export const view: View<Rule> = (output, terminal) => {
  const said = terminal.dryRun ? 'would be removed' : 'removed'
  return `rule ${output.id} ${said}: ${terminal.paint.bold(output.rule)}\n${ruleFacts(output)}\n\n${nextLine(['openbell alerts list'], terminal)}`
}
