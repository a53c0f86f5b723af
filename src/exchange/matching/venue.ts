import type { DayNumber } from '../../core/time.ts'
import type { CorporateAction } from '../../market/actions.ts'
import { Account } from '../account/account.ts'
import { blankPurchase, type Purchase } from '../account/affordable.ts'
import type { DayTrades } from '../account/day-trading.ts'
import type { ExchangeTotals, FinerBars } from '../exchange.ts'
import type { ExchangeOptions, Listing } from '../models.ts'
import type { ExchangeEvent } from '../order.ts'
import { noTotals } from '../totals.ts'
import { Book } from './book.ts'
import type { Chance } from './execute.ts'

/** The state of one exchange, shared by the parts of the core. */
export class Venue {
  readonly options: ExchangeOptions
  readonly books: Book[]
  readonly account: Account
  readonly emit: (event: ExchangeEvent) => void
  readonly finer: FinerBars | null
  readonly totals: ExchangeTotals
  /** Orders that rest, all books. */
  restingCount = 0
  /** Positions below zero, all books. */
  shorts = 0
  nextOrder = 1
  nextExecution = 1
  /** The exchange date in progress; NaN before `beginDay`. */
  day: DayNumber = Number.NaN
  /** Splits and dividends by ex-date, and how many are done. */
  actions: CorporateAction[] = []
  actionsDone = 0
  readonly dayTrades: DayTrades = { days: [], equityAtDayStart: Number.NaN }
  /** Ids seen, where the account's rules refuse one that comes again. */
  readonly clientIds = new Set<string>()
  /** Whether an order that ended before this venue was restored had an id. */
  usedBefore: (clientOrderId: string) => boolean = () => false
  /** Orders are being walked: books are swept when it is over. */
  walking = false
  /** Orders of books that are not walked have ended too. */
  unswept = false
  /** Books with something to do in the step in progress. */
  readonly active: Book[] = []
  activeCount = 0
  /** Reused by every fill at an open. */
  readonly atOpen: Chance = { price: Number.NaN, takes: true, most: Number.POSITIVE_INFINITY, inside: false, ambiguous: false }
  /** Reused by every fill and every sizing. */
  readonly purchase: Purchase

  constructor(
    options: ExchangeOptions,
    listings: readonly Listing[],
    emit: (event: ExchangeEvent) => void,
    finer: FinerBars | null,
  ) {
    this.options = options
    this.books = listings.map((listing, index) => new Book(index, listing))
    this.account = new Account(options)
    this.emit = emit
    this.finer = finer
    this.totals = noTotals()
    this.purchase = blankPurchase(options)
  }
}
