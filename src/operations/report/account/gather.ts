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

/** Reads all that the report of an account says: money and positions from the broker, history from the journal. */
export async function gatherAccount(context: Context, desk: Desk): Promise<AccountReportInput> {
  const { path, broker, source, label } = desk
  const money = await broker.account(context.signal)
  const positions = await heldPositions(context, desk)
  const openOrders = await ordersOf(context, path, false)
  const scan = scanJournal((await context.store()).journal, path.account)
  return {
    label,
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
    roundTrips: path.books.history.roundTrips,
    scan,
    days: daysOf(path, scan),
  }
}

function daysOf({ books }: OrderPath, { byDay }: JournalScan): AccountDay[] {
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
