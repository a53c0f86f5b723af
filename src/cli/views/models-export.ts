import type { modelsExport } from '../../operations/models/export.ts'
import type { z } from '../../operations/operation.ts'
import type { View } from './view.ts'

export const view: View<z.output<typeof modelsExport.output>> = ({ name, out, kind }, terminal) => {
  const what = kind === 'model' ? `the model '${name}', checked,` : `what the model '${name}' says of itself`
  return `${what} ${terminal.dryRun ? 'would be written' : 'was written'} to ${out}`
}
