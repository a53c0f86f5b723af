import type { EquityHistory, RoundTripFacts, RunTotals } from '../../../../src/analysis/metrics/types.ts'
import { Random } from '../../../../src/analysis/random.ts'
import { DAY, parseDate } from '../../../../src/core/time.ts'

export const NO_TOTALS: RunTotals = { fees: 0, slippageCost: 0, turnover: 0, ambiguousBars: 0, shrunkFills: 0 }

/** A history of steps written as [date, equity, exposure]. */
export function historyOf(startCash: number, rows: [date: string, equity: number, exposure?: number][]): EquityHistory {
  const day = Int32Array.from(rows, ([date]) => parseDate(date) as number)
  return {
    steps: rows.length,
    startCash,
    day,
    times: Float64Array.from(day, (one, i) => one * DAY + i),
    equity: Float64Array.from(rows, ([, equity]) => equity),
    exposure: Float64Array.from(rows, ([, , exposure]) => exposure ?? 0),
  }
}

/** A drawn history: several steps a date, some dates missing. */
export function drawnHistory(seed: number, steps: number): EquityHistory {
  const random = new Random(seed, 'history')
  const day = new Int32Array(steps)
  const equity = new Float64Array(steps)
  let date = 18_000
  let now = 100_000
  for (let i = 0; i < steps; i++) {
    if (i > 0 && random.uniform() < 0.25) date += 1 + random.below(4)
    now *= 1.0002 + 0.004 * random.normal()
    day[i] = date
    equity[i] = now
  }
  const exposure = Float64Array.from({ length: steps }, () => (random.uniform() < 0.4 ? 0 : random.uniform()))
  return { steps, startCash: 100_000, day, equity, exposure, times: Float64Array.from(day, (one, i) => one * DAY + i) }
}

/** A round trip with this profit; `open` leaves it open. */
export function roundTrip(profit: number, bars = 1, open = false): RoundTripFacts {
  return { entryTime: 0, exitTime: open ? null : 1, profit, return: profit / 10_000, fees: 0, bars }
}
