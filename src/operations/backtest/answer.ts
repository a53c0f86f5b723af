import { iso } from '../../core/time.ts'
import type { RoundTrip, RunResult } from '../../engine/types.ts'
import type { BacktestOutput } from './output.ts'

/** Equity points of an answer that only wants to be drawn small. */
const CURVE = 200

/** Round trips as the contract writes them. */
export function roundTripsOf(trips: RoundTrip[]): BacktestOutput['roundTrips'] {
  return trips.map((trip) => ({
    symbol: trip.symbol,
    side: trip.side,
    shares: trip.shares,
    entryTime: iso(trip.entryTime),
    entryPrice: trip.entryPrice,
    exitTime: trip.exitTime === null ? null : iso(trip.exitTime),
    exitPrice: trip.exitPrice,
    fees: trip.fees,
    profit: trip.profit,
    return: trip.return,
    entryReason: trip.entryReason,
    exitReason: trip.exitReason,
  }))
}

/** Evenly spaced equity, first and last included. */
export function curveOf({ equity, steps, startCash }: RunResult): number[] {
  const points = Math.min(CURVE, steps)
  if (points < 2) return [startCash, ...equity.subarray(0, steps)]
  return Array.from({ length: points }, (_, i) => equity[Math.round((i * (steps - 1)) / (points - 1))])
}
