import { type DayNumber, isoDate } from '../../../core/time.ts'
import type { OrderPath } from '../../../engine/orders/types.ts'
import { calendarOf } from '../../../market/calendar/calendar.ts'
import type { JournalRepository } from '../../../ports/journal.ts'
import { plainDollars } from '../../trade/desk/answer.ts'
import { roundTripsOf } from '../../wrap/trips.ts'
import { daysOf } from './gather.ts'
import { growthOf } from './growth.ts'
import { type JournalScan, scanJournal } from './scan.ts'
import { movedBy } from './transfers.ts'

/** What an account has come to since its books began, by its journal. Dollars; returns are fractions. */
export type AccountPast = ReturnType<typeof pastOf>

/** Some brokers book fees by themselves, and not with the fill that they are of. */
const FEES_APART = 'fees that the broker booked apart from fills are in fees and realised, and in no round trip'

/** Reads the whole journal of an account once. */
export function pastOf({ books, account }: Pick<OrderPath, 'books' | 'account'>, journal: JournalRepository) {
  const scan = scanJournal(journal, account)
  const apart = -(scan.activities.find(({ what }) => what === 'fee')?.amount ?? 0)
  const trips = roundTripsOf(books.history.roundTrips)
  const days = [...new Set(scan.marks.map(({ day }) => day))]
  const { unknown, ...growth } = growthOf(scan.marks, scan.transfers)
  const noTrips = { figure: 'winRate' as const, reason: 'no round trip has ended' }
  return {
    ...periodOf(scan, days),
    ...growth,
    ...{ roundTrips: trips.count, won: trips.won, lost: trips.lost, winRate: trips.winRate },
    ...{ meanWin: trips.meanWin, meanLoss: trips.meanLoss, best: trips.best, worst: trips.worst },
    realised: plainDollars(daysOf({ books }, scan).reduce((sum, { realised }) => sum + realised, -apart)),
    fees: plainDollars(scan.fills.fees + apart),
    unknown: trips.count === 0 ? [...unknown, noTrips] : unknown,
    notes: [...notesOf(days), ...(apart === 0 ? [] : [`${FEES_APART}: $${apart.toFixed(2)}`])],
  }
}

function periodOf({ marks, transfers }: JournalScan, days: readonly DayNumber[]) {
  const [first, last] = [marks[0], marks[marks.length - 1]]
  return {
    from: first ? isoDate(first.day) : null,
    to: last ? isoDate(last.day) : null,
    days: days.length,
    firstEquity: first?.equity ?? null,
    lastEquity: last?.equity ?? null,
    transferred: plainDollars(movedBy(marks, transfers).reduce((sum, amount) => sum + amount, 0)),
  }
}

/** A day without a mark has no return of its own: the next one holds both, and a Sharpe ratio of such returns is not quite one of days. */
function notesOf(days: readonly DayNumber[]): string[] {
  const marked = new Set(days)
  const calendar = calendarOf('us')
  let [sessions, missed] = [0, 0]
  for (let day = days[0]; day < days[days.length - 1]; day = calendar.next(day)) {
    sessions++
    if (!marked.has(day)) missed++
  }
  if (missed === 0) return []
  return [`${missed} of ${sessions} sessions in between have no mark of equity: the return after them is over several days`]
}
