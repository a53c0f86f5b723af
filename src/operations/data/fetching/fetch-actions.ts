import { asOpenbellError, type ErrorKind } from '../../../core/errors.ts'
import { DAY, type DayNumber } from '../../../core/time.ts'
import { calendarFor } from '../../../market/calendar/calendar.ts'
import type { MarketDataSource } from '../../../ports/market-data.ts'
import type { FetchedKey, Store } from '../../../ports/store.ts'
import type { Context } from '../../context.ts'
import type { FetchRequest } from './wanted.ts'

/** What the source has none of, or will never have, is not worth a warning. */
const NOTHING: ReadonlySet<ErrorKind> = new Set(['no-data', 'not-found', 'usage'])

/**
 * Splits and dividends of the range, so that raw prices can be read across them: asked for whenever no answer covers it, so that what failed
 * once is fetched by the next run. Returns the requests made; bars are worth keeping without.
 */
export async function fetchActions(
  context: Context,
  store: Store,
  source: MarketDataSource,
  request: FetchRequest,
): Promise<number> {
  const { symbol } = request
  const key: FetchedKey = { symbol, timeframe: 'actions', source: source.name }
  const today = calendarFor(symbol).dateOf(request.asOf)
  const missing = missingDays(store.fetched.list(key), request.first, Math.min(request.last, today))
  if (!missing) return 0
  try {
    const actions = await source.history({ kind: 'actions', symbol, ...missing }, context.signal)
    store.actions.append(actions.map((action) => ({ ...action, source: source.name })))
    noteAnswered(store, key, missing, today)
  } catch (thrown) {
    const error = asOpenbellError(thrown)
    if (error.kind === 'canceled' || error.kind === 'internal') throw error
    if (error.kind === 'no-data') noteAnswered(store, key, missing, today)
    if (!NOTHING.has(error.kind)) {
      context.progress.warn(`${symbol}: splits and dividends were not fetched: ${error.message}; the next fetch asks again`)
    }
  }
  return 1
}

interface Days {
  from: DayNumber
  to: DayNumber
}

/**
 * The days to ask for, both included; null when all are answered. A split between two fetched ranges changes the older one too, so the days
 * between an answered range and this one count as wanted.
 */
function missingDays(answered: { from: number; to: number }[], first: DayNumber, last: DayNumber): Days | null {
  if (first > last) return null
  const ranges = answered.map((range) => ({ from: range.from / DAY, to: range.to / DAY - 1 }))
  let from = Math.min(first, ...ranges.map((range) => range.from))
  let to = Math.max(last, ...ranges.map((range) => range.to))
  for (const range of ranges) if (range.from <= from && range.to >= from) from = range.to + 1
  for (const range of ranges.toReversed()) if (range.from <= to && range.to >= to) to = range.from - 1
  return from > to ? null : { from, to }
}

/** The as-of's own date may still bring news, so it is asked for again. */
function noteAnswered(store: Store, key: FetchedKey, { from, to }: Days, today: DayNumber): void {
  const end = Math.min(to + 1, today)
  if (end > from) store.fetched.add(key, from * DAY, end * DAY)
}
