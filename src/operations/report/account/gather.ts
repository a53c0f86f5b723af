import type { DayNumber } from '../../../core/time.ts'
import { exchangeDay } from '../../../engine/orders/recorder.ts'
import type { OrderPath } from '../../../engine/orders/types.ts'
import { isSimulated } from '../../../market/feeds.ts'
import type { Context } from '../../context.ts'
import { placeOf } from '../../trade/desk/answer.ts'
import type { Desk } from '../../trade/desk/desk.ts'
import { ordersOf } from '../../trade/orders.ts'
import { heldPositions } from '../../trade/positions.ts'
import { stateAnswer } from '../../trade/state-output.ts'
import type { AccountDay, AccountReportInput } from './input.ts'
import { type JournalScan, scanJournal } from './scan.ts'

/** Which part of an account's history is told. */
export interface ReportDay {
  day: DayNumber
  lessons: readonly string[]
}

/**
 * Reads all that the report of an account says: money and positions from the broker, history from the journal. Of one day: the history of that day; what is held
 * is of now all the same.
 */
export async function gatherAccount(context: Context, desk: Desk, only: ReportDay | null = null): Promise<AccountReportInput> {
  const { path, broker, source, label } = desk
  const money = await broker.account(context.signal)
  const positions = await heldPositions(context, desk)
  const openOrders = await ordersOf(context, path, false)
  const day = only?.day ?? null
  const scan = scanJournal((await context.store()).journal, path.account, day)
  const onDay = (at: DayNumber) => day === null || at === day
  return {
    label,
    day,
    lessons: only?.lessons ?? [],
    place: placeOf(broker),
    account: path.account,
    at: broker.now(),
    source: source.name,
    simulatedMarket: isSimulated(source.name) || isSimulated(source.feed),
    money,
    trading: stateAnswer(path, context.halted()),
    diverged: path.books.diverged ?? path.opening.sentence,
    isOpen: path.books.isOpen,
    positions,
    openOrders,
    roundTrips: path.books.history.roundTrips.filter(({ exitTime }) => onDay(exchangeDay(exitTime))),
    scan,
    days: daysOf(path, scan).filter((one) => onDay(one.day)),
  }
}

/** Ascending: every exchange date on which something was filled, ended or marked. */
export function daysOf({ books }: Pick<OrderPath, 'books'>, { byDay }: Pick<JournalScan, 'byDay'>): AccountDay[] {
  const { history } = books
  const ended = Map.groupBy(history.roundTrips, ({ exitTime }) => exchangeDay(exitTime))
  const days = [...new Set([...byDay.keys(), ...ended.keys()])].sort((a, b) => a - b)
  return days.map((day) => ({
    day,
    realised: history.realisedOn(day),
    roundTrips: ended.get(day)?.length ?? 0,
    ...(byDay.get(day) ?? { fills: 0, fees: 0, equity: null }),
  }))
}
