import { defineOperation, z } from '../operation.ts'
import { dataEnds } from './data-end.ts'
import { brokenRow, modelRow } from './output.ts'
import { keptModels, rowOf } from './rows.ts'

export const modelsList = defineOperation({
  name: 'models.list',
  toolset: 'forecast',
  effect: 'read',
  summary: 'Forecast models that were kept: what they are of, how old, and whether they are stale.',
  input: z.strictObject({}),
  output: z.strictObject({
    models: z.array(modelRow).describe('By name'),
    broken: z.array(brokenRow).describe('Files that cannot be used, with the reason'),
  }),
  examples: [{ title: 'What was kept', input: {} }],
  async run(context) {
    const { known, broken } = await keptModels(context)
    const models = []
    const dataEnd = dataEnds(context)
    for (const one of known) models.push(await rowOf(one, dataEnd))
    return { models, broken }
  },
})
