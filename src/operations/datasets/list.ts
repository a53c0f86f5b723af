import { defineOperation, z } from '../operation.ts'
import { datasetRow, roomFields, roomOf, rowOf } from './output.ts'

/** The tables that analytics code can work on. */
export const datasetsList = defineOperation({
  name: 'datasets.list',
  toolset: 'datasets',
  effect: 'read',
  summary: 'List loaded datasets with their columns, quality and size, and the room that is left.',
  input: z.strictObject({}),
  output: z.strictObject({ datasets: z.array(datasetRow).describe('Datasets, newest first'), ...roomFields }),
  examples: [{ title: 'Everything that is loaded', input: {} }],
  async run(context) {
    const datasets = await context.datasets()
    return { datasets: datasets.list().map(rowOf), room: roomOf(datasets) }
  },
})
