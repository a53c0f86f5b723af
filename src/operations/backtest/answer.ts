import type { Metrics } from '../../analysis/metrics/types.ts'
import { iso } from '../../core/time.ts'
import type { RoundTrip, RunResult } from '../../engine/types.ts'
import type { RunData } from './data.ts'
import { dataWarnings } from './data-warnings.ts'
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

/** Where the data of a run begins and ends. */
export function spanOf({ series }: RunData): { from: string; to: string; bars: number } {
  const from = Math.min(...series.map(({ bars }) => bars.time[0]))
  const to = Math.max(...series.map(({ bars, closeTime }) => closeTime[bars.length - 1]))
  return { from: iso(from), to: iso(to), bars: series.reduce((sum, { bars }) => sum + bars.length, 0) }
}

/** Sentences on what a reader of this result would otherwise find out too late. */
export function warningsOf(data: RunData, result: RunResult, metrics: Metrics): string[] {
  const { totals, why } = result
  const warnings: string[] = dataWarnings(data)
  if (data.failed.length > 0)
    warnings.push(`without ${data.failed.map((one) => one.symbol).join(', ')}: the run has fewer symbols than asked for`)
  if (why.intents === 0) warnings.push(nothingHappened(result))
  if (totals.ambiguousBars > 0) {
    warnings.push(
      `${totals.ambiguousBars} bars held stop and target both; the stop was taken (finer bars in the store would settle it)`,
    )
  }
  if (totals.withoutVolume > 0) warnings.push(`${totals.withoutVolume} fills fell in bars without volume and filled whole`)
  if (totals.marginCalls > 0) warnings.push(`${totals.marginCalls} margin calls closed positions`)
  if (metrics.finalEquity <= 0) warnings.push('the account was lost')
  return warnings
}

function nothingHappened({ why, steps }: RunResult): string {
  if (why.signals > 0) return `the strategy asked ${why.signals} times and no intent came of it`
  return `no signal in ${why.barsSeen} bars (${steps} steps): its rule never held, or the data is shorter than its warm-up`
}
