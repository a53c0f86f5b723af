import { type Instant, isoDate, parseDate, parseInstant } from '../../core/time.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import { bySource } from '../../market/source-rank.ts'
import { parseTimeframe, TIMEFRAMES, type Timeframe } from '../../market/timeframe.ts'
import type { SeriesInfo, Store } from '../../ports/store.ts'
import { OpenbellError, z } from '../operation.ts'

/** `--from-source`: which of several stored series. */
export const storedSourceInput = z
  .string()
  .optional()
  .describe(`Which stored series: import, alpaca, yahoo or simulated; default the first of these that is there`)

/** The stored series that a symbol, a kind, a timeframe (null = any, the finest) and a source (null = by rank) name. */
export function findSeries(
  store: Store,
  symbol: string,
  wanted: { kind: SeriesInfo['kind']; timeframe: Timeframe | null; source: string | null },
): SeriesInfo | null {
  const fineness = (one: SeriesInfo) => (one.timeframe === null ? 0 : TIMEFRAMES.indexOf(one.timeframe))
  const fitting = store
    .series(symbol)
    .filter((one) => one.kind === wanted.kind)
    .filter((one) => wanted.timeframe === null || one.timeframe === wanted.timeframe)
    .filter((one) => wanted.source === null || one.source === wanted.source)
  return bySource(fitting).sort((a, b) => fineness(a) - fineness(b))[0] ?? null
}

/** What to say when a series is not stored: names what is stored of the symbol. */
export function noSeries(store: Store, symbol: string, what: string): OpenbellError {
  const stored = store.series(symbol)
  if (stored.length === 0) return new OpenbellError('not-found', `nothing of ${symbol} is in the store`, 'openbell data list')
  const names = stored.map((one) => `${one.timeframe ?? one.kind} of ${one.source}`)
  return new OpenbellError(
    'no-data',
    `${symbol} has no ${what} in the store; it has ${names.join(', ')}`,
    `openbell data list ${symbol}`,
  )
}

/** Reads an optional timeframe flag. */
export function optionalTimeframe(text: string | undefined): Timeframe | null {
  return text === undefined ? null : parseTimeframe(text)
}

/** `--from`, `--to`: instants, or dates that mean whole sessions (both inclusive). Result `[from, to)`. */
export function sessionRange(
  from: string | undefined,
  to: string | undefined,
  calendar: Calendar,
): { from: Instant; to: Instant } {
  return {
    from: from === undefined ? Number.NEGATIVE_INFINITY : edge('--from', from, calendar, 0),
    to: to === undefined ? Number.POSITIVE_INFINITY : edge('--to', to, calendar, 1),
  }
}

function edge(flag: string, text: string, calendar: Calendar, days: number): Instant {
  const instant = parseInstant(text)
  if (instant !== null) return instant
  const day = parseDate(text)
  if (day === null) throw new OpenbellError('usage', `${flag} '${text}' is no date and no instant`, `${flag} ${isoDate(20_000)}`)
  const session = calendar.day(day + days)
  return session.pre?.open ?? session.regular?.open ?? calendar.nominal(day + days).open
}
