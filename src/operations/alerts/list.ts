import { iso } from '../../core/time.ts'
import type { LoggedAlert } from '../../ports/alerts.ts'
import { defineOperation, z } from '../operation.ts'
import { judgedOf } from './judged.ts'
import { channelOutput, ruleAnswer, ruleOutput } from './output.ts'

/** Of the log, to say how often rules have fired. */
const LOOKED_AT = 10_000

/** Every rule, with how often it has fired. */
export const alertsList = defineOperation({
  name: 'alerts.list',
  toolset: 'analysis',
  summary: 'List alert rules, how often each has fired, and the ways alerts are sent.',
  effect: 'read',
  input: z.strictObject({}),
  output: z.strictObject({
    rules: z
      .array(
        z.strictObject({
          ...ruleOutput.shape,
          fired: z.int().describe('How often it has fired, of the newest 10,000 alerts'),
          lastFired: z.string().nullable().describe("When last, on the market's clock (ISO 8601 UTC)"),
        }),
      )
      .describe('Rules in the order in which they were added'),
    channels: z.array(channelOutput).describe('Ways out of this machine, and of this process'),
    quietHours: z.string().nullable().describe('New York hours in which nothing is sent'),
  }),
  examples: [{ title: 'What is watched for', input: {} }],
  async run(context) {
    const { alertRules, alertLog } = await context.store()
    const fired = Map.groupBy(alertLog.list(LOOKED_AT), ({ rule }) => rule.id)
    const rules = alertRules
      .list()
      .map((rule) => ({ ...ruleAnswer(rule, judgedOf(rule)), ...firedAnswer(fired.get(rule.id) ?? []) }))
    return { rules, channels: (await context.notifier()).channels(), quietHours: context.settings.alertQuietHours }
  },
})

function firedAnswer(entries: readonly LoggedAlert[]) {
  return { fired: entries.length, lastFired: entries.length === 0 ? null : iso(entries[0].at) }
}
