import { type Instant, iso } from '../../core/time.ts'
import type { PlannedOrder } from '../../engine/orders/types.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import type { Context } from '../context.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { modeFields, modeOf } from '../trade/desk/answer.ts'
import type { Desk } from '../trade/desk/desk.ts'
import { withDesk } from '../trade/desk/with-desk.ts'
import { clientName, handOf } from '../trade/ticket/hand.ts'
import { newIntentId } from '../trade/ticket/intent-id.ts'
import { orderInput } from '../trade/ticket/order-input.ts'
import { checkOrder, orderIntent } from '../trade/ticket/order-intent.ts'
import { heldShares } from '../trade/ticket/order-operation.ts'
import { previewOf, previewOutput } from '../trade/ticket/preview.ts'
import { propose, waitingProposals } from '../trade/ticket/proposals.ts'
import { isOfProgram } from '../trade/ticket/waiting.ts'
import { approveCommand, NO_CHOICE, shortVerdict, shortVerdictOutput } from './answer.ts'

/** Previews of programs that may wait at once: a person reads the list. */
const MOST_WAITING = 50

const { symbol, quantity, limit, market, trigger, stop, target, trail, tif, extended, notional, short } = orderInput.shape

const askedInput = z.strictObject({
  symbol,
  side: z.enum(['buy', 'sell']).describe('buy or sell'),
  quantity,
  ...{ limit, market, trigger, stop, target, trail, tif, extended, notional, short },
})
type Asked = z.output<typeof askedInput>

const output = previewOutput.omit({ id: true, verdict: true }).extend({
  ...modeFields,
  previewId: z.string().nullable().describe('What order_place takes; null when it was denied: then nothing is kept'),
  verdict: shortVerdictOutput.describe('What the risk gate says now; it judges anew when the order is sent'),
  next: z.string().describe('What to do with it'),
})
type Output = z.output<typeof output>

/** The first of the two steps in which a program orders: what the order would be, by our own quote. Nothing is sent. */
export const orderPreview = defineOperation({
  name: 'order.preview',
  toolset: 'orders',
  summary: 'First step of an order: price, value, fees, risk verdict and a previewId for order_place. Nothing is sent.',
  effect: 'trade',
  only: 'programs',
  onLive: 'live',
  input: askedInput,
  output,
  examples: [
    { title: 'What would this order be?', input: { symbol: 'SIMALL', side: 'buy', quantity: 10, limit: 100 } },
    { title: 'Protected from its fill on', input: { symbol: 'SIMALL', side: 'buy', quantity: 10, limit: 100, stop: 90 } },
  ],
  async run(context, { side, ...asked }) {
    const input = { ...asked, ...NO_CHOICE, execute: false }
    checkOrder(side, input)
    return withDesk(context, NO_CHOICE, 'order preview', (desk) => previewed(context, desk, { side, ...asked }), {
      readOnly: true,
    })
  },
})

async function previewed(context: Context, desk: Desk, { side, ...asked }: Asked): Promise<Output> {
  const { path, broker } = desk
  const held = await heldShares(context, desk, normalizeSymbol(asked.symbol))
  const input = { ...asked, ...NO_CHOICE, execute: false }
  const intent = { ...orderIntent(side, input, held, newIntentId(context)), ...handOf(context) }
  const planned = await path.plan(intent, context.signal)
  const kept = planned.verdict.outcome === 'deny' || context.dryRun ? null : await keep(context, desk, planned)
  const { verdict, ...preview } = previewOf(planned, desk.now())
  return {
    ...modeOf(broker),
    previewId: kept?.id ?? null,
    expiresAt: kept && iso(kept.expiresAt),
    ...preview,
    verdict: shortVerdict(verdict),
    next: nextOf(context, kept?.id ?? null, broker.mode),
  }
}

async function keep(
  context: Context,
  { path }: Desk,
  { intent, quote, notional }: PlannedOrder,
): Promise<{ id: string; expiresAt: Instant }> {
  const store = await context.store()
  const now = context.clock.now()
  const waiting = waitingProposals(store, path.account, now).filter(isOfProgram).length
  if (waiting >= MOST_WAITING) {
    const message = `${waiting} previews wait already, no more are kept`
    throw new OpenbellError('denied', message, 'place one of them, or wait until they expire (5 minutes)')
  }
  const by = { origin: context.caller, client: clientName(context), told: { price: quote?.price ?? null, notional } }
  return propose(store, path.account, intent, by, now)
}

function nextOf(context: Context, id: string | null, mode: 'paper' | 'live'): string {
  if (id === null) return 'it was denied: verdict.rules say why; change the order and preview it again'
  const place = 'call order_place with this previewId and a clientOrderId of your own'
  if (mode === 'paper') return place
  return `${place}; the account is LIVE: a person must then approve it outside of this conversation: ${approveCommand(context, id)}`
}
