import { type DayNumber, parseDate } from '../../core/time.ts'
import { newYorkMidnight } from '../../market/calendar/new-york.ts'
import { ok, type Reply } from '../reply.ts'
import type { PocketRequest, Route } from '../router.ts'
import type { Activity } from '../trading/activity.ts'
import type { Desk } from '../trading/desk.ts'
import { instant, oneOf, whole } from '../trading/orders-query.ts'
import { inconsistent } from '../trading/refusals.ts'
import { deskRoute } from './trading-route.ts'

export const activityRoutes: Route[] = [
  deskRoute('GET', '/v2/account/activities', (desk, request) => activities(desk, request, types(request.query))),
  deskRoute('GET', '/v2/account/activities/:type', (desk, request) =>
    activities(desk, request, new Set([request.params.type.toUpperCase()])),
  ),
]

const PAGE = 100

/** Rows of the account's history; a page goes on behind the row whose id is the `page_token`. */
function activities(desk: Desk, { query }: PocketRequest, wanted: Set<string> | null): Reply {
  const ascending = oneOf(query, 'direction', ['desc', 'asc']) === 'asc'
  const size = whole(query, 'page_size', PAGE, PAGE)
  const inside = span(query)
  const order = query.get('order_id')
  const matches = (row: Activity) =>
    (wanted === null || wanted.has(row.type)) && inside(row.at) && (!order || row.orderId === order)
  const { activities: rows } = desk
  const step = ascending ? 1 : -1
  const page: Record<string, unknown>[] = []
  for (let i = first(desk, query, ascending); i >= 0 && i < rows.length && page.length < size; i += step) {
    if (matches(rows[i])) page.push(rows[i].wire)
  }
  return ok(page)
}

function first(desk: Desk, query: URLSearchParams, ascending: boolean): number {
  const token = query.get('page_token')
  if (!token) return ascending ? 0 : desk.activities.length - 1
  const at = desk.activityById.get(token)
  if (at === undefined) throw inconsistent(`invalid page_token: ${token}`)
  return ascending ? at + 1 : at - 1
}

/** `category` and `activity_types` exclude each other; null = all. */
function types(query: URLSearchParams): Set<string> | null {
  const names = query
    .getAll('activity_types')
    .flatMap((text) => text.split(','))
    .map((one) => one.trim().toUpperCase())
    .filter((one) => one !== '')
  const category = query.get('category')
  if (category && names.length > 0) throw inconsistent('category and activity_types are mutually exclusive')
  if (category === 'trade_activity') return new Set(['FILL'])
  if (category === 'non_trade_activity') return new Set(['DIV', 'SPLIT', 'INT', 'FEE'])
  if (category) throw inconsistent(`invalid category: ${category}`)
  return names.length > 0 ? new Set(names) : null
}

/** `date` is one New York date; `after` and `until` are exclusive, and do not go with it. */
function span(query: URLSearchParams): (at: number) => boolean {
  const date = query.get('date')
  const after = instant(query, 'after')
  const until = instant(query, 'until')
  if (!date) return (at) => at > (after ?? Number.NEGATIVE_INFINITY) && at < (until ?? Number.POSITIVE_INFINITY)
  if (after !== null || until !== null) throw inconsistent('date cannot be combined with after and until')
  const day: DayNumber | null = parseDate(date.slice(0, 10))
  if (day === null) throw inconsistent(`invalid date: ${date}`)
  return (at) => at >= newYorkMidnight(day) && at < newYorkMidnight(day + 1)
}
