import type { Bars } from '../../market/bars.ts'
import { indicatorColumn } from '../indicators/registry.ts'
import type { Level } from '../levels/clusters.ts'

/** What the words mean; bars unless said otherwise. */
export const BREAKOUT_RULES = {
  /** The channel is the highest high and lowest low of so many bars before. */
  channelBars: 20,
  /** A break is news for so many bars. */
  freshBars: 20,
  /** Average true ranges within which a price is near a line. */
  near: 0.5,
  /** Times the mean volume of the channel's bars from which volume confirms a break. */
  confirmingVolume: 1.5,
} as const

export const BREAKOUT_STATES = ['inside', 'near-high', 'near-low', 'broken-up', 'broken-down', 'unknown'] as const
export type BreakoutState = (typeof BREAKOUT_STATES)[number]

export interface Breakout {
  state: BreakoutState
  /** What was broken or is near: the channel's edge, or a level at which the series turned before. */
  of: 'channel' | 'level' | null
  /** Its price. */
  price: number | null
  /** Row of the bar that closed beyond it; null unless broken. */
  sinceRow: number | null
  /** Levels that this bar closed beyond as well, by price. */
  through: number[]
  /** Last close less the price, in average true ranges. */
  distance: number | null
  /** Volume of that bar over the mean of the channel's bars before; null unless broken, or without volume. */
  volumeRatio: number | null
  volumeConfirmed: boolean | null
  channelHigh: number | null
  channelLow: number | null
}

/** A break that still holds. */
interface Break {
  side: 1 | -1
  row: number
  edge: number
}

/**
 * Where the last close stands against its channel (Richard Donchian's, of the 20 bars before) and the levels. A close beyond the channel breaks
 * it; the break holds while every close stays beyond the edge as it was then, and is told for 20 bars. Each row is judged by bars up to it.
 */
export function breakoutAt(bars: Bars, levels: readonly Level[]): Breakout {
  const last = bars.length - 1
  const range = indicatorColumn('atr', bars, [14])[last]
  const [channelHigh, channelLow] = channelAt(bars, last)
  if (!Number.isFinite(channelHigh) || !Number.isFinite(range))
    return { ...NOTHING, state: 'unknown', channelHigh: null, channelLow: null }
  const channel = { channelHigh, channelLow }
  const broken = standingBreak(bars)
  const away = (price: number) => (range === 0 ? 0 : (bars.close[last] - price) / range)
  if (!broken) return { ...NOTHING, ...nearest(bars.close[last], channel, levels, away), ...channel }
  const { side, row, edge } = broken
  const volumeRatio = relativeVolume(bars, row)
  return {
    state: side > 0 ? 'broken-up' : 'broken-down',
    of: 'channel',
    price: edge,
    sinceRow: row,
    through: levels.filter((level) => level.knownRow < row && crossed(bars, row, level.price, side)).map((level) => level.price),
    distance: away(edge),
    volumeRatio,
    volumeConfirmed: volumeRatio === null ? null : volumeRatio >= BREAKOUT_RULES.confirmingVolume,
    ...channel,
  }
}

const NOTHING = { of: null, price: null, sinceRow: null, through: [], distance: null, volumeRatio: null, volumeConfirmed: null }

/** Highest high and lowest low of the bars before a row; NaN when there are too few. */
function channelAt(bars: Bars, row: number): [high: number, low: number] {
  if (row < BREAKOUT_RULES.channelBars) return [Number.NaN, Number.NaN]
  const [from, to] = [row - BREAKOUT_RULES.channelBars, row]
  return [Math.max(...bars.high.subarray(from, to)), Math.min(...bars.low.subarray(from, to))]
}

function standingBreak(bars: Bars): Break | null {
  let held: Break | null = null
  // A break is forgotten after freshBars, so what stood before so many rows and a channel cannot matter any more.
  const from = Math.max(BREAKOUT_RULES.channelBars, bars.length - 4 * (BREAKOUT_RULES.freshBars + BREAKOUT_RULES.channelBars))
  for (let row = from; row < bars.length; row++) {
    const close = bars.close[row]
    if (held && (held.side * (close - held.edge) <= 0 || row - held.row >= BREAKOUT_RULES.freshBars)) held = null
    const [high, low] = channelAt(bars, row)
    if (close > high && held?.side !== 1) held = { side: 1, row, edge: high }
    if (close < low && held?.side !== -1) held = { side: -1, row, edge: low }
  }
  return held
}

function crossed(bars: Bars, row: number, price: number, side: 1 | -1): boolean {
  return side * (bars.close[row - 1] - price) <= 0 && side * (bars.close[row] - price) > 0
}

function relativeVolume(bars: Bars, row: number): number | null {
  const before = bars.volume.subarray(row - BREAKOUT_RULES.channelBars, row)
  const mean = before.reduce((sum, value) => sum + value, 0) / before.length
  return mean > 0 ? bars.volume[row] / mean : null
}

/** The nearest line within reach: the channel's edges, then the levels. */
function nearest(
  close: number,
  { channelHigh, channelLow }: { channelHigh: number; channelLow: number },
  levels: readonly Level[],
  away: (price: number) => number,
): Pick<Breakout, 'state' | 'of' | 'price' | 'distance'> {
  const lines = [
    { of: 'channel' as const, price: channelHigh },
    { of: 'channel' as const, price: channelLow },
    ...levels.map(({ price }) => ({ of: 'level' as const, price })),
  ]
  const reach = lines.filter(({ price }) => Math.abs(away(price)) <= BREAKOUT_RULES.near)
  const [found] = reach.sort((a, b) => Math.abs(away(a.price)) - Math.abs(away(b.price)))
  if (!found) return { state: 'inside', of: null, price: null, distance: null }
  return { state: found.price >= close ? 'near-high' : 'near-low', ...found, distance: away(found.price) }
}
