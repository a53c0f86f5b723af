import { type Instant, MINUTE } from '../../core/time.ts'
import { hasEnded } from '../../market/orders.ts'
import type { Broker, BrokerActivity, BrokerFill, BrokerOrder } from '../../ports/broker.ts'
import { fillKeys } from './journal.ts'
import type { Line, Recorder } from './recorder.ts'
import type { OwnOrder } from './types.ts'

/** Activities are asked for from so long before the newest one we know: brokers may date or tell one late. */
export const OVERLAP = 5 * MINUTE

/** What the broker holds, read at one moment: nothing changed the account while it was read, unless `settled` says so. */
export interface BrokerState {
  activities: BrokerActivity[]
  orders: BrokerOrder[]
  positions: Awaited<ReturnType<Broker['positions']>>
  account: Awaited<ReturnType<Broker['account']>>
  /** False when something kept changing: the reading may be of several moments. */
  settled: boolean
}

const MOST_READINGS = 4

/**
 * Reads activities, open orders, positions and account, then the activities again: when a new one came in between, all is read again. So
 * fills and positions are of one moment.
 */
export async function readBroker(broker: Broker, since: Instant, signal: AbortSignal): Promise<BrokerState> {
  let activities = await broker.activities(since, signal)
  for (let reading = 1; ; reading++) {
    const [orders, positions, account] = await Promise.all([
      broker.orders({ status: 'open' }, signal),
      broker.positions(signal),
      broker.account(signal),
    ])
    const again = await broker.activities(since, signal)
    const settled = again.length === activities.length && again.every(({ id }, i) => id === activities[i].id)
    activities = again
    if (settled || reading === MOST_READINGS) return { activities, orders, positions, account, settled }
  }
}

/** From when activities must be asked for: a little before the newest we know, never before the books began. */
export function activitiesSince(recorder: Recorder): Instant {
  const [newest] = recorder.newest(['filled', 'activity', 'opened'], 1)
  const { at: began } = openingOf(recorder)
  return newest === undefined ? began : Math.max(began, newest.at - OVERLAP)
}

/**
 * From when what the broker tells may be new to the books, and what of it was in them when they began. Identity decides, not time: clocks of
 * broker and books differ, and a stamp a little before the opening may be of a fill after it.
 */
function openingOf(recorder: Recorder): { at: Instant; known: ReadonlySet<string> } {
  const opened = recorder.newest(['opened'], 1)[0]
  if (opened?.body.kind !== 'opened') return { at: recorder.now(), known: new Set() }
  return { at: opened.at - OVERLAP, known: new Set(opened.body.known) }
}

/** From when on the broker's activities belong to the books. */
export function booksBegan(recorder: Recorder): Instant {
  return openingOf(recorder).at
}

/** Writes what the broker tells of fills, fees, dividends and splits since the books began; answers how many were new. */
export function takeActivities(recorder: Recorder, activities: readonly BrokerActivity[]): number {
  return recorder.critical(() => {
    const { at, known } = openingOf(recorder)
    // However they were told, they are taken in the order in which they happened.
    const lines = activities.map((one) => lineOf(recorder, one)).sort((a, b) => a.at! - b.at!)
    const later = lines.filter((line) => line.at! >= at && !line.keys!.some((key) => known.has(key)))
    return recorder.write(...later)
  })
}

/** The same of one execution that the broker told by itself. */
export function takeFill(recorder: Recorder, fill: BrokerFill): number {
  return takeActivities(recorder, [{ kind: 'fill', id: '', at: fill.at, fill }])
}

function lineOf(recorder: Recorder, activity: BrokerActivity): Line {
  const keys = keysOf(activity)
  if (activity.kind !== 'fill') return { clientOrderId: null, at: activity.at, keys, body: { kind: 'activity', activity } }
  const { fill } = activity
  const clientOrderId = fill.clientOrderId ?? recorder.books.byBrokerId.get(fill.orderId) ?? null
  return { clientOrderId, at: fill.at, keys, body: { kind: 'filled', fill } }
}

/** What an activity is, for ever. */
export function keysOf(activity: BrokerActivity): string[] {
  return activity.kind === 'fill' ? fillKeys(activity.fill) : [`activity:${activity.id}`]
}

/** Writes what the broker says of orders (and their legs) where it is news. */
export function takeOrders(recorder: Recorder, orders: readonly BrokerOrder[]): number {
  return recorder.critical(() => {
    const told = orders.filter((order) => isNews(recorder, order))
    return recorder.write(
      ...told.map(
        (order): Line => ({
          clientOrderId: order.clientOrderId,
          at: order.updatedAt ?? order.submittedAt,
          body: { kind: 'told', order },
        }),
      ),
    )
  })
}

/** Those of our orders at the broker that its list of open orders (legs inside their entries) does not have: they must have ended. */
export function unlisted(own: readonly OwnOrder[], open: readonly BrokerOrder[]): OwnOrder[] {
  const listed = new Set(open.flatMap((order) => [order.id, ...order.legs.map(({ id }) => id)]))
  return own.filter(({ brokerId }) => brokerId !== null && !listed.has(brokerId))
}

/** True when an order, or one of its legs, is not as the books have it. */
function isNews(recorder: Recorder, order: BrokerOrder): boolean {
  const known = recorder.books.byBrokerId.get(order.id) ?? order.clientOrderId
  const own = recorder.books.orders.get(known)
  return own === undefined || differs(own, order) || order.legs.some((leg) => isNews(recorder, leg) || isOrphan(recorder, leg))
}

/** A leg that the books know without its entry: streams and flat lists do not say whose it is. */
function isOrphan({ books }: Recorder, leg: BrokerOrder): boolean {
  return books.orders.get(books.byBrokerId.get(leg.id) ?? leg.clientOrderId)?.parent === null
}

function differs(own: OwnOrder, order: BrokerOrder): boolean {
  if (own.brokerId !== order.id) return true
  if (hasEnded(own)) return own.state !== order.state && own.status !== order.status
  return (
    own.status !== order.status ||
    own.state !== order.state ||
    own.limit !== order.limit ||
    own.stop !== order.stop ||
    (order.shares !== null && own.shares !== order.shares)
  )
}
