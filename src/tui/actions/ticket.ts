import { asOpenbellError } from '../../core/errors.ts'
import type { SentOutput } from '../../operations/trade/ticket/send.ts'
import type { Chord } from '../chord.ts'
import type { TicketField, TicketOverlay } from '../state.ts'
import { EMPTY, edit, typed } from '../text-input.ts'
import { cannotOrder, rowOf, type Screen } from './screen.ts'
import { checked, openFields, orderOf, turn } from './ticket-form.ts'

/** How long a ticket waits for the next key before it asks what the gate says of it, in milliseconds. */
const PREVIEW_AFTER_MS = 300

/** A preview that has just come was not read yet: an Enter sooner than this after it was meant for something else, in milliseconds. */
const READ_AFTER_MS = 250
const read = new WeakSet<object>()

export function cannotTrade(screen: Screen): string | null {
  return cannotOrder(screen) ?? (screen.store.get().selected === null ? 'no symbol is selected' : null)
}

/** `o`: a ticket for the selected symbol; `side` where a key says which. */
export function openTicket(screen: Screen, side: 'buy' | 'sell' = 'buy') {
  const { selected } = screen.store.get()
  if (selected === null) return
  const row = rowOf(screen.session.view, selected)
  const fields = openFields({ side, held: row?.shares ?? 0, bid: row?.bid ?? null, ask: row?.ask ?? null })
  const overlay: TicketOverlay = {
    kind: 'ticket',
    symbol: selected,
    fields,
    active: fields.findIndex((one) => one.name === 'quantity'),
    stage: 'edit',
    preview: null,
    order: null,
    failure: null,
    confirm: null,
  }
  screen.store.set({ overlay, toast: null })
}

function current({ store }: Screen): TicketOverlay | null {
  const { overlay } = store.get()
  return overlay?.kind === 'ticket' ? overlay : null
}

/** Another field; those that do not count are passed over. */
export function moveField(screen: Screen, by: 1 | -1) {
  const ticket = current(screen)
  if (!ticket || ticket.stage === 'sending' || ticket.confirm) return
  const { fields } = ticket
  let active = ticket.active
  do active = (active + by + fields.length) % fields.length
  while (fields[active].disabled)
  screen.store.set({ overlay: { ...ticket, active } })
}

/** Left, right and space turn a choice; in a text they are keys of the text. */
export function typeInTicket(screen: Screen, chord: Chord) {
  const ticket = current(screen)
  if (!ticket || ticket.stage === 'sending') return
  if (ticket.confirm) return typeWord(screen, ticket, chord)
  if (ticket.stage === 'sent') return
  const field = ticket.fields[ticket.active]
  const next = field.choices ? chosen(field, chord) : written(field, chord)
  if (!next || next.input.text === field.input.text) {
    if (next) screen.store.set({ overlay: { ...ticket, fields: ticket.fields.with(ticket.active, next) } })
    return
  }
  changed(screen, ticket, checked(withQuoted(screen, ticket, ticket.fields.with(ticket.active, next))))
}

function chosen(field: TicketField, { name, text }: Chord): TicketField | null {
  if (name === 'Left') return turn(field, -1)
  if (name === 'Right' || name === 'Space') return turn(field, 1)
  const named =
    text === '' ? undefined : field.choices?.find((one) => one.startsWith(text.toLowerCase()) && one !== field.input.text)
  return named ? { ...field, input: typed(named) } : null
}

function written(field: TicketField, chord: Chord): TicketField | null {
  const input = edit(field.input, chord)
  return input && { ...field, input }
}

/** A limit nobody has touched goes over to the other side of the quote with the side of the order. */
function withQuoted(screen: Screen, before: TicketOverlay, fields: TicketField[]): TicketField[] {
  const side = (all: readonly TicketField[]) => (all.find((one) => one.name === 'side')?.input.text === 'buy' ? 'buy' : 'sell')
  if (side(fields) === side(before.fields)) return fields
  const row = rowOf(screen.session.view, before.symbol)
  const opening = { held: row?.shares ?? 0, bid: row?.bid ?? null, ask: row?.ask ?? null }
  const quoted = openFields({ side: side(fields), ...opening })
  return fields.map((field, i) => {
    const prices = [opening.bid, opening.ask].map(String)
    const untouched = field.name === 'limit' && (field.input.text === '' || prices.includes(field.input.text))
    const empty = field.name === 'quantity' && field.input.text === ''
    return untouched || empty ? { ...field, input: quoted[i].input } : field
  })
}

/** What was shown was of another order. */
function changed(screen: Screen, ticket: TicketOverlay, fields: TicketField[]) {
  screen.store.set({ overlay: { ...ticket, fields, stage: 'edit', failure: null } })
  const complete = 'operation' in orderOf(ticket.symbol, fields)
  screen.later('preview', PREVIEW_AFTER_MS, complete ? () => preview(screen) : null)
}

/** Asks the gate; only the answer to what stands in the form now is shown. */
function preview(screen: Screen) {
  const ticket = current(screen)
  if (ticket?.stage !== 'edit') return
  const order = orderOf(ticket.symbol, ticket.fields)
  if (!('operation' in order)) return
  const { fields } = ticket
  screen.store.set({ overlay: { ...ticket, stage: 'asking' } })
  const mine = () => {
    const now = current(screen)
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
  if (preview) screen.later('read', READ_AFTER_MS, () => read.add(preview))
}

/** Enter: asks for the preview where there is none, then sends what was shown, once. LIVE takes the symbol typed first. */
export function enterTicket(screen: Screen) {
  const ticket = current(screen)
  if (!ticket || ticket.stage === 'sending') return
  if (ticket.stage === 'sent') return leaveTicket(screen)
  if (ticket.stage === 'asking') return screen.toast('note', 'the preview is on its way')
  if (ticket.stage === 'edit') return askNow(screen, ticket)
  const { preview: shown } = ticket
  if (!shown?.id) return screen.toast('warning', 'nothing was kept to send; change the order and look again')
  if (!read.has(shown)) return screen.toast('note', 'this is what Enter sends')
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
    screen.later('preview', 0, null)
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
  const now = current(screen)
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

function typeWord(screen: Screen, ticket: TicketOverlay, chord: Chord): void {
  const { confirm } = ticket
  const input = confirm && edit(confirm.input, chord)
  if (confirm && input) screen.store.set({ overlay: { ...ticket, confirm: { ...confirm, input } } })
}

/** Esc leaves the typed word first, then the ticket; an order on its way goes on and its outcome is told. */
export function leaveTicket(screen: Screen) {
  const ticket = current(screen)
  if (ticket?.confirm) return screen.store.set({ overlay: { ...ticket, confirm: null } })
  screen.later('preview', 0, null)
  screen.store.set({
    overlay: null,
    ...(ticket?.stage === 'sending' && { toast: { kind: 'note', text: 'the order is on its way' } }),
  })
}
