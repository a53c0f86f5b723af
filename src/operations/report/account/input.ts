import type { DayNumber, Instant } from '../../../core/time.ts'
import type { LiveRoundTrip } from '../../../engine/orders/books.ts'
import type { Account } from '../../../ports/broker.ts'
import type { PositionOutput } from '../../trade/positions.ts'
import type { OrderOutput } from '../../trade/ticket/order-output.ts'
import type { JournalScan } from './scan.ts'

/** What the report of an account is made of. Dollars; shares signed on positions. */
export interface AccountReportInput {
  label: 'SIMULATED' | 'PAPER' | 'LIVE'
  /** Only what happened on this exchange date; null = all there is. */
  day: DayNumber | null
  /** Facts of that day worth a note. */
  lessons: readonly string[]
  /** Where the account is, for a sentence: `alpaca`, `a local exchange (127.0.0.1:8787)`. */
  place: string
  /** Its name in the journal. */
  account: string
  /** Now, by the broker's clock. */
  at: Instant
  /** Where prices come from, and whether that market is made up. */
  source: string
  simulatedMarket: boolean
  money: Account
  /** What may be sent, and who said so. */
  trading: { state: string; by: string | null; reason: string | null; since: string | null; haltFile: boolean }
  /** In what books and broker disagree; null = they agree. */
  diverged: string | null
  /** False while nothing was done on the account: then the broker alone knows it. */
  isOpen: boolean
  positions: PositionOutput[]
  openOrders: OrderOutput[]
  /** In the order in which they ended. */
  roundTrips: readonly LiveRoundTrip[]
  scan: JournalScan
  /** Ascending; every exchange date on which something was filled, ended or marked. */
  days: AccountDay[]
}

/** One exchange date of an account. */
export interface AccountDay {
  day: DayNumber
  /** Won and lost by what was closed, fees included. */
  realised: number
  roundTrips: number
  fills: number
  fees: number
  /** Last mark; null when nothing was marked. */
  equity: number | null
}
