import type { OrderOutput } from '../../../operations/trade/ticket/order-output.ts'
import { type Area, partOf, restyle, shorten, textWidth, write } from '../../canvas.ts'
import type { TicketField, TicketOverlay } from '../../state.ts'
import { BOLD, MEANING } from '../../styles.ts'
import { askedPrice, price, shares } from '../numbers.ts'
import { type Scene, wrap } from '../pane.ts'
import { drawBox } from './box.ts'
import { drawTyped } from './confirm.ts'
import { drawPreview, previewLines } from './preview.ts'
import { drawTextField } from './text-field.ts'

const FIELD_WIDTH = 40
const PREVIEW_WIDTH = 62
/** From this width on the preview stands beside the fields. */
const BESIDE = FIELD_WIDTH + 2 + 46

/** The order ticket: fields, what the order would be and do, what the risk gate says rule by rule, and how to send it. */
export function drawTicket(screen: Area, ticket: TicketOverlay, { view }: Scene): void {
  const beside = screen.width - 6 >= BESIDE
  const wanted = beside ? Math.min(FIELD_WIDTH + 2 + PREVIEW_WIDTH, screen.width - 6) : Math.min(64, screen.width - 6)
  const previewWidth = beside ? wanted - FIELD_WIDTH - 2 : wanted
  const lines = ticket.preview ? previewLines(ticket.preview, previewWidth).length : 4
  const fieldLines = ticket.fields.length + 1
  const height = (beside ? Math.max(fieldLines, lines) : fieldLines + lines) + 3
  const title = `Order ${ticket.symbol} · ${view.label}${view.label === 'LIVE' ? ' · real money' : ''}`
  const inside = drawBox(screen, wanted, height, title, view.label === 'LIVE' ? MEANING.live : MEANING.titleFocused)
  const foot = ticket.confirm ? 2 : 1
  const body = partOf(inside, 0, 0, inside.width, Math.max(0, inside.height - foot))
  const fields = partOf(body, 0, 0, beside ? FIELD_WIDTH : body.width, body.height)
  drawFields(fields, ticket)
  const rest = beside
    ? partOf(body, FIELD_WIDTH + 2, 0, body.width - FIELD_WIDTH - 2, body.height)
    : partOf(body, 0, fieldLines, body.width, body.height - fieldLines)
  drawOutcome(rest, ticket)
  if (ticket.confirm) drawTyped(inside, inside.height - 2, ticket.confirm)
  else write(inside, 0, inside.height - 1, shorten(footText(ticket), inside.width), BOLD)
}

function drawFields(area: Area, { fields, active, stage }: TicketOverlay): void {
  const labelWidth = Math.max(0, ...fields.map((field) => textWidth(field.label)))
  // Where the fields have no room for all, those around the active one are shown.
  const top = Math.max(0, Math.min(active - area.height + 2, fields.length - area.height))
  fields.slice(top, top + area.height).forEach((field, y) => {
    drawField(area, y, field, labelWidth, top + y === active && stage !== 'sending' && stage !== 'sent')
  })
}

function drawField(area: Area, y: number, field: TicketField, labelWidth: number, active: boolean): void {
  const { label, input, choices, unit, error, disabled } = field
  write(area, 0, y, active ? '▸' : ' ', MEANING.key)
  write(area, 1, y, label, disabled ? MEANING.muted : active ? BOLD : 0)
  const x = labelWidth + 3
  const width = Math.max(1, area.width - x - 1)
  if (disabled) {
    write(area, x + 2, y, shorten(disabled, width - 2), MEANING.muted)
    return
  }
  if (choices) {
    write(area, x, y, shorten(active ? `‹ ${input.text} ›` : `  ${input.text}`, width), active ? MEANING.accent | BOLD : 0)
    return
  }
  const after = error ? ` ${error}` : unit ? ` ${unit}` : ''
  const room = Math.max(6, width - textWidth(after))
  restyle(area, x, y, Math.min(room, 14), () => (active ? MEANING.accent : MEANING.plain))
  if (active) drawTextField(area, x + 2, y, room - 2, input, MEANING.accent)
  else write(area, x + 2, y, shorten(input.text, room - 2))
  const at = x + 2 + Math.max(textWidth(input.text) + (active ? 1 : 0), 8)
  write(area, at, y, shorten(after, Math.max(0, area.width - at)), error ? MEANING.failure : MEANING.muted)
}

/** What would happen, what happened, or why nothing does. */
function drawOutcome(area: Area, { stage, preview, order, failure }: TicketOverlay): void {
  let y = 0
  if (order) {
    for (const [text, style] of orderLines(order)) for (const line of wrap(text, area.width)) write(area, 0, y++, line, style)
    y++
  }
  if (failure) {
    for (const line of wrap(failure.message, area.width)) write(area, 0, y++, line, MEANING.failure)
    if (failure.hint) for (const line of wrap(failure.hint, area.width)) write(area, 0, y++, line, MEANING.accent)
    return
  }
  if (order) return
  if (preview) drawPreview(partOf(area, 0, y, area.width, area.height - y), preview, stage === 'asking')
  else if (stage === 'asking') write(area, 0, y, 'asking the risk gate…', MEANING.muted)
  else write(area, 0, y, 'No preview yet: fill in the quantity and the price.', MEANING.muted)
}

function orderLines(order: OrderOutput): [string, number][] {
  const bad = order.state === 'denied' || order.state === 'rejected'
  const open = order.state === 'unknown' || order.state === 'submitted' || order.state === 'intended'
  const at = order.limit ?? order.stop
  const what = `${order.side} ${shares(order.shares)} ${order.symbol} ${order.type}${at === null ? '' : ` ${askedPrice(at, order.symbol)}`}`
  const filled = order.filled > 0 ? `, ${shares(order.filled)} filled at ${price(order.averagePrice, order.symbol)}` : ''
  return [
    [`${what}: ${order.state}${filled}`, (bad ? MEANING.failure : open ? MEANING.warning : MEANING.good) | BOLD],
    ...(order.reason ? [[order.reason, MEANING.muted] as [string, number]] : []),
    [`order ${order.clientOrderId}`, MEANING.muted],
  ]
}

function footText({ stage, preview }: TicketOverlay): string {
  switch (stage) {
    case 'sending':
      return 'sending… it is stored and goes out once'
    case 'sent':
      return 'Esc: close'
    case 'ready':
      return preview?.verdict.outcome === 'deny' ? 'denied: change it, or Esc' : 'Enter: send it   Esc: leave it'
    default:
      return 'Tab and arrows: fields   left and right: choose   Enter: preview   Esc: leave it'
  }
}
