import { z } from 'zod'
import { throwIfAborted } from '../../../core/errors.ts'
import { DAY, type Instant, parseDate } from '../../../core/time.ts'
import { newYorkMidnight } from '../../../market/calendar/new-york.ts'
import type { BrokerActivity } from '../../../ports/broker.ts'
import { field } from '../decode.ts'
import { endless } from '../pages.ts'
import { unusable } from './account.ts'
import { sideOf } from './order.ts'
import type { OrderReader } from './orders.ts'
import { amount, perhaps, perhapsText, stamp, text } from './wire.ts'

/** The vendor's largest page. */
const PAGE = 100
/** What is dated by the day (dividends, fees) may be booked days later; so far back is looked for what was booked since. */
const BOOKED_LATE = 7 * DAY

/** Everything at or after an instant, oldest first. A fill that cannot be read is an error: one left out would never be missed. */
export async function readActivities(reader: OrderReader, after: Instant, signal: AbortSignal): Promise<BrokerActivity[]> {
  const found = new Map<string, BrokerActivity>()
  const take = (row: unknown) => {
    const activity = decodeActivity(row)
    if (activity) found.set(activity.id, activity)
    else if (field(row, 'activity_type') === 'FILL') throw unusable('the activities', 'fill')
    else reader.log.warn('alpaca.activity.unreadable', { row: JSON.stringify(row)?.slice(0, 300) })
  }
  await readPages(reader, 'trade_activity', Math.floor(after) - 1, take, signal)
  await readPages(reader, 'non_trade_activity', Math.floor(after) - BOOKED_LATE, take, signal)
  return [...found.values()].filter((activity) => activity.at >= after).sort((a, b) => a.at - b.at)
}

async function readPages(
  { host }: OrderReader,
  category: 'trade_activity' | 'non_trade_activity',
  after: Instant,
  take: (row: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  let pageToken: string | undefined
  for (;;) {
    throwIfAborted(signal)
    const request = { category, after: new Date(after), direction: 'asc', pageSize: PAGE, pageToken } as const
    const answer = await host.get('the activities', (init) => host.apis.activities.getAccountActivitiesRaw(request, init), signal)
    if (!Array.isArray(answer)) throw unusable('the activities', 'list')
    for (const row of answer) take(row)
    if (answer.length < PAGE) return
    const next = idOf(answer.at(-1))
    if (next === undefined || next === pageToken) throw endless('activities')
    pageToken = next
  }
}

function idOf(row: unknown): string | undefined {
  return z.object({ id: text }).safeParse(row).data?.id
}

const activitySchema = z.object({
  id: text,
  activity_type: text,
  symbol: perhapsText,
  qty: perhaps,
  date: perhapsText,
  created_at: stamp,
  transaction_time: stamp,
  net_amount: perhaps,
  status: perhapsText,
  description: perhapsText,
})

const fillSchema = z.object({
  id: text,
  order_id: text,
  symbol: text,
  side: text,
  price: amount,
  qty: amount,
  cum_qty: perhaps,
  transaction_time: stamp.refine((at) => at !== null),
})

/** What an activity tells; null for a record that tells of nothing we could book. */
export function decodeActivity(raw: unknown): BrokerActivity | null {
  const parsed = activitySchema.safeParse(raw)
  if (!parsed.success) return null
  return parsed.data.activity_type === 'FILL' ? decodeFill(raw) : decodeBooking(parsed.data)
}

/**
 * The id of the activity and the id that the stream gives the same execution are not known to be one: the place among the fills of its order
 * (`cum_qty`) tells which it is, and the id stands in only where that is missing.
 */
function decodeFill(raw: unknown): BrokerActivity | null {
  const row = fillSchema.safeParse(raw).data
  const side = row && sideOf(row.side)
  if (!row || !side) return null
  const at = row.transaction_time!
  const cumulative = row.cum_qty
  const fill = {
    executionId: cumulative === null ? row.id : null,
    orderId: row.order_id,
    clientOrderId: null,
    symbol: row.symbol,
    side,
    shares: Math.abs(row.qty),
    price: row.price,
    cumulative,
    fee: 0,
    at,
  }
  return { kind: 'fill', id: row.id, at, fill }
}

type Booking = z.output<typeof activitySchema>

function decodeBooking(row: Booking): BrokerActivity | null {
  const at = timeOf(row)
  // What was taken back never came about.
  if (at === null || row.status === 'canceled') return null
  const { id, symbol } = row
  const total = row.net_amount ?? 0
  if (symbol !== null && row.qty !== null && row.qty !== 0 && MOVES_SHARES.test(row.activity_type)) {
    const what = SPLITS.test(row.activity_type) ? 'split' : 'other'
    return { kind: 'shares', id, at, what, symbol, shares: row.qty, amount: total }
  }
  return { kind: 'cash', id, at, what: kindOf(row), symbol, amount: total }
}

/** When it was booked, where that is said; else the beginning of its day in New York. */
function timeOf({ created_at, transaction_time, date }: Booking): Instant | null {
  const stamped = transaction_time ?? created_at
  if (stamped !== null) return stamped
  const day = date === null ? null : parseDate(date.slice(0, 10))
  return day === null ? null : newYorkMidnight(day)
}

/** Splits, mergers, spin-offs, name changes, transfers and journals of shares, assignments. */
const MOVES_SHARES = /^(SPLIT|SSP|SSO|SPIN|MA|NC|REORG|SC|ACATS|JNLS|OP|STK)/
const SPLITS = /^(SPLIT|SSP)/

type CashKind = Extract<BrokerActivity, { kind: 'cash' }>['what']

/** First match counts; the vendor's list of types is longer than anybody's and grows. */
const CASH_KINDS: [RegExp, CashKind][] = [
  [/^(FEE|CFEE|PTC|DIVFEE)/, 'fee'],
  [/^(DIV|CGD)/, 'dividend'],
  [/^INT/, 'interest'],
  [/^(CSD|CSW|TRANS|JNL|JNLC|ACATC)/, 'transfer'],
]

function kindOf({ activity_type, description }: Booking): CashKind {
  if (/borrow|locate/i.test(description ?? '')) return 'borrow'
  return CASH_KINDS.find(([pattern]) => pattern.test(activity_type))?.[1] ?? 'other'
}
