import { type DayNumber, type Instant, iso, isoDate } from '../../core/time.ts'
import { type Measures, profitOf } from '../../engine/gap/attribute.ts'
import { inCents, sumOf, wholeCents } from '../../engine/gap/cents.ts'
import { pairOrders } from '../../engine/gap/pair.ts'
import { type RealDay, realOrders } from '../../engine/gap/real-orders.ts'
import { reasonOf } from '../../engine/gap/reason.ts'
import { type Apart, type Row, takeApart } from '../../engine/gap/report.ts'
import { type DayRun, runsOf } from '../../engine/gap/runs.ts'
import { CAUSES, type Causes, type Filled, type ModelOrder, type Pair, type RealOrder } from '../../engine/gap/types.ts'
import { listingOf } from '../../engine/listing.ts'
import { exchangeDay } from '../../engine/orders/recorder.ts'
import { clientOrderIdOf } from '../../engine/orders/request.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import type { Context } from '../context.ts'
import { OpenbellError } from '../operation.ts'
import { modeOf, plainDollars } from '../trade/desk/answer.ts'
import type { Desk } from '../trade/desk/desk.ts'
import { readDay } from '../wrap/day-journal.ts'
import { arrivalsOf } from './arrival.ts'
import { chargedFees, withFees } from './day-fees.ts'
import { type ModelDay, modelDay } from './model-day.ts'
import { nothingTraded } from './nothing.ts'
import type { GapOutput } from './output.ts'
import { agreeWithBooks, booksProfit } from './real-day.ts'

/** What is asked for. */
export interface GapWish {
  /** Exchange date; absent = the account's today. */
  day: DayNumber | undefined
  /** Beginning of a run's id; absent = all that was done on the day. */
  run: string | undefined
}

/**
 * Lives through a traded day again in the backtester, and explains by what each order differs from what really happened.
 * @throws OpenbellError no-data when nothing was traded; internal when the sums do not agree with the books and the backtest's equity
 */
export async function gapOf(context: Context, desk: Desk, { day: asked, run }: GapWish): Promise<GapOutput> {
  const { path, broker } = desk
  const store = await context.store()
  path.refresh()
  const day = asked ?? exchangeDay(broker.now())
  const { events, books } = readDay(store.journal, path.account, day)
  const all = runsOf(events)
  const runs = all.filter(({ note }) => note.id.startsWith(run ?? ''))
  const everything = realDayOrders({ events, books, runs: all })
  if (runs.length === 0 && (run !== undefined || !everything.some(({ filled }) => filled))) {
    throw nothingTraded(store.journal, path.account, day, run, all)
  }
  const models: ModelDay[] = []
  for (const one of runs) models.push(await modelDay(context, one, desk.now()))
  const sourceOf = (symbol: string) => models.find(({ marks }) => marks.has(symbol))?.source ?? desk.source
  const marks = await marksOf(context, { sourceOf, now: desk.now }, day, models, everything)
  agreeWithBooks(everything, marks, booksProfit(store.journal, path.account, day, marks))
  const ids = new Set(runs.map(({ note }) => note.id))
  const own = run === undefined ? everything : everything.filter((one) => one.run !== null && ids.has(one.run))
  const pairs = pairOrders(
    own,
    models.flatMap(({ orders }) => orders),
  )
  const arrivals = await arrivalsOf(context, sourceOf, pairs)
  const real = madeByAll(own, marks)
  const made = models.map(({ orders }) => madeByAll(orders, marks))
  const sums = { real: wholeCents(real), model: wholeCents(sumOf(made)) }
  const apart = takeApart(pairs, (pair) => measuresOf(pair, marks, arrivals), sums.real - sums.model)
  agreeInAll(apart, real - sumOf(made))
  const head = { ...modeOf(broker), account: path.account, date: isoDate(day) }
  return { ...head, ...answerOf(apart, sums, runs, made), assumed: assumed(models, events, own.length < everything.length) }
}

function realDayOrders(day: RealDay): RealOrder[] {
  return withFees(realOrders(day), chargedFees(day.events))
}

/** Closing marks of the day: the last close of a model that lived to the regular close, else the source's price there (or now, before it). */
async function marksOf(
  context: Context,
  { sourceOf, now }: { sourceOf: (symbol: string) => MarketDataSource; now: () => Instant },
  day: DayNumber,
  models: readonly ModelDay[],
  orders: readonly RealOrder[],
): Promise<Map<string, number>> {
  const marks = new Map<string, number>()
  const filled = orders.filter((one) => one.filled).map(({ symbol }) => symbol)
  for (const symbol of new Set([...models.flatMap((one) => [...one.marks.keys()]), ...filled])) {
    const close: Instant = Math.min(calendarFor(symbol).day(day).regular?.close ?? now(), now())
    const whole = models.find((one) => one.marks.has(symbol) && one.until >= close)
    marks.set(symbol, whole?.marks.get(symbol) ?? (await sourceOf(symbol).snapshot(symbol, close, context.signal)).price)
  }
  return marks
}

function measuresOf(pair: Pair, marks: ReadonlyMap<string, number>, arrivals: ReadonlyMap<Pair, number>): Measures {
  const { symbol } = (pair.real ?? pair.model)!
  return { mark: marks.get(symbol)!, arrival: arrivals.get(pair) ?? null, multiplier: listingOf(symbol).multiplier }
}

/** A twentieth of a cent: what doubles may leave of thousands of orders. */
const TOLERANCE = 0.0005

/** @throws OpenbellError internal when the parts do not come to the difference of the two days: an order was lost, or counted twice */
function agreeInAll({ exact }: Apart, difference: number): void {
  if (Math.abs(exact - difference) <= TOLERANCE) return
  throw new OpenbellError('internal', `the orders explain ${exact.toFixed(6)} of ${difference.toFixed(6)} dollars`)
}

/** What orders made on the day, positions at the closing marks, in dollars. */
function madeByAll(orders: readonly (RealOrder | ModelOrder)[], marks: ReadonlyMap<string, number>): number {
  return orders.reduce((sum, { symbol, side, filled }) => {
    const { multiplier } = listingOf(symbol)
    return filled ? sum + profitOf(side, filled, { mark: marks.get(symbol)!, arrival: null, multiplier }) : sum
  }, 0)
}

type Answer = Omit<GapOutput, 'mode' | 'broker' | 'host' | 'account' | 'date' | 'assumed'>

function answerOf(
  { rows, total, causes }: Apart,
  { real, model }: { real: number; model: number },
  runs: readonly DayRun[],
  made: readonly number[],
): Answer {
  const byRun = inCents(made, model)
  return {
    total: total / 100,
    real: real / 100,
    model: model / 100,
    causes: inDollars(causes),
    runs: runs.map((run, i) => runAnswer(run, byRun[i])),
    orders: rows.map((row) => orderAnswer(row, runs)),
  }
}

function runAnswer({ note, spans }: DayRun, cents: number): GapOutput['runs'][number] {
  const { id, strategy, params, symbols, timeframe, source, feed } = note
  const last = spans[spans.length - 1]
  return {
    ...{ run: id, strategy, params: { ...params }, symbols, timeframe, source, feed },
    startedAt: iso(spans[0].from),
    endedAt: last.to === null ? null : iso(last.to),
    starts: spans.length,
    model: cents / 100,
  }
}

function orderAnswer(row: Row, runs: readonly DayRun[]): GapOutput['orders'][number] {
  const { real, model } = row.pair
  const one = (real ?? model)!
  return {
    clientOrderId: real?.clientOrderId ?? modelName(row.pair),
    symbol: one.symbol,
    side: one.side,
    purpose: one.purpose,
    run: one.run,
    time: iso(one.at),
    state: real?.state ?? null,
    real: filledAnswer(real?.filled),
    model: filledAnswer(model?.filled),
    arrival: row.measures.arrival,
    mark: row.measures.mark,
    money: row.money / 100,
    causes: inDollars(row.causes),
    reason: reasonOf(row, runs),
  }
}

/** What the model's order would be called; legs and closing orders are named for what they end. */
function modelName({ model }: Pair): string {
  const { intentId, entry, purpose, symbol, run } = model!
  return clientOrderIdOf({ id: intentId ?? `${entry ?? `${run}-${symbol}`}-${purpose}` })
}

function filledAnswer(filled: Filled | null | undefined): GapOutput['orders'][number]['real'] {
  if (!filled) return null
  const { shares, price, fee, at } = filled
  return { shares, price: plainDollars(price), fees: plainDollars(fee), time: iso(at) }
}

function inDollars(causes: Causes): GapOutput['causes'] {
  return Object.fromEntries(CAUSES.map((cause) => [cause, causes[cause] / 100])) as GapOutput['causes']
}

function assumed(models: readonly ModelDay[], events: RealDay['events'], isPart: boolean): string[] {
  const said = models.flatMap((one) => one.assumed)
  if (chargedFees(events) !== 0) said.push('fees that the broker charged in one sum are spread over the sales by their dollars')
  if (isPart) said.push('orders that do not belong to the run are left out')
  return said
}
