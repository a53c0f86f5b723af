import { defineOperation, OpenbellError, z } from '../operation.ts'
import { modeFields, modeOf } from './desk/answer.ts'
import { accountInput } from './desk/input.ts'
import { requirePerson } from './desk/person.ts'
import { withDesk } from './desk/with-desk.ts'
import { stateAnswer, stateOutput } from './state-output.ts'

/** Lets entries be sent again. It takes a person and a reason; a file that halts must be taken away by hand. */
export const tradeResume = defineOperation({
  name: 'trade.resume',
  toolset: 'orders',
  summary: 'Let entries be sent again after a halt; takes the name of a person and a reason.',
  effect: 'trade',
  only: 'people',
  input: z.strictObject({
    by: z.string().min(1).optional().describe('Who resumes'),
    reason: z.string().min(1).optional().describe('Why it is right to go on'),
    ...accountInput,
  }),
  output: z.strictObject({
    ...modeFields,
    trading: stateOutput.describe('What may be sent now'),
    warnings: z.array(z.string()).describe('What still blocks entries'),
  }),
  examples: [{ title: 'From a script', input: { by: 'Ada', reason: 'the feed is back' } }],
  fault: ({ trading }) =>
    trading.haltFile
      ? new OpenbellError(
          'denied',
          'still halted: the file HALT lies in the home folder',
          'take the file HALT away (the journal says active), then openbell trade status',
        )
      : null,
  async run(context, input) {
    const again = 'openbell trade resume --by NAME --reason TEXT'
    const { by, reason } = await requirePerson(context, input, 'Why is it right to go on', again)
    return withDesk(context, input, 'trade resume', async ({ path, broker }) => {
      if (!context.dryRun) path.setState('active', by, reason)
      const warnings = path.books.diverged === null ? [] : [path.books.diverged]
      return { ...modeOf(broker), trading: stateAnswer(path, context.halted()), warnings }
    })
  },
})
