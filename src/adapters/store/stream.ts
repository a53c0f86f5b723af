import { OpenbellError } from '../../core/errors.ts'
import { type Instant, isoDate, MINUTE, utcDay } from '../../core/time.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import type { SeriesInfo, Store } from '../../ports/store.ts'
import { historyReader, type TapeReader } from '../common/tape-reader.ts'
import { noTape } from './missing.ts'

/** The tape of what is stored: prints, quotes and one-minute bars, whichever of them a symbol has. */
export function storedTape(store: Store, source: Pick<MarketDataSource, 'history'>): TapeReader {
  return historyReader(source, (symbol) => endOf(store, symbol))
}

/** When the last stored row of a symbol is told. */
function endOf(store: Store, symbol: string): Instant {
  const all = store.series(symbol)
  const tape = all.filter((one) => one.kind !== 'bars' || one.timeframe === '1m')
  if (tape.length > 0) return Math.max(...tape.map((one) => (one.kind === 'bars' ? one.to + MINUTE : one.to)))
  if (all.length === 0) throw noTape(store, symbol, 'prints')
  const has = all.map((one) => `${one.timeframe ?? one.kind} ${day(symbol, one, one.from)} to ${day(symbol, one, one.to)}`)
  throw new OpenbellError(
    'not-found',
    `the store has no prints, quotes or 1m bars of ${symbol} to tell; it has ${has.join(', ')}`,
    `openbell data import FILE --symbol ${symbol}`,
  )
}

function day(symbol: string, one: SeriesInfo, at: Instant): string {
  return isoDate(one.kind === 'bars' ? calendarFor(symbol).dateOf(at) : utcDay(at))
}
