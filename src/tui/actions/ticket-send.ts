import { asOpenbellError } from '../../core/errors.ts'
import type { SentOutput } from '../../operations/trade/ticket/send.ts'
import type { TicketOverlay } from '../state.ts'
import { EMPTY } from '../text-input.ts'
import type { Screen } from './screen.ts'
import { leaveTicket } from './ticket.ts'
import { orderOf } from './ticket-form.ts'
import { currentTicket, isRead, preview, previewSoon } from './ticket-preview.ts'

/** Enter: asks for the preview where there is none, then sends what was shown, once. LIVE takes the symbol typed first. */
export function enterTicket(screen: Screen) {
  const ticket = currentTicket(screen)
  if (!ticket || ticket.stage === 'sending') return
  if (ticket.stage === 'sent') return leaveTicket(screen)
  if (ticket.stage === 'asking') return screen.toast('note', 'the preview is on its way')
  if (ticket.stage === 'edit') return askNow(screen, ticket)
  const { preview: shown } = ticket
  if (!shown?.id) return screen.toast('warning', 'nothing was kept to send; change the order and look again')
  if (!isRead(shown)) return screen.toast('note', 'this is what Enter sends')
  if (shown.verdict.outcome === 'deny') return askAgain(screen, ticket, denials(shown.verdict.rules))
  if (screen.session.view.label !== 'LIVE') return send(screen, ticket, shown.id)
  if (!ticket.confirm) return screen.store.set({ overlay: { ...ticket, confirm: { word: ticket.symbol, input: EMPTY } } })
  if (ticket.confirm.input.text.trim().toUpperCase() === ticket.symbol) return send(screen, ticket, shown.id)
  screen.toast('warning', `type ${ticket.symbol} to send it to the LIVE account, or Esc`)
}

function denials(rules: readonly { outcome: string; message: string }[]): string {
  return rules
    .filter((one) => one.outcome === 'deny')
    .map((one) => one.message)
    .join('; ')
}

/** What was denied may be allowed by now: it is asked again, and never sent unasked. */
function askAgain(screen: Screen, ticket: TicketOverlay, why: string): void {
  screen.toast('warning', `denied: ${why}; asking again`)
  askNow(screen, { ...ticket, stage: 'edit' })
}

function askNow(screen: Screen, ticket: TicketOverlay) {
  const order = orderOf(ticket.symbol, ticket.fields)
  if ('operation' in order) {
    previewSoon(screen, false)
    screen.store.set({ overlay: ticket })
    return preview(screen)
  }
  const active = ticket.fields.findIndex((one) => one.name === order.field)
  screen.store.set({ overlay: { ...ticket, active }, toast: { kind: 'warning', text: order.missing } })
}

/** The kept intent goes out by its id: however often that is asked for, it is one order. */
function send(screen: Screen, ticket: TicketOverlay, id: string): void {
  const began = screen.start('send', async () => {
    try {
      const answer = (await screen.session.run('trade.approve', { id })) as SentOutput
      told(screen, { stage: 'sent', order: answer.order ?? null })
      if (answer.order) screen.toast(outcomeKind(answer.order.state), outcome(answer.order))
    } catch (thrown) {
      const { message, hint } = asOpenbellError(thrown)
      told(screen, { stage: 'edit', preview: null, failure: { message, hint } })
      throw thrown
    }
  })
  if (began) screen.store.set({ overlay: { ...ticket, stage: 'sending', confirm: null } })
}

/** The ticket may have been left meanwhile. */
function told(screen: Screen, change: Partial<TicketOverlay>): void {
  const now = currentTicket(screen)
  if (now?.stage === 'sending') screen.store.set({ overlay: { ...now, ...change } })
}

type Sent = NonNullable<SentOutput['order']>

function outcome({ side, shares, symbol, state, filled, averagePrice, reason }: Sent): string {
  const at = filled > 0 && averagePrice !== null ? `, ${filled} filled at ${averagePrice}` : ''
  const why = state === 'denied' || state === 'rejected' || state === 'canceled' ? ` (${reason ?? 'no reason was given'})` : ''
  return `${side} ${shares ?? ''} ${symbol}: ${state}${at}${why}`
}

function outcomeKind(state: string): 'good' | 'failure' | 'warning' {
  if (state === 'denied' || state === 'rejected' || state === 'canceled') return 'failure'
  return state === 'unknown' || state === 'submitted' || state === 'intended' ? 'warning' : 'good'
}
