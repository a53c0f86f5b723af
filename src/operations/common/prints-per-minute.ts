import { lastRegularMinutes, meanPrints, printsOfBars, printsOfTape } from '../../analysis/liquidity.ts'
import { type ErrorKind, orNull } from '../../core/errors.ts'
import { HOUR, type Instant, MINUTE } from '../../core/time.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'

/** Nothing there, or nothing this source could ever give, is an unknown count; a vendor that failed is a failure. */
const UNKNOWN: ErrorKind[] = ['no-data', 'not-found', 'usage']

/**
 * Mean prints of the last five regular minutes that ended by the as-of: from the counts of the 1m bars where the source has them, else
 * counted on the tape; null when it has neither (unknown is not 0).
 */
export async function printsPerMinute(
  source: MarketDataSource,
  symbol: string,
  asOf: Instant,
  signal: AbortSignal,
): Promise<number | null> {
  const calendar = calendarFor(symbol)
  const minutes = lastRegularMinutes(calendar, Math.floor(asOf / MINUTE) * MINUTE - MINUTE)
  const to = minutes[minutes.length - 1] + MINUTE
  // Bars from well before the first minute tell a quiet minute (0) from one that the series does not reach (unknown).
  const range = { symbol, asOf, to, from: minutes[0] - HOUR }
  const bars = await orNull(UNKNOWN, source.history({ kind: 'bars', timeframe: '1m', session: 'all', ...range }, signal))
  const counted = bars ? meanPrints(printsOfBars(bars, minutes)) : null
  if (counted !== null) return counted
  const tape = await orNull(UNKNOWN, source.history({ kind: 'prints', ...range, from: minutes[0] }, signal))
  return tape && tape.length > 0 ? meanPrints(printsOfTape(tape, minutes)) : null
}
