import { join } from 'node:path'
import { asOpenbellError } from '../../core/errors.ts'
import type { OwnOrder } from '../../engine/orders/types.ts'
import type { Context } from '../context.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { isProgram } from '../permit.ts'
import { modeFields, modeOf } from './desk/answer.ts'
import type { Desk } from './desk/desk.ts'
import { accountInput, SENDS_TO_THE_END } from './desk/input.ts'
import { withDesk } from './desk/with-desk.ts'
import { stateAnswer, stateOutput } from './state-output.ts'
import { handOf } from './ticket/hand.ts'
import { orderAnswer, orderOutput } from './ticket/order-output.ts'

const haltInput = z.strictObject({
  by: z.string().min(1).default('openbell trade halt').describe('Who halts'),
  reason: z.string().min(1).default('by hand').describe('Why, for the journal'),
  reducing: z.boolean().default(false).describe('Softer: what lowers a position is still sent, and nothing is canceled'),
  ...accountInput,
})
type HaltInput = z.output<typeof haltInput>

const haltOutput = z.strictObject({
  ...modeFields,
  trading: stateOutput.describe('What may be sent now'),
  canceled: z.array(orderOutput).describe('Resting entries for which a cancel was asked (in a dry run: would be)'),
  fault: z.string().nullable().describe('What could not be done; entries are halted all the same'),
})
type HaltOutput = z.output<typeof haltOutput>

/**
 * The kill switch: no entry is sent from now on by any process of this account, and resting entries are canceled. The file HALT goes first,
 * since it needs no broker; it is taken away once the journal says the same, and stays where the account cannot be opened.
 */
export const tradeHalt = defineOperation({
  name: 'trade.halt',
  toolset: 'orders',
  summary: 'Stop entries at once, in every process of the account, and cancel resting ones; exits and cancels go on.',
  effect: 'trade',
  // Stopping is never gated.
  onLive: 'paper',
  deadlineMs: SENDS_TO_THE_END,
  input: haltInput,
  output: haltOutput,
  examples: [{ title: 'Stop', input: { reason: 'the news is not clear' } }],
  fault: ({ fault }) => (fault === null ? null : new OpenbellError('unavailable', fault, 'openbell trade status')),
  async run(context, given) {
    const input = isProgram(context.caller) ? { ...given, by: handOf(context).origin } : given
    if (context.dryRun || input.reducing)
      return withDesk(context, input, 'trade halt', (desk) => soften(context, desk, input), { onlyOut: true, stopsOnly: true })
    const file = await writeHaltFile(context, input)
    try {
      return await withDesk(context, input, 'trade halt', (desk) => halted(context, desk, input, file), {
        onlyOut: true,
        stopsOnly: true,
      })
    } catch (thrown) {
      return unopened(context, input, asOpenbellError(thrown))
    }
  },
})

/** Null when the file was there already: then somebody else takes it away. */
async function writeHaltFile(context: Context, { by, reason }: HaltInput): Promise<string | null> {
  if (context.halted()) return null
  const path = join(context.settings.home, 'HALT')
  await (await context.files()).writeText(path, `${by}: ${reason}\n`)
  return path
}

async function halted(context: Context, desk: Desk, { by, reason }: HaltInput, file: string | null): Promise<HaltOutput> {
  const { path } = desk
  let canceled: OwnOrder[] = []
  let fault: string | null = null
  try {
    canceled = await path.halt(by, reason, context.signal)
  } catch (thrown) {
    // The journal comes before the cancels: with it written only they have failed.
    if (path.books.state !== 'halted') throw thrown
    fault = `entries are halted, but resting ones may not be canceled: ${asOpenbellError(thrown).message}`
  }
  if (file !== null) await (await context.files()).remove(file)
  return answerOf(context, desk, canceled, fault)
}

async function soften(context: Context, desk: Desk, { by, reason, reducing }: HaltInput): Promise<HaltOutput> {
  const entries = desk.path.books.openOrders().filter((one) => !one.foreign && !one.reduces && one.leg === null)
  if (reducing && desk.path.tradingState === 'halted') {
    // From halted to reducing is no halt but half a resume, and that takes a person.
    throw new OpenbellError(
      'denied',
      'trading is halted already, which is stricter',
      'openbell trade resume --by NAME --reason TEXT',
    )
  }
  if (!context.dryRun) desk.path.setState('reducing', by, reason)
  return answerOf(context, desk, reducing ? [] : entries, null)
}

function answerOf(context: Context, { path, broker }: Desk, canceled: OwnOrder[], fault: string | null): HaltOutput {
  const trading = stateAnswer(path, context.halted())
  return { ...modeOf(broker), trading, canceled: canceled.map((one) => orderAnswer(one, path.books)), fault }
}

/** Without a broker the file alone halts. */
function unopened({ settings }: Context, { by, reason }: HaltInput, error: OpenbellError): HaltOutput {
  const fault = `the file HALT in ${settings.home} halts entries, but the account could not be opened and nothing was canceled: ${error.message}`
  return {
    mode: settings.mode,
    broker: settings.broker === 'alpaca' ? 'alpaca' : 'simulated',
    host: null,
    trading: { state: 'halted', by, reason, since: null, haltFile: true },
    canceled: [],
    fault,
  }
}
