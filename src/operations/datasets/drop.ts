import { defineOperation, z } from '../operation.ts'
import { nameInput, noDataset, roomFields, roomOf } from './output.ts'

/** Forgets a copy of market data, or of a file: the data itself stays where it came from. */
export const datasetsDrop = defineOperation({
  name: 'datasets.drop',
  toolset: 'datasets',
  effect: 'read',
  summary: 'Drop a dataset to make room; the market data and the file that it came from stay.',
  input: z.strictObject({ name: nameInput }),
  output: z.strictObject({
    name: z.string().describe('Name'),
    freed: z.int().describe('Bytes that it took'),
    ...roomFields,
  }),
  examples: [{ title: 'Room for another', input: { name: 'minutes' } }],
  async run(context, { name }) {
    const datasets = await context.datasets()
    const found = datasets.list().find((one) => one.name === name)
    if (!found)
      throw noDataset(
        name,
        datasets.list().map((one) => one.name),
      )
    if (!context.dryRun) datasets.drop(name)
    return { name, freed: found.bytes, room: roomOf(datasets) }
  },
})
