import type { datasetsDrop } from '../../operations/datasets/drop.ts'
import type { z } from '../../operations/operation.ts'
import { bytes } from './format.ts'
import { nextLine } from './next.ts'
import type { View } from './view.ts'

export const view: View<z.output<typeof datasetsDrop.output>> = ({ name, freed, room }, terminal) => {
  const done = terminal.dryRun ? 'would be dropped' : 'dropped'
  const line = `${name} ${done}: ${bytes(freed)}; ${bytes(room.bytes)} of ${bytes(room.mostBytes)} are taken`
  return `${line}\n\n${nextLine(['openbell datasets list'], terminal)}`
}
