import { type DayNumber, iso, isoDate } from '../../core/time.ts'
import type { JournalEvent } from '../../engine/orders/journal.ts'
import { exchangeDay } from '../../engine/orders/recorder.ts'
import type { OwnOrder } from '../../engine/orders/types.ts'
import type { DataQuality } from '../../engine/stream/types.ts'
import { calendarOf } from '../../market/calendar/calendar.ts'
import { newYorkMidnight } from '../../market/calendar/new-york.ts'
import { hasEnded } from '../../market/orders.ts'
import type { LoggedAlert } from '../../ports/alerts.ts'
import type { Context } from '../context.ts'
import { modeOf, plainDollars } from '../trade/desk/answer.ts'
import type { Desk } from '../trade/desk/desk.ts'
import { type DayJournal, readDay } from './day-journal.ts'
import { denialsOf } from './denials.ts'
import { lessonsOf } from './lessons.ts'
import { type DataFaults, type WrapOutput, wrapOutput } from './output.ts'
import { bySymbolOf, roundTripsOf } from './trips.ts'

/** What is summed up. */
export interface WrapWish {
  /** Exchange date; absent = the account's today. */
  day?: DayNumber
  /** How the data of each symbol stands at the end, and how often some was stale; null = no session ran, and what an earlier one told stands. */
  qualities: Iterable<DataQuality> | null
  stale: number
  /** Writes the account's report of that day too. */
  report: boolean
}

/** More alerts of a day are not counted. */
const MOST_ALERTS = 100_000

/**
 * Sums up one day of an account and keeps it: what the journal, the log of alerts and the session know. Any day can be summed up at any time; what was told
 * late is in it then.
 */
export async function keepWrap(context: Context, desk: Desk, wish: WrapWish): Promise<WrapOutput> {
  const { path, broker } = desk
  const store = await context.store()
  path.refresh()
  const day = wish.day ?? exchangeDay(broker.now())
  const date = isoDate(day)
  const data = wish.qualities ? faultsOf(wish.qualities, wish.stale) : earlierData(store.wraps.get(path.account, date)?.body)
  const journal = readDay(store.journal, path.account, day)
  const alerts = store.alertLog.list(MOST_ALERTS, {
    ...{ account: path.account, from: newYorkMidnight(day), to: newYorkMidnight(day + 1) },
  })
  const madeAt = context.clock.now()
  const head = { ...modeOf(broker), account: path.account, date, madeAt: iso(madeAt) }
  const others = store.journal.accounts().filter((one) => one !== path.account && store.wraps.get(one, date) !== null)
  const wrap: WrapOutput = { ...head, ...bodyOf(journal, day, alerts, data), others, report: null }
  if (wish.report && !context.dryRun) {
    const { reportDesk } = await import('../report/account/report.ts')
    const lessons = [wrapSentence(wrap), ...wrap.lessons.map(({ text }) => text)]
    wrap.report = (await reportDesk(context, desk, undefined, { day, lessons })).file
  }
  if (!context.dryRun) store.wraps.put({ account: path.account, date, at: madeAt, body: wrap })
  return wrap
}

/** What was wrong with the data of a session. */
function faultsOf(qualities: Iterable<DataQuality>, stale: number): DataFaults {
  const faults: DataFaults = { symbols: 0, stale, gaps: 0, repaired: 0, restarts: 0, duplicates: 0, outOfOrder: 0 }
  for (const { gaps, repaired, restarts, duplicates, outOfOrder } of qualities) {
    faults.symbols++
    faults.gaps += gaps
    faults.repaired += repaired
    faults.restarts += restarts
    faults.duplicates += duplicates
    faults.outOfOrder += outOfOrder
  }
  return faults
}

/** What the day's session told of its data, when it was summed up then. */
function earlierData(body: unknown): DataFaults | null {
  const read = wrapOutput.safeParse(body)
  return read.success ? read.data.data : null
}

function bodyOf(journal: DayJournal, day: DayNumber, alerts: readonly LoggedAlert[], data: DataFaults | null) {
  const { books, events, marks } = journal
  const { regular, halfDay } = calendarOf('us').day(day)
  const trips = books.history.roundTrips.filter(({ exitTime }) => exchangeDay(exitTime) === day)
  const denials = denialsOf(events)
  const held = [...books.positions.values()].map(({ symbol, shares, averagePrice }) => ({
    symbol,
    shares,
    averagePrice: plainDollars(averagePrice),
  }))
  return {
    session: regular && { opensAt: iso(regular.open), closesAt: iso(regular.close), halfDay },
    equity: equityOf(marks),
    roundTrips: roundTripsOf(trips),
    bySymbol: bySymbolOf(trips),
    orders: ordersOf([...books.orders.values()], day, denials.shrunk),
    fills: fillsOf(events),
    denials: denials.byRule,
    alerts: alertsOf(alerts),
    data,
    flat: held.length === 0,
    held,
    stopped: stoppedOf(events),
    lessons: lessonsOf({ trips, open: regular?.open ?? null, denials: denials.byRule, data }),
  }
}

function equityOf({ start, end }: DayJournal['marks']): WrapOutput['equity'] {
  return { start, end, change: start !== null && end !== null && start > 0 ? end / start - 1 : null }
}

function ordersOf(orders: readonly OwnOrder[], day: DayNumber, shrunk: number): WrapOutput['orders'] {
  const own = orders.filter(({ intendedAt, foreign }) => !foreign && exchangeDay(intendedAt) === day)
  const counted = (state: OwnOrder['state']) => own.filter((one) => one.state === state).length
  const denied = counted('denied')
  return {
    made: own.length - denied,
    filled: counted('filled'),
    canceled: counted('canceled'),
    expired: counted('expired'),
    rejected: counted('rejected'),
    denied,
    shrunk,
    open: own.filter((one) => !hasEnded(one)).length,
    unknown: counted('unknown'),
  }
}

function fillsOf(events: readonly JournalEvent[]): WrapOutput['fills'] {
  const fees = events.flatMap(({ body }) => (body.kind === 'filled' ? [body.fill.fee] : []))
  return { count: fees.length, fees: plainDollars(fees.reduce((sum, fee) => sum + fee, 0)) }
}

function alertsOf(alerts: readonly LoggedAlert[]): WrapOutput['alerts'] {
  const has = (one: LoggedAlert, ...outcomes: string[]) => one.outcomes.some(({ outcome }) => outcomes.includes(outcome))
  const byRule = [...Map.groupBy(alerts, ({ rule }) => rule.name)].map(([name, own]) => ({ name, count: own.length }))
  return {
    count: alerts.length,
    failed: alerts.filter((one) => has(one, 'failed')).length,
    heldBack: alerts.filter((one) => has(one, 'limited', 'quiet')).length,
    byRule: byRule.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
  }
}

function stoppedOf(events: readonly JournalEvent[]): string[] {
  return events.flatMap(({ at, body }) => {
    const clock = iso(at).slice(11, 16)
    if (body.kind === 'state') return [`${clock} UTC trading ${body.state} by ${body.by}: ${body.reason}`]
    return body.kind === 'diverged' ? [`${clock} UTC ${body.sentence}`] : []
  })
}

/** The day in one sentence. */
export function wrapSentence({ date, roundTrips, fills, denials, flat, held, equity }: WrapOutput): string {
  const { count, won, profit } = roundTrips
  const denied = denials.reduce((sum, one) => sum + one.denied, 0)
  const parts = [
    `${count} round trip${count === 1 ? '' : 's'}${count === 0 ? '' : ` (${won} won), ${signed(profit)} dollars after fees`}`,
    `fees ${fills.fees.toFixed(2)}`,
    ...(denied > 0 ? [`${denied} denied`] : []),
    flat ? 'flat' : `holds ${held.map(({ symbol, shares }) => `${shares} ${symbol}`).join(', ')}`,
    ...(equity.end === null ? [] : [`equity ${equity.end.toFixed(2)}`]),
  ]
  return `${date}: ${parts.join(', ')}`
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : ''}${value.toFixed(2)}`
}
