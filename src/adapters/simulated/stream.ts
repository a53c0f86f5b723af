import { DAY, type Instant, MINUTE } from '../../core/time.ts'
import { lowerBound } from '../../market/bars.ts'
import { rangeOf, type Stretch, type TapeReader } from '../common/tape-reader.ts'
import { minuteBars } from './bars.ts'
import { indexRange, nothing } from './history.ts'
import type { SimulatedMarket } from './market.ts'
import { LAST_DATE } from './schedule.ts'
import { printsHistory, quotesHistory } from './tape-history.ts'

/** Nothing is simulated after the night that follows the last session. */
const END: Instant = (LAST_DATE + 2) * DAY

/** The tape of the simulated market. Minutes are drawn whole, so stretches are made of whole ones. */
export function simulatedTape(market: SimulatedMarket): TapeReader {
  const query = (symbol: string, stretch: Stretch) => ({ symbol, ...rangeOf(stretch) })
  return {
    grain: MINUTE,
    end(symbol) {
      market.profile(symbol)
      return END
    },
    prints: async (symbol, stretch, signal) => printsHistory(market, { kind: 'prints', ...query(symbol, stretch) }, signal),
    quotes: async (symbol, stretch, signal) => quotesHistory(market, { kind: 'quotes', ...query(symbol, stretch) }, signal),
    bars: async (symbol, { from, to }) => closing(market, symbol, { from: from - MINUTE, to: to - MINUTE }),
  }
}

/** Bars whose minutes open in a stretch, of one trading date: a stretch does not reach from one into the next with a bar in both. */
function closing(market: SimulatedMarket, symbol: string, opens: Stretch) {
  const profile = market.profile(symbol)
  const query = { symbol, ...rangeOf(opens) }
  const { first, last } = indexRange(market, profile, query)
  for (let index = last; index >= first; index--) {
    const day = market.minutes(profile, index)
    const [start, end] = [lowerBound(day.time, day.length, query.from), lowerBound(day.time, day.length, query.to)]
    if (end > start) return minuteBars(profile, market.daily(profile, index).key, day, start, end)
  }
  throw nothing(query, '1m bars')
}
