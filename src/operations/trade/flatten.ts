import { SECOND } from '../../core/time.ts'
import { counted } from '../common/words.ts'
import type { Context } from '../context.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { modeFields, modeOf } from './desk/answer.ts'
import type { Desk } from './desk/desk.ts'
import { accountInput, SENDS_TO_THE_END } from './desk/input.ts'
import { withDesk } from './desk/with-desk.ts'
import { CANCEL_FOREIGN, foreignOrders } from './ticket/foreign-orders.ts'
import { handOf } from './ticket/hand.ts'
import { orderAnswer, orderOutput } from './ticket/order-output.ts'

/** How long the closing orders are watched before what is left is said; an account that stands still at `--as-of` is looked at once. */
const WAIT_MS = 20 * SECOND

const flattenInput = z.strictObject({
  reason: z.string().min(1).default('by hand').describe('Why, for the journal'),
  execute: z.boolean().default(false).describe('Do it without asking (scripts); --yes says the same'),
  ...accountInput,
})

const output = z.strictObject({
  ...modeFields,
  flat: z.boolean().describe('True when nothing is held any more, by the broker itself'),
  canceled: z.array(z.string()).describe('Client order ids that were canceled (in a dry run: would be)'),
  closing: z.array(orderOutput).describe('Orders that close positions'),
  positions: z
    .array(z.strictObject({ symbol: z.string().describe('Symbol'), shares: z.number().describe('Shares, signed') }))
    .describe('What the broker says is held, before'),
  message: z.string().nullable().describe('What is left and why; null when flat'),
  foreign: z
    .array(z.string())
    .describe('Client order ids of open orders made elsewhere in the same account: they are left alone, and may hold shares'),
})
type Output = z.output<typeof output>

/** Cancel, wait for the acknowledgements, close what is really held, look whether it is flat. */
export const tradeFlatten = defineOperation({
  name: 'trade.flatten',
  toolset: 'orders',
  summary: 'Cancel all our orders and close all positions, then look whether the account is flat.',
  effect: 'trade',
  deadlineMs: SENDS_TO_THE_END,
  input: flattenInput,
  output,
  examples: [{ title: 'From a script', input: { reason: 'end of the day', execute: true } }],
  fault: ({ flat, message, foreign }) => {
    if (flat || message === null) return null
    const next = foreign.length > 0 ? CANCEL_FOREIGN : 'openbell trade positions'
    return new OpenbellError('unavailable', `not flat: ${message}`, next)
  },
  run: (context, input) =>
    withDesk(
      context,
      input,
      'trade flatten',
      async (desk): Promise<Output> => {
        const held = await desk.broker.positions(context.signal)
        const positions = held.map(({ symbol, shares }) => ({ symbol, shares }))
        const own = desk.path.books.openOrders().filter((one) => !one.foreign)
        const foreign = foreignOrders(desk.path).map((one) => one.clientOrderId)
        const head = { ...modeOf(desk.broker), positions, foreign }
        if (context.dryRun) {
          return { ...head, flat: held.length === 0, canceled: own.map((one) => one.clientOrderId), closing: [], message: null }
        }
        if (!input.execute && held.length + own.length > 0) await confirmed(context, desk, positions, own.length)
        const options = {
          limit: null,
          reason: input.reason,
          origin: handOf(context).origin,
          extended: false,
          waitMs: context.settings.asOf === null ? WAIT_MS : 0,
        }
        const { canceled, closing, flat, message } = await desk.path.flatten(input.reason, options, context.signal)
        return { ...head, flat, canceled, closing: closing.map((one) => orderAnswer(one, desk.path.books)), message }
      },
      { onlyOut: true },
    ),
})

/** A word that nobody types by accident. */
async function confirmed(context: Context, { label }: Desk, positions: Output['positions'], orders: number): Promise<void> {
  const held = positions.map(({ symbol, shares }) => `${symbol} ${shares}`).join(', ') || 'no position'
  const question = `${label}: cancels ${counted(orders, 'order')}, closes ${held}. Type flatten`
  const typed = await context.ask('text', question)
  if (typed?.trim().toLowerCase() === 'flatten') return
  if (typed !== null) throw new OpenbellError('canceled', 'nothing was canceled or closed')
  throw new OpenbellError(
    'usage',
    `nothing was done: it cancels ${counted(orders, 'order')} and closes ${held}, and nobody is there to confirm it`,
    'openbell trade flatten --yes',
  )
}
