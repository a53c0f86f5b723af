import type { modelsDelete } from '../../operations/models/delete.ts'
import type { z } from '../../operations/operation.ts'
import { nextLine } from './next.ts'
import type { View } from './view.ts'

export const view: View<z.output<typeof modelsDelete.output>> = ({ deleted, absent }, terminal) => {
  const gone = `${terminal.dryRun ? 'would be deleted' : 'deleted'}: ${deleted.join(', ')}`
  const lines = [
    ...(deleted.length > 0 ? [gone] : []),
    ...absent.map((name) => terminal.paint.yellow(`there is no model '${name}'`)),
  ]
  return `${lines.join('\n')}\n\n${nextLine(['openbell models list'], terminal)}`
}
