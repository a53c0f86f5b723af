import { defineOperation, z } from '../operation.ts'
import { described, describedFields, findDataset, nameInput } from './output.ts'

/** One table: what its columns hold, how whole it is, what to do with it. */
export const datasetsShow = defineOperation({
  name: 'datasets.show',
  toolset: 'datasets',
  effect: 'read',
  summary: 'Describe a dataset: columns with their ranges, quality, three analyses to run on it.',
  input: z.strictObject({ name: nameInput }),
  output: z.strictObject(describedFields),
  examples: [{ title: 'What is in it', input: { name: 'week' } }],
  async run(context, { name }) {
    return described(findDataset(await context.datasets(), name))
  },
})
