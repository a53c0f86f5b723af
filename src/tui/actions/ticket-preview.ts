import { asOpenbellError } from '../../core/errors.ts'
import type { SentOutput } from '../../operations/trade/ticket/send.ts'
import type { TicketOverlay } from '../state.ts'
import type { Screen } from './screen.ts'
import { orderOf } from './ticket-form.ts'

/** How long a ticket waits for the next key before it asks what the gate says of it, in milliseconds. */
const PREVIEW_AFTER_MS = 300

/** A preview that has just come was not read yet: an Enter sooner than this after it was meant for something else, in milliseconds. */
const READ_AFTER_MS = 250
const read = new WeakSet<object>()

export function currentTicket({ store }: Screen): TicketOverlay | null {
  const { overlay } = store.get()
  return overlay?.kind === 'ticket' ? overlay : null
}

/** True once a preview has stood long enough to be read. */
export function isRead(preview: object): boolean {
  return read.has(preview)
}

/** Counts it as read once it has stood for a moment. */
export function readSoon(screen: Screen, preview: object): void {
  screen.later('read', READ_AFTER_MS, () => read.add(preview))
}

/** Asks when no key has come for a moment; false = what stands in the form is no order, and nothing is asked. */
export function previewSoon(screen: Screen, isOrder: boolean): void {
  screen.later('preview', PREVIEW_AFTER_MS, isOrder ? () => preview(screen) : null)
}

/** Asks the gate; only the answer to what stands in the form now is shown. */
export function preview(screen: Screen) {
  const ticket = currentTicket(screen)
  if (ticket?.stage !== 'edit') return
  const order = orderOf(ticket.symbol, ticket.fields)
  if (!('operation' in order)) return
  const { fields } = ticket
  screen.store.set({ overlay: { ...ticket, stage: 'asking' } })
  const mine = () => {
    const now = currentTicket(screen)
    return now?.stage === 'asking' && now.fields === fields ? now : null
  }
  screen.session.run(order.operation, order.input).then(
    (answer) => {
      const now = mine()
      if (now) show(screen, now, (answer as SentOutput).preview ?? null)
    },
    (thrown) => {
      const { message, hint } = asOpenbellError(thrown)
      const now = mine()
      if (now) screen.store.set({ overlay: { ...now, stage: 'edit', preview: null, failure: { message, hint } } })
    },
  )
}

function show(screen: Screen, ticket: TicketOverlay, preview: TicketOverlay['preview']): void {
  screen.store.set({ overlay: { ...ticket, stage: 'ready', preview } })
  if (preview) readSoon(screen, preview)
}
