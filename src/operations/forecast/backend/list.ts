import { defineOperation, z } from '../../operation.ts'
import { backendOutput } from './output.ts'

/** Loading a GPU library takes a while; it is loaded to know that it runs. */
const DEADLINE_MS = 180_000

export const forecastBackendList = defineOperation({
  name: 'forecast.backend.list',
  toolset: 'forecast',
  summary: 'List what can train networks here, and what is missing of the rest.',
  effect: 'read',
  deadlineMs: DEADLINE_MS,
  input: z.strictObject({}),
  output: z.strictObject({ backends: z.array(backendOutput).describe('Every way to train; the first is the default') }),
  examples: [{ title: 'What can train here?', input: {} }],
  async run(context) {
    return { backends: await (await context.backends()).list(context.signal) }
  },
})
