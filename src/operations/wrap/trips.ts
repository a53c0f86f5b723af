import { iso } from '../../core/time.ts'
import type { LiveRoundTrip } from '../../engine/orders/books.ts'
import { plainDollars } from '../trade/desk/answer.ts'
import type { WrapOutput } from './output.ts'

/** Round trips summed up; one that made exactly nothing is neither won nor lost. */
export function roundTripsOf(trips: readonly LiveRoundTrip[]): WrapOutput['roundTrips'] {
  const won = trips.filter(({ profit }) => profit > 0)
  const lost = trips.filter(({ profit }) => profit < 0)
  const sorted = trips.toSorted((a, b) => b.profit - a.profit)
  return {
    count: trips.length,
    won: won.length,
    lost: lost.length,
    winRate: trips.length === 0 ? null : won.length / trips.length,
    profit: profitOf(trips),
    fees: plainDollars(trips.reduce((sum, { fees }) => sum + fees, 0)),
    meanWin: won.length === 0 ? null : plainDollars(profitOf(won) / won.length),
    meanLoss: lost.length === 0 ? null : plainDollars(profitOf(lost) / lost.length),
    best: answerOf(sorted[0]),
    worst: answerOf(sorted[sorted.length - 1]),
  }
}

/** The best symbol first. */
export function bySymbolOf(trips: readonly LiveRoundTrip[]): WrapOutput['bySymbol'] {
  const rows = [...Map.groupBy(trips, ({ symbol }) => symbol)].map(([symbol, own]) => ({
    symbol,
    roundTrips: own.length,
    won: own.filter(({ profit }) => profit > 0).length,
    profit: profitOf(own),
  }))
  return rows.sort((a, b) => b.profit - a.profit || (a.symbol < b.symbol ? -1 : 1))
}

function profitOf(trips: readonly LiveRoundTrip[]): number {
  return plainDollars(trips.reduce((sum, { profit }) => sum + profit, 0))
}

function answerOf(trip: LiveRoundTrip | undefined): WrapOutput['roundTrips']['best'] {
  if (trip === undefined) return null
  const { symbol, side, shares, entryTime, exitTime, profit } = trip
  return { symbol, side, shares, entryTime: iso(entryTime), exitTime: iso(exitTime), profit }
}
