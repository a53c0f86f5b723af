import { Random } from '../random.ts'
import { blockLength } from '../statistics/block-length.ts'
import { quantileOfSorted } from '../statistics/quantile.ts'

export interface MonteCarloOptions {
  /** Histories to draw. */
  paths: number
  seed: number
  /** Ruin is equity below the start less this fraction of it. */
  ruinLoss?: number
  /** A fall from the highest equity so far at which one would stop; null = none chosen. */
  lossLimit?: number | null
}

/** Of the drawn histories; fractions. */
export interface Spread {
  p5: number
  p50: number
  p95: number
}

export interface MonteCarlo {
  paths: number
  seed: number
  /** Days of each history: as many as the run had. */
  days: number
  /** Mean days of a block. */
  blockLength: number
  finalReturn: Spread
  maxDrawdown: Spread
  ruinLoss: number
  chanceOfRuin: number
  lossLimit: number | null
  chanceOfLossLimit: number | null
  chanceOfLoss: number
  /** Equity as a multiple of the start, at a sample of days (1 = the end of the first). */
  bands: { day: number; p5: number; p50: number; p95: number }[]
}

const USUAL_RUIN = 0.5
const BAND_POINTS = 120

/**
 * What else could have happened: histories as long as the run, put together from blocks of its daily RETURNS ON EQUITY (never of dollars,
 * whose sum can fall below nothing), by the stationary bootstrap of D. N. Politis and J. P. Romano (Journal of the American Statistical
 * Association 89, 1994): blocks begin anywhere, have geometric lengths, and run on from the last day to the first. A day that lost all or
 * more ends a history at zero, so a drawdown is never above 1. Drawdowns are of day ends. The blocks' mean length is the larger of the automatic
 * choices for the returns and for their sizes (`blockLength`): quiet and wild times come in stretches even where gains and losses do not.
 * Null under 2 days.
 */
export function monteCarlo(returns: Float64Array, options: MonteCarloOptions): MonteCarlo | null {
  if (returns.length < 2) return null
  const { paths, seed, ruinLoss = USUAL_RUIN, lossLimit = null } = options
  const meanBlock = Math.max(blockLength(returns), blockLength(returns.map(Math.abs)))
  const drawn = drawPaths(returns, paths, meanBlock, new Random(seed, 'monte-carlo'))
  const share = (values: Float64Array, counts: (value: number) => boolean) =>
    values.reduce((count, value) => count + (counts(value) ? 1 : 0), 0) / paths
  return {
    paths,
    seed,
    days: returns.length,
    blockLength: meanBlock,
    finalReturn: spread(drawn.final.map((equity) => equity - 1)),
    maxDrawdown: spread(drawn.drawdown),
    ruinLoss,
    chanceOfRuin: share(drawn.lowest, (equity) => equity < 1 - ruinLoss),
    lossLimit,
    chanceOfLossLimit: lossLimit === null ? null : share(drawn.drawdown, (fall) => fall >= lossLimit),
    chanceOfLoss: share(drawn.final, (equity) => equity < 1),
    bands: drawn.bandDays.map((day, k) => ({ day: day + 1, ...spread(drawn.bands.subarray(k * paths, (k + 1) * paths)) })),
  }
}

interface DrawnPaths {
  final: Float64Array
  lowest: Float64Array
  drawdown: Float64Array
  bandDays: number[]
  /** Equity of every path at each band day, day by day. */
  bands: Float64Array
}

function drawPaths(returns: Float64Array, paths: number, meanBlock: number, random: Random): DrawnPaths {
  const days = returns.length
  const bandDays = bandPlaces(days)
  const drawn: DrawnPaths = {
    final: new Float64Array(paths),
    lowest: new Float64Array(paths),
    drawdown: new Float64Array(paths),
    bandDays,
    bands: new Float64Array(paths * bandDays.length),
  }
  const goesOn = Math.log(1 - 1 / meanBlock)
  for (let path = 0; path < paths; path++) {
    let equity = 1
    let peak = 1
    let lowest = 1
    let fall = 0
    let place = 0
    let left = 0
    let band = 0
    for (let day = 0; day < days; day++) {
      if (left === 0) {
        place = random.below(days)
        left = 1 + Math.floor(Math.log(random.uniform()) / goesOn)
      }
      equity *= Math.max(0, 1 + returns[place])
      if (equity > peak) peak = equity
      if (equity < lowest) lowest = equity
      const now = 1 - equity / peak
      if (now > fall) fall = now
      if (day === bandDays[band]) drawn.bands[band++ * paths + path] = equity
      place = place + 1 === days ? 0 : place + 1
      left--
    }
    drawn.final[path] = equity
    drawn.lowest[path] = lowest
    drawn.drawdown[path] = fall
  }
  return drawn
}

/** Days at which the bands are drawn, first and last among them. */
function bandPlaces(days: number): number[] {
  const points = Math.min(days, BAND_POINTS)
  return Array.from({ length: points }, (_, k) => Math.round((k * (days - 1)) / Math.max(1, points - 1)))
}

function spread(values: Float64Array): Spread {
  const sorted = values.slice().sort()
  return { p5: quantileOfSorted(sorted, 0.05), p50: quantileOfSorted(sorted, 0.5), p95: quantileOfSorted(sorted, 0.95) }
}
