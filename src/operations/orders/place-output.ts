import { OpenbellError, z } from '../operation.ts'
import { modeFields } from '../trade/desk/answer.ts'
import { type OrderOutput, orderOutput } from '../trade/ticket/order-output.ts'
import { sentFault } from '../trade/ticket/send.ts'
import { shortVerdictOutput } from './answer.ts'

export const placeOutput = z.strictObject({
  ...modeFields,
  previewId: z.string().describe('The preview'),
  clientOrderId: z.string().describe('Your id of the order'),
  outcome: z
    .enum(['placed', 'awaiting-approval', 'denied', 'rejected', 'unknown', 'not-sent'])
    .describe(
      'placed: the broker has it; awaiting-approval: a person must send it; denied by our risk; rejected by the broker; unknown: nobody knows yet whether it arrived, never order it anew; not-sent: it never left, or a person declined it',
    ),
  repeated: z.boolean().describe('It was asked for before: this is what became of it, nothing was sent anew'),
  order: orderOutput.nullable().describe('The order with its state now; null while there is none'),
  verdict: shortVerdictOutput.nullable().describe('What the risk gate said when it was sent; null when it was not judged now'),
  expiresAt: z.string().nullable().describe('Until when a person may approve it (ISO 8601 UTC); null when nothing waits'),
  message: z.string().nullable().describe('What happened, where it is not plain'),
  next: z.string().describe('What to do now'),
})
export type PlaceOutput = z.output<typeof placeOutput>

/** What a state means for whoever ordered. */
export function outcomeOf({ state, id }: Pick<OrderOutput, 'state' | 'id'>): PlaceOutput['outcome'] {
  if (state === 'denied' || state === 'rejected') return state
  if (state === 'intended' || state === 'submitted' || state === 'unknown') return 'unknown'
  return state === 'canceled' && id === null ? 'not-sent' : 'placed'
}

/** What an answer means as an error: none while a person decides. */
export function placeFault({ outcome, order, verdict, message, next }: PlaceOutput): OpenbellError | null {
  if (outcome === 'placed' || outcome === 'awaiting-approval') return null
  const all = verdict && { ...verdict, marketableLimit: null }
  const fault = order && sentFault({ order, verdict: all })
  return fault ?? new OpenbellError('denied', message ?? 'it was not sent', next)
}

/** What whoever ordered does next, by what became of it. */
export function nextOfOrder(outcome: PlaceOutput['outcome'], { clientOrderId }: Pick<OrderOutput, 'clientOrderId'>): string {
  switch (outcome) {
    case 'placed':
      return `trade_order with id ${clientOrderId} says how it stands`
    case 'unknown':
      return `do not order it anew: call order_place with the same arguments, or trade_order with id ${clientOrderId}; both ask the broker`
    case 'denied':
      return 'change the order and preview it again; risk_log says what was denied'
    default:
      return 'preview it again if it is still wanted'
  }
}
