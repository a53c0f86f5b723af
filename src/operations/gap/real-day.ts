import { OpenbellError } from '../../core/errors.ts'
import type { DayNumber } from '../../core/time.ts'
import { profitOf } from '../../engine/gap/attribute.ts'
import type { RealOrder } from '../../engine/gap/types.ts'
import { listingOf } from '../../engine/listing.ts'
import { createBooks } from '../../engine/orders/books/create.ts'
import type { Books } from '../../engine/orders/books.ts'
import type { JournalEvent } from '../../engine/orders/journal.ts'
import { eventOf, exchangeDay } from '../../engine/orders/recorder.ts'
import type { JournalRepository } from '../../ports/journal.ts'

const PAGE = 10_000
const TOLERANCE = 0.005

/**
 * What the books themselves made by the fills and fees of a day, positions at these marks, in dollars: folded line by line, without looking at orders.
 */
export function booksProfit(
  journal: JournalRepository,
  account: string,
  day: DayNumber,
  marks: ReadonlyMap<string, number>,
): number {
  const books = createBooks(exchangeDay)
  let profit = 0
  for (let seq = 0; ; ) {
    const entries = journal.read(account, seq, PAGE)
    for (const event of entries.map(eventOf)) {
      const symbol = symbolOf(event)
      const before = symbol === undefined ? 0 : worth(books, symbol, marks)
      books.take(event)
      if (symbol !== undefined && exchangeDay(event.at) === day) profit += worth(books, symbol, marks) - before
    }
    if (entries.length < PAGE) return profit
    seq = entries[entries.length - 1].seq
  }
}

/** Cash, and what is held of the symbol at its mark. */
function worth(books: Books, symbol: string | null, marks: ReadonlyMap<string, number>): number {
  return symbol === null
    ? books.cash
    : books.cash + books.shares(symbol) * (marks.get(symbol) ?? 0) * listingOf(symbol).multiplier
}

/** Symbol of a fill; null for a fee; undefined for what is neither. */
function symbolOf({ body }: JournalEvent): string | null | undefined {
  if (body.kind === 'filled') return body.fill.symbol
  const isFee = body.kind === 'activity' && body.activity.kind === 'cash' && body.activity.what === 'fee'
  return isFee ? null : undefined
}

/** @throws OpenbellError internal when the orders do not come to what the books made */
export function agreeWithBooks(orders: readonly RealOrder[], marks: ReadonlyMap<string, number>, books: number): void {
  const sum = orders.reduce((total, { symbol, side, filled }) => {
    const { multiplier } = listingOf(symbol)
    return filled ? total + profitOf(side, filled, { mark: marks.get(symbol)!, multiplier, arrival: null }) : total
  }, 0)
  if (Math.abs(sum - books) <= TOLERANCE) return
  const message = `the day's orders come to ${sum.toFixed(6)}, the books to ${books.toFixed(6)} (difference ${(sum - books).toFixed(6)})`
  throw new OpenbellError('internal', message)
}
