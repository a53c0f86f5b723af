import { type EntryFacts, entrySignificance } from '../../analysis/metrics/significance.ts'
import type { Instant } from '../../core/time.ts'
import type { RunResult } from '../../engine/types.ts'
import { type Bars, lowerBound } from '../../market/bars.ts'
import { z } from '../operation.ts'
import type { RunData } from './data.ts'

export const significanceOutput = z.strictObject({
  roundTrips: z.int().describe('Closed round trips tested'),
  draws: z.int().describe('Random sets of entries drawn: as many, held as long, on the same sides'),
  seed: z.int().describe('Seed'),
  meanReturn: z.number().describe('Mean gain of a round trip, entered and left at opens, without costs'),
  randomMedian: z.number().describe('The same of the middle random set'),
  random95: z.number().describe('The same of the random set that one in twenty exceeds'),
  pValue: z.number().describe('Chance that random entries do at least as well: small = the entry rule is better than chance'),
  tStatistic: z.number().nullable().describe("Student's t of the returns after fees against zero"),
  tPValue: z.number().nullable().describe('Chance of such a t or a higher one'),
  winners: z.int().describe('Round trips with a gain'),
  losers: z.int().describe('Round trips with a loss'),
  signPValue: z.number().describe('Chance of at least so many winners if gain and loss were even'),
})

/** Random sets drawn: enough for a p-value to a hundredth. */
const DRAWS = 1000

/** More round trips than this say enough by themselves, and drawing their like a thousand times takes long. */
const MOST_ROUND_TRIPS = 5000

/** The entry rule against random entries; null with fewer than two closed round trips, or so many that the test would take long. */
export function significanceOf(data: RunData, result: RunResult, seed: number): z.input<typeof significanceOutput> | null {
  const closed = result.roundTrips.filter((trip) => trip.exitTime !== null)
  if (closed.length > MOST_ROUND_TRIPS) return null
  const index = new Map(data.series.map(({ bars }, i) => [bars.symbol, i]))
  const entries: EntryFacts[] = closed.map((trip) => {
    const series = index.get(trip.symbol) as number
    const { bars } = data.series[series]
    return { series, row: rowHolding(bars, trip.entryTime), bars: trip.bars, side: trip.side, return: trip.return }
  })
  const first = Math.min(...entries.map((entry) => entry.row))
  const prices = data.series.map(({ bars }) => ({
    open: bars.open,
    close: bars.close,
    from: Math.min(first, bars.length),
    length: bars.length,
  }))
  return entries.length < 2 ? null : entrySignificance(prices, entries, { draws: DRAWS, seed })
}

/** The row of the bar that holds an instant: a fill that finer bars settled is stamped inside it. */
function rowHolding(bars: Bars, at: Instant): number {
  const row = lowerBound(bars.time, bars.length, at)
  return row < bars.length && bars.time[row] === at ? row : Math.max(0, row - 1)
}
