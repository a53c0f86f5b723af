import { iso } from '../../core/time.ts'
import type { JournalBody } from '../../engine/orders/journal.ts'
import { eventOf } from '../../engine/orders/recorder.ts'
import type { JournalEntry } from '../../ports/journal.ts'
import { z } from '../operation.ts'
import { plainDollars } from './desk/answer.ts'

/** One line of the journal of an order. */
export const journalLineOutput = z.strictObject({
  seq: z.int().describe('Its place in the journal'),
  at: z.string().describe("When it happened, on the broker's clock (ISO 8601 UTC)"),
  knownAt: z.string().describe('When we knew of it (ISO 8601 UTC)'),
  kind: z.string().describe('What kind of entry it is'),
  text: z.string().describe('What happened, in words'),
})

/** An entry as a person reads it. */
export function journalLine(entry: JournalEntry): z.input<typeof journalLineOutput> {
  const { seq, at, knownAt, body } = eventOf(entry)
  return { seq, at: iso(at), knownAt: iso(knownAt), kind: body.kind, text: textOf(body) }
}

function textOf(body: JournalBody): string {
  switch (body.kind) {
    case 'intended':
      return `stored before it is sent${body.intent ? `: ${body.intent.reason}, by ${body.intent.origin}` : ''}`
    case 'denied':
      return deniedText(body)
    case 'submitted':
      return body.attempt > 1 ? `sent again (attempt ${body.attempt}): the broker did not have it` : 'sent to the broker'
    case 'told':
      return toldText(body)
    case 'filled':
      return `filled ${body.fill.shares} at ${body.fill.price}${body.fill.fee > 0 ? `, fee ${body.fill.fee}` : ''}`
    case 'rejected':
      return `rejected by the broker: ${body.reason}${body.code ? ` (${body.code})` : ''}`
    case 'replace-requested':
      return `replacement asked for: ${body.successor}, ${body.reason}`
    case 'unknown':
      return `nobody knows whether it arrived: ${body.reason}`
    case 'absent':
      return `the broker was asked and does not have it: ${body.reason}`
    case 'dropped':
      return `not sent again: ${body.reason}`
    case 'cancel-requested':
      return `cancel asked for: ${body.reason}`
    default:
      return body.kind
  }
}

function deniedText({ verdict }: Extract<JournalBody, { kind: 'denied' }>): string {
  const why = verdict.rules.filter((one) => one.outcome === 'deny').map((one) => `${one.rule}: ${one.message}`)
  return `denied by our risk limits: ${why.join('; ')}`
}

function toldText({ order }: Extract<JournalBody, { kind: 'told' }>): string {
  const filled =
    order.filled > 0
      ? `, ${order.filled} filled at ${order.averagePrice === null ? 'n/a' : plainDollars(order.averagePrice)}`
      : ''
  const successor = order.replacedBy ? `, replaced by ${order.replacedBy}` : ''
  return `the broker says ${order.status}${filled}${successor}${order.reason ? `: ${order.reason}` : ''}`
}
