import { type DayNumber, type Instant, isoDate, parseDate } from '../../core/time.ts'
import type { CorporateAction } from '../../market/actions.ts'
import { type Split, splitsBy } from '../../market/split-view.ts'
import { type ActionsSpan, askActions, SPLITS } from './actions.ts'
import type { HistoryParts } from './history-parts.ts'

/** Actions of one symbol, cache first; together with those of other symbols asked for at the same moment. */
export async function actionsOf(
  parts: HistoryParts,
  symbol: string,
  span: ActionsSpan,
  signal: AbortSignal,
): Promise<CorporateAction[]> {
  const key = JSON.stringify(['actions', span])
  const load = () => parts.actionsBatcher.ask(key, symbol, (symbols, all) => askActions(parts.host, symbols, span, all), signal)
  return (await parts.host.vendor.cached({ key: `${key} ${symbol}`, lastResort: false }, signal, load)).value
}

/** The splits that rows from `first` on must be seen across at the as-of; none is asked for when both lie on one trading date. */
export async function splitsSince(
  parts: HistoryParts,
  symbol: string,
  first: Instant,
  asOf: Instant,
  signal: AbortSignal,
): Promise<Split[]> {
  const { calendar } = parts
  const [from, today] = [calendar.dateOf(first), calendar.dateOf(asOf)]
  if (from >= today) return []
  // Whole years, so that symbols whose rows begin on different days still share a request.
  const span = { types: SPLITS, from: yearStart(from), to: today + 1 }
  return splitsBy(await actionsOf(parts, symbol, span, signal), asOf, calendar)
}

/** What brings the close before this session to the shares of this session; 1 on all but the ex-dates of splits. */
export async function splitFactor(parts: HistoryParts, symbol: string, asOf: Instant, signal: AbortSignal): Promise<number> {
  const { day } = parts.calendar.sessionAt(asOf)
  const before = parts.calendar.day(parts.calendar.previous(day)).regular?.close ?? asOf
  const splits = await splitsSince(parts, symbol, before, asOf, signal)
  return splits.filter((split) => split.at > before).reduce((factor, split) => factor * split.ratio, 1)
}

function yearStart(day: DayNumber): DayNumber {
  return parseDate(`${isoDate(day).slice(0, 4)}-01-01`) as DayNumber
}
