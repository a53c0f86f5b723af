import { throwIfAborted } from '../../core/errors.ts'
import { MINUTE } from '../../core/time.ts'
import { createPrints, createQuotes, labelCode, type Prints, type Quotes } from '../../market/prints.ts'
import type { TapeQuery } from '../../ports/market-data.ts'
import { SIMULATED } from './bars.ts'
import { indexRange, nothing } from './history.ts'
import type { Profile } from './listing.ts'
import type { SimulatedMarket } from './market.ts'
import type { DayMinutes } from './minutes.ts'
import { type MinuteQuotes, minuteQuotes } from './quotes.ts'
import type { MinutePrints } from './tape.ts'
import { UNITS } from './tick.ts'

/** Where all simulated prints are made; a name no exchange has. */
const VENUE = 'SIM'

/** A minute's tape and the rows `[from, to)` of it that a query wants. */
interface Piece<T> {
  rows: T
  day: DayMinutes
  row: number
  from: number
  to: number
}

/** Prints of a query that had happened by `asOf`. */
export function printsHistory(market: SimulatedMarket, query: TapeQuery, signal: AbortSignal): Prints {
  const profile = market.profile(query.symbol)
  const pieces = piecesOf(market, profile, query, signal, (day, row) => printsOf(market, profile, day, row))
  const length = total(pieces)
  if (length === 0) throw nothing(query, 'prints')
  const prints = createPrints({ symbol: profile.symbol, source: SIMULATED, feed: SIMULATED }, length)
  prints.exchange.codes.fill(labelCode(prints.exchange, VENUE))
  for (const piece of pieces) {
    for (let i = piece.from; i < piece.to; i++) {
      const at = prints.length++
      prints.time[at] = piece.rows.time[i]
      prints.price[at] = piece.rows.price[i] / UNITS
      prints.size[at] = piece.rows.size[i]
      prints.conditions.codes[at] = labelCode(prints.conditions, condition(profile, piece, i))
    }
  }
  return prints
}

/**
 * The tapes' sale conditions: O opening print, 6 closing print, T extended hours, I odd lot. By the rules of the tapes an odd lot sets no price, and the
 * bars of this market are made of all its prints: so none that sets open, high, low or close of its minute is marked as one.
 */
function condition(profile: Profile, piece: Piece<MinutePrints>, i: number): string {
  const { day, row, rows } = piece
  if (row < day.regularFrom || row >= day.regularTo) return 'T'
  if (row === day.regularFrom && i === 0) return 'O'
  if (row === day.regularTo - 1 && i === rows.length - 1) return '6'
  const setsPrice = i === 0 || i === rows.length - 1 || rows.price[i] === day.high[row] || rows.price[i] === day.low[row]
  return profile.kind !== 'future' && rows.size[i] < 100 && !setsPrice ? 'I' : ''
}

/** Quotes of a query that stood by `asOf`. */
export function quotesHistory(market: SimulatedMarket, query: TapeQuery, signal: AbortSignal): Quotes {
  const profile = market.profile(query.symbol)
  const pieces = piecesOf(market, profile, query, signal, (day, row) => quotesOf(market, profile, day, row))
  const length = total(pieces)
  if (length === 0) throw nothing(query, 'quotes')
  const quotes = createQuotes({ symbol: profile.symbol, source: SIMULATED, feed: SIMULATED }, length)
  quotes.bidExchange.codes.fill(labelCode(quotes.bidExchange, VENUE))
  quotes.askExchange.codes.fill(labelCode(quotes.askExchange, VENUE))
  for (const { rows, from, to } of pieces) {
    for (let i = from; i < to; i++) {
      const at = quotes.length++
      quotes.time[at] = rows.time[i]
      quotes.bidPrice[at] = rows.bid[i] / UNITS
      quotes.bidSize[at] = rows.bidSize[i]
      quotes.askPrice[at] = rows.ask[i] / UNITS
      quotes.askSize[at] = rows.askSize[i]
    }
  }
  return quotes
}

/** Prints of one minute bar. */
export function printsOf(market: SimulatedMarket, profile: Profile, day: DayMinutes, row: number): MinutePrints {
  return market.prints(profile, day, row)
}

/** Quotes of one minute bar, drawn around its prints. */
export function quotesOf(market: SimulatedMarket, profile: Profile, day: DayMinutes, row: number): MinuteQuotes {
  const regular = market.schedule(profile).session(day.index).regular!
  const place = { sinceOpen: (day.time[row] - regular.open) / MINUTE, untilClose: (regular.close - day.time[row]) / MINUTE }
  return minuteQuotes(market.daily(profile, day.index).key, profile, day, row, printsOf(market, profile, day, row), place)
}

function total(pieces: Piece<unknown>[]): number {
  return pieces.reduce((sum, piece) => sum + piece.to - piece.from, 0)
}

/** Minutes of the query from the newest back, no more than its limit needs; returned ascending, the oldest cut to the limit. */
function piecesOf<T extends { length: number; time: Float64Array }>(
  market: SimulatedMarket,
  profile: Profile,
  query: TapeQuery,
  signal: AbortSignal,
  draw: (day: DayMinutes, row: number) => T,
): Piece<T>[] {
  const limit = query.limit ?? Number.POSITIVE_INFINITY
  const range = indexRange(market, profile, query)
  const pieces: Piece<T>[] = []
  let left = limit
  for (let index = range.last; index >= range.first && left > 0; index--) {
    throwIfAborted(signal)
    const day = market.minutes(profile, index)
    for (let row = day.length - 1; row >= 0 && left > 0; row--) {
      if (day.time[row] >= query.to || day.time[row] > query.asOf || day.time[row] + MINUTE <= query.from) continue
      const rows = draw(day, row)
      const to = countWhile(rows, (time) => time < query.to && time <= query.asOf)
      const from = Math.max(
        countWhile(rows, (time) => time < query.from),
        to - left,
      )
      if (from >= to) continue
      pieces.push({ rows, day, row, from, to })
      left -= to - from
    }
  }
  return pieces.reverse()
}

/** Number of leading rows whose time passes a test that only the first ones pass. */
export function countWhile(rows: { length: number; time: Float64Array }, passes: (time: number) => boolean): number {
  let count = 0
  while (count < rows.length && passes(rows.time[count])) count++
  return count
}
