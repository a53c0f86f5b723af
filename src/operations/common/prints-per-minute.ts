import { lastRegularMinutes, meanPrints, printsOfBars, printsOfTape } from '../../analysis/liquidity.ts'
import { type ErrorKind, orNull } from '../../core/errors.ts'
import { HOUR, type Instant, MINUTE } from '../../core/time.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'

/** Nothing there, or nothing this source could ever give, is an unknown count; a vendor that failed is a failure. */
const UNKNOWN: ErrorKind[] = ['no-data', 'not-found', 'usage']

/** Mean prints a minute, and the feed they were counted on: recent minutes may come from another feed than the bars beside them. */
export interface PrintCount {
  perMinute: number
  feed: string
}

/**
 * Mean prints of the last five regular minutes that ended by the as-of: from the counts of the 1m bars where the source has them, else
 * counted on the tape; null when it has neither (unknown is not 0).
 */
export async function countPrints(
  source: MarketDataSource,
  symbol: string,
  asOf: Instant,
  signal: AbortSignal,
): Promise<PrintCount | null> {
  const calendar = calendarFor(symbol)
  const minutes = lastRegularMinutes(calendar, Math.floor(asOf / MINUTE) * MINUTE - MINUTE)
  const to = minutes[minutes.length - 1] + MINUTE
  // Bars from well before the first minute tell a quiet minute (0) from one that the series does not reach (unknown).
  const range = { symbol, asOf, to, from: minutes[0] - HOUR }
  const bars = await orNull(UNKNOWN, source.history({ kind: 'bars', timeframe: '1m', session: 'all', ...range }, signal))
  const counted = bars ? meanPrints(printsOfBars(bars, minutes)) : null
  if (bars && counted !== null) return { perMinute: counted, feed: bars.feed }
  const tape = await orNull(UNKNOWN, source.history({ kind: 'prints', ...range, from: minutes[0] }, signal))
  const printed = tape && tape.length > 0 ? meanPrints(printsOfTape(tape, minutes)) : null
  return tape && printed !== null ? { perMinute: printed, feed: tape.feed } : null
}

/** The count alone. */
export async function printsPerMinute(
  source: MarketDataSource,
  symbol: string,
  asOf: Instant,
  signal: AbortSignal,
): Promise<number | null> {
  return (await countPrints(source, symbol, asOf, signal))?.perMinute ?? null
}
