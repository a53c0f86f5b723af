import { algorithmicActivity } from '../../analysis/algorithmic/estimate.ts'
import { lastRegularMinutes } from '../../analysis/liquidity.ts'
import { type ErrorKind, orNull } from '../../core/errors.ts'
import { type Instant, iso, MINUTE } from '../../core/time.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import type { AnalyzeResult } from './output.ts'

/** Regular minutes of prints, and prints of them at most: a busy symbol has thousands a minute. */
const MINUTES = 30
const MOST_PRINTS = 20_000

/** No prints there, or none that this source could give; a vendor that failed is a failure. */
const WITHOUT: ErrorKind[] = ['no-data', 'not-found', 'usage']

/** The estimate from the prints of the last regular minutes that ended by an instant; null where there are too few. */
export async function algorithmicOf(
  source: MarketDataSource,
  symbol: string,
  asOf: Instant,
  signal: AbortSignal,
): Promise<AnalyzeResult['algorithmic']> {
  const minutes = lastRegularMinutes(calendarFor(symbol), Math.floor(asOf / MINUTE) * MINUTE - MINUTE, MINUTES)
  const range = { from: minutes[0], to: minutes[minutes.length - 1] + MINUTE }
  const query = { kind: 'prints' as const, symbol, ...range, asOf, limit: MOST_PRINTS }
  const prints = await orNull(WITHOUT, source.history(query, signal))
  const estimate = prints && algorithmicActivity(prints)
  if (!prints || !estimate) return null
  const { probability, pattern, features } = estimate
  return { probability, pattern, ...features, from: iso(prints.time[0]), to: iso(prints.time[prints.length - 1]) }
}
