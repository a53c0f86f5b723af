import type { OrderOutput } from '../../../operations/trade/ticket/order-output.ts'
import { type Area, partOf, restyle, shorten, textWidth, write } from '../../canvas.ts'
import type { TicketField, TicketOverlay } from '../../state.ts'
import { BOLD, DIM, MEANING } from '../../styles.ts'
import { askedPrice, price, shares } from '../numbers.ts'
import type { Scene } from '../pane.ts'
import { drawBox } from './box.ts'
import { drawTyped } from './confirm.ts'
import { drawStyled, previewLines, type StyledLine, styledLines } from './preview.ts'
import { drawTextField } from './text-field.ts'

const FIELD_WIDTH = 40
const OUTCOME_WIDTH = 62
/** Share of the box that the outcome may take from the fields where both have no room. */
const OUTCOME_SHARE = 0.6
/** From this width on the preview stands beside the fields. */
const BESIDE = FIELD_WIDTH + 2 + 46

/** The order ticket: fields, what the order would be and do, what the risk gate says rule by rule, and how to send it. */
export function drawTicket(screen: Area, ticket: TicketOverlay, { view }: Scene): void {
  const beside = screen.width - 6 >= BESIDE
  const width = beside ? Math.min(FIELD_WIDTH + 2 + OUTCOME_WIDTH, screen.width - 6) : Math.min(64, screen.width - 6)
  const outcome = outcomeLines(ticket, beside ? width - FIELD_WIDTH - 2 : width)
  const fields = ticket.fields.length + 1
  const live = view.label === 'LIVE'
  const height = (beside ? Math.max(fields, outcome.length) : fields + outcome.length) + 3
  const title = `Order ${ticket.symbol} · ${view.label}${live ? ' · real money' : ''}`
  const inside = drawBox(screen, width, height, title, live ? MEANING.live : MEANING.titleFocused)
  const body = partOf(inside, 0, 0, inside.width, Math.max(0, inside.height - (ticket.confirm ? 2 : 1)))
  if (beside) {
    drawFields(partOf(body, 0, 0, FIELD_WIDTH, body.height), ticket)
    drawLines(partOf(body, FIELD_WIDTH + 2, 0, body.width, body.height), outcome, ticket)
  } else {
    // What the gate says is never hidden by fields: those around the active one make do with less.
    const forFields = Math.min(fields, body.height - Math.min(outcome.length, Math.ceil(body.height * OUTCOME_SHARE)))
    drawFields(partOf(body, 0, 0, body.width, forFields), ticket)
    drawLines(partOf(body, 0, forFields, body.width, body.height), outcome, ticket)
  }
  if (ticket.confirm) drawTyped(inside, inside.height - 2, ticket.confirm)
  else drawFoot(inside, ticket)
}

function drawFoot(inside: Area, ticket: TicketOverlay): void {
  const texts = footTexts(ticket)
  const text = texts.find((one) => textWidth(one) <= inside.width) ?? shorten(texts[texts.length - 1], inside.width)
  write(inside, 0, inside.height - 1, text, BOLD)
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
function outcomeLines({ stage, preview, order, failure }: TicketOverlay, width: number): StyledLine[] {
  const told = order ? orderLines(order, width) : []
  if (failure) {
    const hint = failure.hint ? styledLines(failure.hint, MEANING.accent, width) : []
    return [...told, ...styledLines(failure.message, MEANING.failure, width), ...hint]
  }
  if (order) return told
  if (preview) return previewLines(preview, width)
  const text = stage === 'asking' ? 'asking the risk gate…' : 'No preview yet: fill in the quantity and the price.'
  return styledLines(text, MEANING.muted, width)
}

/** What fits; of a preview the rules that allow it go into one line first. What has no room is counted. */
function drawLines(area: Area, outcome: readonly StyledLine[], { preview, order, failure, stage }: TicketOverlay): void {
  const isPreview = preview !== null && !order && !failure
  const all = isPreview && outcome.length > area.height ? previewLines(preview, area.width, true) : outcome
  // An older answer stays until the next has come, dimmed: it is of another order.
  const isOld = isPreview && (stage === 'asking' || stage === 'edit')
  drawStyled(area, isOld ? all.map(({ text, style }) => ({ text, style: style | DIM })) : all)
}

function orderLines(order: OrderOutput, width: number): StyledLine[] {
  const bad = order.state === 'denied' || order.state === 'rejected'
  const open = order.state === 'unknown' || order.state === 'submitted' || order.state === 'intended'
  const at = order.limit ?? order.stop
  const what = `${order.side} ${shares(order.shares)} ${order.symbol} ${order.type}${at === null ? '' : ` ${askedPrice(at, order.symbol)}`}`
  const filled = order.filled > 0 ? `, ${shares(order.filled)} filled at ${price(order.averagePrice, order.symbol)}` : ''
  const style = bad ? MEANING.failure : open ? MEANING.warning : MEANING.good
  return [
    ...styledLines(`${what}: ${order.state}${filled}`, style | BOLD, width),
    ...styledLines(order.reason ?? '', MEANING.muted, width),
    ...styledLines(`order ${order.clientOrderId}`, MEANING.muted, width),
  ]
}

/** What the keys do now; the first that fits. */
function footTexts({ stage, preview }: TicketOverlay): string[] {
  switch (stage) {
    case 'sending':
      return ['sending… it is stored and goes out once', 'sending…']
    case 'sent':
      return ['Esc: close']
    case 'ready':
      return [preview?.verdict.outcome === 'deny' ? 'denied: change it, or Esc' : 'Enter: send it   Esc: leave it']
    default:
      return [
        'Tab and arrows: fields   left and right: choose   Enter: preview   Esc: leave it',
        'Tab: fields   Enter: preview   Esc: leave it',
      ]
  }
}
