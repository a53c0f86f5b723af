import { type Instant, parseDate, parseInstant } from '../../core/time.ts'
import { newYorkMidnight } from '../../market/calendar/new-york.ts'
import { readFlag } from '../query.ts'
import type { Desk } from './desk.ts'
import { type DeskOrder, wireOf } from './desk-order.ts'
import { inconsistent } from './refusals.ts'
import { ENDED, type WireOrder } from './wire-order.ts'

const LIMIT = 50
const MOST = 500

/** Orders as a list asks for them, newest first unless told otherwise. */
export function listOrders(desk: Desk, query: URLSearchParams): WireOrder[] {
  const nested = readFlag(query, 'nested')
  const wanted = readFilter(desk, query, nested)
  const limit = whole(query, 'limit', LIMIT, MOST)
  const ascending = oneOf(query, 'direction', ['desc', 'asc']) === 'asc'
  // Few orders are open, whatever the history holds.
  const orders = ['closed', 'all'].includes(query.get('status') ?? '')
    ? desk.orders
    : [...desk.open].sort((a, b) => a.number - b.number)
  const found: WireOrder[] = []
  for (let i = 0; i < orders.length && found.length < limit; i++) {
    const order = orders[ascending ? i : orders.length - 1 - i]
    if (wanted(order)) found.push(wireOf(order, nested))
  }
  return found
}

function readFilter(desk: Desk, query: URLSearchParams, nested: boolean): (order: DeskOrder) => boolean {
  const status = oneOf(query, 'status', ['open', 'closed', 'all'])
  const after = instant(query, 'after') ?? Number.NEGATIVE_INFINITY
  const until = instant(query, 'until') ?? Number.POSITIVE_INFINITY
  const symbols = list(query, 'symbols')
  const classes = list(query, 'asset_class')
  const side = query.get('side')?.toLowerCase() ?? ''
  const before = place(desk, query, 'before_order_id') ?? Number.POSITIVE_INFINITY
  const behind = place(desk, query, 'after_order_id') ?? Number.NEGATIVE_INFINITY
  if (classes !== null && !classes.has('US_EQUITY')) return () => false
  return (order) =>
    (status === 'all' || (status === 'open') !== ENDED.has(order.status)) &&
    order.submittedAt > after &&
    order.submittedAt < until &&
    order.number < before &&
    order.number > behind &&
    (symbols === null || symbols.has(order.symbol)) &&
    (side === '' || order.side === side) &&
    !(nested && isInside(order, status))
}

/** A leg is shown inside its parent, unless the parent has no place in the list. */
function isInside({ parent }: DeskOrder, status: string): boolean {
  return parent !== null && (status === 'all' || (status === 'open') !== ENDED.has(parent.status))
}

function place(desk: Desk, query: URLSearchParams, name: string): number | null {
  const id = query.get(name)
  if (!id) return null
  const order = desk.byId.get(id)
  if (!order) throw inconsistent(`invalid ${name}: ${id}`)
  return order.number
}

function list(query: URLSearchParams, name: string): Set<string> | null {
  const names = query
    .getAll(name)
    .flatMap((text) => text.split(','))
    .map((one) => one.trim().toUpperCase())
    .filter((one) => one !== '')
  return names.length > 0 ? new Set(names) : null
}

/** One of a few words, the first when none is given. */
export function oneOf<T extends string>(query: URLSearchParams, name: string, choices: readonly T[]): T {
  const text = query.get(name)
  if (!text) return choices[0]
  const found = choices.find((one) => one === text.toLowerCase())
  if (!found) throw inconsistent(`invalid ${name}: ${text}`)
  return found
}

export function whole(query: URLSearchParams, name: string, fallback: number, most: number): number {
  const text = query.get(name)
  if (!text) return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > most) throw inconsistent(`invalid ${name}: must be between 1 and ${most}`)
  return value
}

/** An RFC 3339 instant, or a date: its midnight in New York. */
export function instant(query: URLSearchParams, name: string): Instant | null {
  const text = query.get(name)
  if (!text) return null
  const day = parseDate(text)
  const at = day === null ? parseInstant(withoutNanoseconds(text)) : newYorkMidnight(day)
  if (at === null) throw inconsistent(`invalid ${name}: ${text}`)
  return Math.round((at + belowMillisecond(text)) * 1000) / 1000
}

/** Only milliseconds can be parsed; the digits below them are added to the number. */
function withoutNanoseconds(text: string): string {
  return text.replace(/(\.\d{3})\d+/, '$1')
}

function belowMillisecond(text: string): number {
  const digits = /\.\d{3}(\d+)/.exec(text)?.[1]
  return digits ? Number(`0.${digits}`) : 0
}
