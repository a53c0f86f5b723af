import { defineOperation, z } from '../operation.ts'
import { loggedAnswer, loggedOutput } from './output.ts'

/** What has fired, and what came of telling it. */
export const alertsLog = defineOperation({
  name: 'alerts.log',
  toolset: 'analysis',
  summary: 'List alerts that have fired, newest first, and what came of sending each.',
  effect: 'read',
  input: z.strictObject({
    limit: z.int().min(1).max(10_000).default(50).describe('Most alerts to list'),
  }),
  output: z.strictObject({
    alerts: z.array(loggedOutput).describe('Newest first'),
  }),
  examples: [{ title: 'What was told lately', input: { limit: 20 } }],
  async run(context, { limit }) {
    const { alertLog } = await context.store()
    return { alerts: alertLog.list(limit).map(loggedAnswer) }
  },
})
