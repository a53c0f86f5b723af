import type { TicketField } from '../state.ts'
import { typed } from '../text-input.ts'

/** Names of the fields, in the order they are filled in. */
export type FieldName = 'side' | 'quantity' | 'type' | 'limit' | 'trigger' | 'stop' | 'target' | 'trail' | 'tif' | 'hours'

const SIDES = ['buy', 'sell', 'sell short'] as const
const TYPES = ['limit', 'market', 'stop', 'stop-limit', 'trailing-stop'] as const
const TIFS = ['day', 'gtc', 'ioc', 'fok', 'opg', 'cls'] as const
const HOURS = ['regular', 'extended'] as const

export interface Opening {
  side: 'buy' | 'sell'
  /** Shares held now, signed. */
  held: number
  bid: number | null
  ask: number | null
}

/** A new ticket: what can be known is filled in, the rest is empty. */
export function openFields({ side, held, bid, ask }: Opening): TicketField[] {
  const limit = side === 'buy' ? ask : bid
  const quantity = side === 'sell' && held > 0 ? String(held) : ''
  return checked([
    choice('side', 'Side', SIDES, side),
    text('quantity', 'Quantity', quantity, 'shares'),
    choice('type', 'Type', TYPES, 'limit'),
    text('limit', 'Limit', limit === null ? '' : String(limit), 'dollars'),
    text('trigger', 'Trigger', '', 'dollars'),
    text('stop', 'Protecting stop', '', 'dollars'),
    text('target', 'Target', '', 'dollars'),
    text('trail', 'Trailing stop', '', '1% or 0.50'),
    choice('tif', 'Good for', TIFS, 'day'),
    choice('hours', 'Hours', HOURS, 'regular'),
  ])
}

function choice(name: FieldName, label: string, choices: readonly string[], chosen: string): TicketField {
  return { name, label, choices, input: typed(chosen) }
}

function text(name: FieldName, label: string, value: string, unit: string): TicketField {
  return { name, label, input: typed(value), unit, suggested: value !== '' }
}

function textOf(fields: readonly TicketField[], name: FieldName): string {
  const field = fields.find((one) => one.name === name)
  return field && !field.disabled ? field.input.text.trim() : ''
}

/** Says of each field whether it counts and what is wrong with it. */
export function checked(fields: readonly TicketField[]): TicketField[] {
  const type = fields.find((one) => one.name === 'type')?.input.text ?? 'limit'
  return fields.map((field) => ({ ...field, disabled: disabledFor(field.name as FieldName, type), error: errorOf(field) }))
}

function disabledFor(name: FieldName, type: string): string | null {
  if (name === 'limit' && type !== 'limit' && type !== 'stop-limit') return `not for ${type}`
  if (name === 'trigger' && type !== 'stop' && type !== 'stop-limit') return `not for ${type}`
  if ((name === 'stop' || name === 'target') && type === 'trailing-stop') return `not for ${type}`
  if (name === 'hours' && type !== 'limit') return 'limit only'
  return null
}

const NUMBERS = new Set<FieldName>(['quantity', 'limit', 'trigger', 'stop', 'target'])

function errorOf({ name, input }: TicketField): string | null {
  const value = input.text.trim()
  if (value === '') return null
  if (NUMBERS.has(name as FieldName)) return numberOf(value) === null ? `'${value}' is no number above zero` : null
  return name === 'trail' && !/^\d+(\.\d+)?%?$/.test(value) ? `'${value}' is no distance: 1% or 0.50` : null
}

function numberOf(value: string): number | null {
  const number = /^\d*\.?\d+$|^\d+\.$/.test(value) ? Number(value) : Number.NaN
  return Number.isFinite(number) && number > 0 ? number : null
}

/** Another choice of a field, round and round. */
export function turn(field: TicketField, by: 1 | -1): TicketField {
  const { choices } = field
  if (!choices) return field
  const at = choices.indexOf(field.input.text)
  return { ...field, input: typed(choices[(at + by + choices.length) % choices.length]) }
}

/** What the ticket asks for: an operation and its input, or what is missing. */
export type TicketOrder =
  | { operation: 'trade.buy' | 'trade.sell'; input: Record<string, unknown> }
  | { missing: string; field: FieldName }

/** The filled form as the input of `trade buy` or `trade sell`. */
export function orderOf(symbol: string, fields: readonly TicketField[]): TicketOrder {
  const wrong = fields.find((one) => one.error && !one.disabled)
  if (wrong) return { missing: `${wrong.label}: ${wrong.error}`, field: wrong.name as FieldName }
  const missing = required(textOf(fields, 'type')).find((name) => textOf(fields, name) === '')
  if (missing) return { missing: `${labelOf(fields, missing)} is missing`, field: missing }
  const number = (name: FieldName) => (textOf(fields, name) === '' ? undefined : Number(textOf(fields, name)))
  const side = textOf(fields, 'side')
  const given = {
    symbol,
    quantity: number('quantity'),
    limit: number('limit'),
    trigger: number('trigger'),
    stop: number('stop'),
    target: number('target'),
    trail: textOf(fields, 'trail') || undefined,
    tif: textOf(fields, 'tif'),
    market: textOf(fields, 'type') === 'market' || undefined,
    extended: textOf(fields, 'hours') === 'extended' || undefined,
    short: side === 'sell short' || undefined,
  }
  const input = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return { operation: side === 'buy' ? 'trade.buy' : 'trade.sell', input }
}

const PRICES: Record<string, readonly FieldName[]> = {
  limit: ['limit'],
  stop: ['trigger'],
  'stop-limit': ['trigger', 'limit'],
  'trailing-stop': ['trail'],
}

function required(type: string): FieldName[] {
  return ['quantity', ...(PRICES[type] ?? [])]
}

function labelOf(fields: readonly TicketField[], name: FieldName): string {
  return fields.find((one) => one.name === name)?.label ?? name
}
