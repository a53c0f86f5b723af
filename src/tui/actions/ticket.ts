import type { Chord } from '../chord.ts'
import type { TicketField, TicketOverlay } from '../state.ts'
import { EMPTY, edit, insert, typed } from '../text-input.ts'
import { cannotOrder, rowOf, type Screen } from './screen.ts'
import { checked, openFields, orderOf, turn } from './ticket-form.ts'
import { currentTicket, previewSoon } from './ticket-preview.ts'

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

/** Another field; those that do not count are passed over. */
export function moveField(screen: Screen, by: 1 | -1) {
  const ticket = currentTicket(screen)
  if (!ticket || ticket.stage === 'sending' || ticket.confirm) return
  const { fields } = ticket
  let active = ticket.active
  do active = (active + by + fields.length) % fields.length
  while (fields[active].disabled)
  screen.store.set({ overlay: { ...ticket, active } })
}

/** Left, right and space turn a choice; in a text they are keys of the text. */
export function typeInTicket(screen: Screen, chord: Chord) {
  const ticket = currentTicket(screen)
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

/** The first that is typed into a field takes the place of what was filled in there; other keys edit it. */
function written(field: TicketField, chord: Chord): TicketField | null {
  const input = field.suggested && chord.text !== '' ? insert(EMPTY, chord.text) : edit(field.input, chord)
  return input && { ...field, input, suggested: false }
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
    return untouched || empty ? { ...field, input: quoted[i].input, suggested: quoted[i].suggested } : field
  })
}

/** What was shown was of another order; of none where what stands in the form is no order. What was said of it is over. */
function changed(screen: Screen, ticket: TicketOverlay, fields: TicketField[]) {
  const isOrder = 'operation' in orderOf(ticket.symbol, fields)
  const preview = isOrder ? ticket.preview : null
  screen.store.set({ overlay: { ...ticket, fields, stage: 'edit', preview, failure: null }, toast: null })
  previewSoon(screen, isOrder)
}

function typeWord(screen: Screen, ticket: TicketOverlay, chord: Chord): void {
  const { confirm } = ticket
  const input = confirm && edit(confirm.input, chord)
  if (confirm && input) screen.store.set({ overlay: { ...ticket, confirm: { ...confirm, input } } })
}

/** Esc leaves the typed word first, then the ticket; an order on its way goes on and its outcome is told. */
export function leaveTicket(screen: Screen) {
  const ticket = currentTicket(screen)
  if (ticket?.confirm) return screen.store.set({ overlay: { ...ticket, confirm: null } })
  previewSoon(screen, false)
  screen.store.set({
    overlay: null,
    ...(ticket?.stage === 'sending' && { toast: { kind: 'note', text: 'the order is on its way' } }),
  })
}
