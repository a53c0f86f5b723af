import { randomUUID } from 'node:crypto'
import { inQuietHours } from '../../engine/alerts/throttle.ts'
import { ALERT_CHANNELS } from '../../market/alerts.ts'
import type { Notice } from '../../ports/notifier.ts'
import { type Context, defineOperation, OpenbellError, z } from '../operation.ts'
import { channelOutput } from './output.ts'

/** One notice through every way that is set up. */
export const alertsTest = defineOperation({
  name: 'alerts.test',
  toolset: 'analysis',
  summary: 'Send one test alert through every way that is set up, and say what came of it.',
  effect: 'write',
  input: z.strictObject({
    via: z.enum(ALERT_CHANNELS).optional().describe('Only this way, set up or not'),
  }),
  output: z.strictObject({
    channels: z
      .array(
        z.strictObject({
          ...channelOutput.shape,
          outcome: z.enum(['sent', 'failed', 'not-tried']).describe('What came of it'),
          message: z.string().describe('What was answered, or why not'),
        }),
      )
      .describe('Every way out'),
    quietHours: z.string().nullable().describe('New York hours in which nothing is sent'),
    quietNow: z.boolean().describe('An alert would be held back now; a test is not'),
  }),
  examples: [{ title: 'Does anybody hear?', input: {} }],
  fault({ channels }) {
    const failed = channels.find(({ outcome }) => outcome === 'failed')
    if (failed === undefined) return null
    return new OpenbellError('unavailable', `${failed.channel}: ${failed.message}`, 'openbell alerts list')
  },
  async run(context, { via }) {
    const notifier = await context.notifier()
    const channels = await Promise.all(
      notifier.channels().map(async (state) => {
        const isTried = !context.dryRun && (via === undefined ? state.isSetUp : via === state.channel)
        if (!isTried) return { ...state, outcome: 'not-tried' as const, message: state.isSetUp ? 'not asked for' : 'not set up' }
        const { outcome, detail } = await notifier.send(state.channel, noticeOf(context), context.signal)
        return { ...state, outcome: outcome === 'sent' ? ('sent' as const) : ('failed' as const), message: detail }
      }),
    )
    const { alertQuietHours: quietHours } = context.settings
    return { channels, quietHours, quietNow: inQuietHours(quietHours, context.clock.now()) }
  },
})

function noticeOf({ clock }: Context): Notice {
  const text = 'this is a test: alerts come through here'
  const none = { symbol: null, price: null, label: 'TEST' }
  return { id: randomUUID(), title: 'openbell TEST', text, kind: 'test', rule: 'test', name: 'test', at: clock.now(), ...none }
}
