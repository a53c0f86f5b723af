import type { Metrics, RoundTripFacts } from './types.ts'

/** Profits of an account in dollars differ by more than this, or do not differ. */
const NO_DIFFERENCE = 1e-9

type RoundTripMetrics = Pick<Metrics, 'roundTrips' | 'winRate' | 'profitFactor' | 'expectancy' | 'sqn' | 'averageHold'>

/**
 * Metrics of the CLOSED round trips; one still open has no result yet and counts in none of them. Profits are dollars after fees.
 * - `winRate`: share with a profit above zero.
 * - `profitFactor`: sum of the profits over the sum of the losses; null without a loss.
 * - `expectancy`: mean profit in dollars.
 * - `sqn`: the system quality number of Van K. Tharp ("The Definitive Guide to Position Sizing", 2008): sqrt(number) times mean over
 *   sample deviation, of profits in dollars in place of his multiples of the risk (not every entry has a stop) and without his cap at
 *   100 round trips.
 * - `averageHold`: mean bars from entry to exit.
 */
export function roundTripMetrics(roundTrips: readonly RoundTripFacts[]): RoundTripMetrics {
  let count = 0
  let winners = 0
  let gained = 0
  let lost = 0
  let bars = 0
  for (const one of roundTrips) {
    if (one.exitTime === null) continue
    count++
    bars += one.bars
    if (one.profit > 0) {
      winners++
      gained += one.profit
    } else lost -= one.profit
  }
  if (count === 0) return { roundTrips: 0, winRate: null, profitFactor: null, expectancy: null, sqn: null, averageHold: null }
  const mean = (gained - lost) / count
  return {
    roundTrips: count,
    winRate: winners / count,
    profitFactor: lost > 0 ? gained / lost : null,
    expectancy: mean,
    sqn: systemQuality(roundTrips, count, mean),
    averageHold: bars / count,
  }
}

function systemQuality(roundTrips: readonly RoundTripFacts[], count: number, mean: number): number | null {
  if (count < 2) return null
  let squares = 0
  for (const one of roundTrips) if (one.exitTime !== null) squares += (one.profit - mean) ** 2
  const deviation = Math.sqrt(squares / (count - 1))
  return deviation > NO_DIFFERENCE ? (Math.sqrt(count) * mean) / deviation : null
}
