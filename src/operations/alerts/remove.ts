import { defineOperation, z } from '../operation.ts'
import { findRule } from './find-rule.ts'
import { judgedOf } from './judged.ts'
import { ruleAnswer, ruleOutput } from './output.ts'

/** Takes a rule away; what it has fired stays in the log. */
export const alertsRemove = defineOperation({
  name: 'alerts.remove',
  toolset: 'analysis',
  summary: 'Remove an alert rule; running sessions hear of it at once.',
  effect: 'write',
  input: z.strictObject({
    rule: z.string().min(1).describe('Number or name of the rule').meta({ positional: true }),
  }),
  output: ruleOutput,
  examples: [{ title: 'By its name', input: { rule: 'spy-600' } }],
  async run(context, given) {
    const { alertRules } = await context.store()
    const rule = findRule(alertRules.list(), given.rule)
    if (!context.dryRun) alertRules.remove(rule.id)
    return ruleAnswer(rule, judgedOf(rule))
  },
})
